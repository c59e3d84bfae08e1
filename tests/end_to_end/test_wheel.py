"""The software works from an installed wheel, not only from the checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return next(folder.glob("*.whl"))


def test_the_wheel_simulates_and_runs_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import spanishgas.cli.commands as cli; "
        f"assert cli.__file__.startswith({str(tmp_path / 'site')!r}), cli.__file__; cli.main()"
    )
    for arguments in (["simulate", "--customers", "300"], ["check"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "lake/raw/customer_attributes.csv").exists()


def test_the_wheel_holds_every_packaged_file(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / "spanishgas").rglob("*")
        if path.suffix in (".py", ".yaml", ".json", ".po", ".toml", ".woff2", ".topojson", ".svg", ".png")
    }
    assert wanted <= held
