"""A place where no file can be is refused in words: where, why, and what to do."""

import errno
import os
from pathlib import Path

import polars as pl
import pytest
from support.command import spanishgas
from support.finished import finished_run
from support.sentences import says

from spanishgas.cli.targets import check_place, refused_in_words, whole_file
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.publish import publish

LONG = "x" * 252 + ".csv"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


@pytest.mark.parametrize(
    ("out", "why"),
    [
        ("/proc/x.csv", "no file can be made in /proc (No such file or directory). Name a file elsewhere."),
        (f"/tmp/{LONG}", "the name is longer than the disk allows. Name a shorter one."),
        ("/nowhere/x.csv", "there is no folder /nowhere. Make it first."),
        ("/proc/version/x.csv", "there is no folder /proc/version. Make it first."),
    ],
)
def test_a_place_that_is_none_is_refused_beforehand(out: str, why: str, lake: Lake) -> None:
    with says(RunError, f"{out}: {why}"):
        check_place(lake, Path(out))


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.EACCES, "you may not write into /data. Name a file elsewhere, or have it opened to you."),
        (errno.EPERM, "you may not write into /data. Name a file elsewhere, or have it opened to you."),
        (errno.EROFS, "/data can only be read. Name a file elsewhere."),
        (errno.EIO, "no file can be made in /data (Input/output error). Name a file elsewhere."),
    ],
)
def test_what_the_system_says_of_a_place_is_said_in_words(number: int, why: str) -> None:
    with says(RunError, f"/data/x.csv: {why}"), refused_in_words(Path("/data/x.csv")):
        raise OSError(number, os.strerror(number))


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), OSError("no system's error"), ValueError()])
def test_what_is_no_matter_of_the_place_is_said_elsewhere(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, refused_in_words(Path("x.csv")):
        raise error
    assert raised.value is error


def test_a_file_is_whole_or_as_it_was_and_its_name_may_be_as_long_as_any(tmp_path: Path) -> None:
    out = tmp_path / LONG[1:]
    with whole_file(out) as partial:
        partial.write_text("first")
    with pytest.raises(ValueError, match="ended"), whole_file(out) as partial:
        partial.write_text("half")
        raise ValueError("ended")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(out.name, "first")]


@pytest.mark.parametrize(
    "command",
    [
        ("export", "recommendations", "--out", "/proc/x.csv"),
        ("export", "recommendations", "--out", "/proc/x.parquet"),
        ("export", "recommendations", "--out", "/proc/x.xlsx"),
        ("compare", "tuesday", "tuesday", "--out", "/proc/x.csv"),
        ("check", "--columns-out", "/proc/x.yaml"),
        ("fidelity", "--out", "/proc/x.md"),
        ("fidelity", "--out", "/proc/x/y.md"),
    ],
)
def test_every_command_that_writes_a_file_says_so(command: tuple[str, ...], tmp_path: Path) -> None:
    publish(finished_run(tmp_path))
    done = spanishgas(*command, "--lake", tmp_path)
    why = f"no file can be made in {Path(command[-1]).parent} (No such file or directory). Name a file elsewhere."
    assert (done.returncode, done.stderr) == (1, f"Stopped: {command[-1]}: {why}\n")


def test_an_export_with_a_long_name_is_written(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    publish(finished_run(tmp_path / "lake"))
    out = tmp_path / ("x" * 246 + ".csv")
    assert spanishgas("export", "scored_customers", "--out", out, "--lake", tmp_path / "lake").returncode == 0
    assert pl.read_csv(out).height == 3
