"""Commands that the documents tell people to type exist, with the options that they are typed with."""

import re
import shlex
from pathlib import Path
from typing import Any, get_args

import pytest
import typer

from spanishgas import errors
from spanishgas.cli.commands import app
from spanishgas.run.record import Status

ROOT = Path(__file__).parents[1]
COMMAND = re.compile(r"(?:^\$ |`|\b)(?:\.venv/bin/)?spanishgas ([a-z][^`\n#|]*)", re.MULTILINE)
TARGET = re.compile(r"(?:^\$ |`)make ([a-z-]+)", re.MULTILINE)
PAGES = [ROOT / "docs" / name for name in ("deploy.md", "runbook.md", "security.md")]


def typed(page: Path) -> list[str]:
    """What stands in code: blocks of a console, and code within a line."""
    text = page.read_text("utf-8")
    blocks = "\n".join(re.findall(r"^\$ .*$", text, re.MULTILINE))
    return [found.strip() for found in COMMAND.findall(blocks + "\n" + "\n".join(re.findall(r"`[^`\n]+`", text)))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_is_there(page: Path) -> None:
    program = typer.main.get_command(app)
    found = typed(page)
    assert found
    for line in found:
        check(program, shlex.split(line), line)


def check(program: Any, words: list[str], line: str) -> None:
    """Raises AssertionError where a command, a sub-command or an option is not there."""
    command = program
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"no command {words[0]!r}: {line}"
        command, words = command.commands[words[0]], words[1:]
    options = {name for each in command.params for name in [*each.opts, *each.secondary_opts]}
    for word in words:
        if word.startswith("--"):
            assert word.partition("=")[0] in options, f"no option {word}: {line}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_of_a_page_is_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(TARGET.findall(page.read_text("utf-8"))) <= targets | {"install"}


def test_the_runbook_knows_every_error_and_every_end_of_a_run() -> None:
    text = (ROOT / "docs/runbook.md").read_text("utf-8")
    kinds = [name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, Exception)]
    assert [name for name in kinds if name != "SpanishGasError" and f"`{name}`" not in text] == []
    ends = set(get_args(Status)) - {"running", "published", "stopped"} | {"completed"}
    assert [name for name in ends if f"Final state `{name}`" not in text] == []


def test_the_runbook_has_the_section_that_a_message_leads_to() -> None:
    source = (ROOT / "src/spanishgas/aws/messages.py").read_text("utf-8")
    led_to = set(re.findall(r'"((?:run|gate|drift|files)-[a-z]+)"', source))
    assert len(led_to) > 5
    titles = set(re.findall(r"^#+ (.+)$", (ROOT / "docs/runbook.md").read_text("utf-8"), re.MULTILINE))
    assert led_to <= titles


def test_the_runbook_knows_every_alarm() -> None:
    alarms = (ROOT / "infra/terraform/modules/monitoring/main.tf").read_text("utf-8")
    titles = re.findall(r"^### (.+)$", (ROOT / "docs/runbook.md").read_text("utf-8"), re.MULTILINE)
    for name in ("lambda-errors", "sfn-failures", "drift-detected", "no-successful-run-for-8-days"):
        assert name in alarms
        assert name in titles
