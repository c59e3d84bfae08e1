"""Commands in messages can be typed as they stand, however the program was called."""

import sys
from pathlib import Path

import pytest

from spanishgas.program import command


@pytest.mark.parametrize(
    ("called", "program"),
    [
        (".venv/bin/spanishgas", ".venv/bin/spanishgas"),
        ("spanishgas", "spanishgas"),
        ("/opt/jupyter/launcher.py", "spanishgas"),
        ("/opt/my tools/spanishgas", "'/opt/my tools/spanishgas'"),
        ("src/spanishgas/__main__.py", f"{sys.executable} -m spanishgas"),
    ],
)
def test_a_command_is_that_of_the_program_as_it_was_called(
    called: str, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", [called])
    assert command("run", "--lake", "my lake") == f"{program} run --lake 'my lake'"


def test_what_the_shell_finds_by_its_name_goes_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "spanishgas"
    program.touch(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert command("runs") == f"{program} runs"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command("runs") == "spanishgas runs"


def test_no_message_spells_the_program_by_itself() -> None:
    """Help shows examples, and pages begin by ``source .venv/bin/activate``; all else goes through ``command``."""
    package = Path(__file__).resolve().parents[1] / "src/spanishgas"
    spelt = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in package.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if any(f"spanishgas {name} " in line for name in ("run", "runs", "check", "export", "publish", "replay"))
        and "Example: " not in line
        and path.name != "program.py"
    ]
    assert spelt == []
