"""Whatever a terminal can show and however long it listens, no command fails because of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.finished import finished_run

from spanishgas.cli.terminal import printable
from spanishgas.run.publish import publish
from spanishgas.run.store import save_record

ASCII = {"PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}
WORDS = [sys.executable, "-m", "spanishgas"]


@pytest.fixture
def lake(tmp_path: Path) -> str:
    run = finished_run(tmp_path)
    publish(run)
    run.record.run_id = "tuesday"
    save_record(run.lake, run.record)
    return str(run.lake)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["runs"],
        ["experiments", "--columns"],
        ["experiments", "E5", "--columns"],
        ["run", "--run-id", "ñ€"],
    ],
)
def test_a_terminal_that_knows_few_letters_shows_what_it_can(arguments: list[str], encoding: str, lake: str) -> None:
    environment = {**os.environ, **ASCII, "PYTHONIOENCODING": encoding, "SPANISHGAS_LAKE": lake}
    done = subprocess.run([*WORDS, *arguments], env=environment, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr + done.stdout
    assert b"Error" not in done.stderr
    assert done.returncode == (1 if "ñ€" in arguments else 0)


@pytest.mark.parametrize("arguments", [["runs"], ["experiments", "--columns"], ["experiments", "E5", "--columns"]])
def test_a_command_goes_on_when_nobody_reads_any_more(arguments: list[str], lake: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    environment = {**os.environ, "SPANISHGAS_LAKE": lake}
    done = subprocess.run([*WORDS, *arguments], env=environment, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('ñ 東 €, "x"\nnext', 'ñ 東 €, "x"\nnext'),
        ("\x1b[2Jgone", "\ufffd[2Jgone"),
        ("a\tb\rc\x00", "a\ufffdb\ufffdc\ufffd"),
        ("a\u202eb\u2028c", "a\ufffdb\ufffdc"),
        ("", ""),
    ],
)
def test_what_comes_from_files_does_not_steer_a_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown
