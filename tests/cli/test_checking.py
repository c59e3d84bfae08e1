"""The command `check`: hands on what a person typed, shows what was looked at, refuses as a run does."""

from pathlib import Path
from typing import Any

import pytest
from support.command import spanishgas
from support.mill import noticed
from support.runs import run_record

from spanishgas.bronze.column_guesses import Guess
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run import check, file_columns
from spanishgas.run.file_columns import FileColumns

GUESSED = FileColumns(
    "churn_label",
    ("churn_label.csv",),
    left_out=("baja",),
    guesses=(Guess("baja", "churned_within_horizon", "by name"),),
)
LINES = "churn_label:\n  churned_within_horizon:\n    aliases: [baja]\n"


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the command handed on; the files are odd, and one column has a name of its own."""
    calls: list[Any] = []

    def plan_check(lake: Lake, settings: Any, mode: str, **asked: Any) -> Any:
        calls.append((lake.root, mode, settings.as_of, settings.accept_readings, settings.score_without, asked))
        return run_record(mode=mode)

    def check_run(lake: Lake, record: Any, view: Any) -> None:
        calls.append((record.mode, view.progress.tasks[0].total))
        record.findings += [noticed("a"), noticed("b", "warning")]

    monkeypatch.setattr(check, "plan_check", plan_check)
    monkeypatch.setattr(check, "check_run", check_run)
    monkeypatch.setattr(file_columns, "file_columns", lambda lake, settings: [GUESSED])
    return calls


def test_a_check_is_of_the_run_that_is_meant(handed: list[Any], tmp_path: Path) -> None:
    options = ["--mode", "score", "--as-of", "2025-01-31", "--replace-newer", "--accept-readings", "flat"]
    spanishgas("check", "--lake", tmp_path, *options, "--score-without", "sales_channel")
    (root, mode, as_of, *others), (checked, steps) = handed
    assert (root, mode, str(as_of), checked) == (str(tmp_path), "score", "2025-01-31", "score")
    assert others == ["flat", "sales_channel", {"replace_newer": True}]
    assert steps == sum(1 for _ in PIPELINES["score"].steps())


def test_a_check_shows_columns_lines_and_findings_and_ends_with_a_verdict(handed: list[Any], tmp_path: Path) -> None:
    done = spanishgas("check", "--lake", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert handed[1] == ("train", 31)
    assert [line for line in done.stdout.splitlines() if line] == [
        "churn_label.csv",
        "  baja  churned_within_horizon?  by name",
        "These lines accept what is probably meant (?). Look through them, and save them (--columns-out):",
        *LINES.splitlines(),
        f"Then: SPANISHGAS_COLUMNS_FILE=columns.yaml spanishgas check --lake {tmp_path}",
        "warning b is odd",
        "info    a is odd",
        f"The raw files are good to run as of 2024-12-31 (1 warning, 1 note): spanishgas run --lake {tmp_path}",
    ]


def test_the_verdict_names_the_run_that_was_checked(handed: list[Any], tmp_path: Path) -> None:
    asked = ["--mode", "score", "--as-of", "2024-11-30", "--accept-readings", "a", "--score-without", "b c"]
    done = spanishgas("check", "--lake", tmp_path, *asked, "--replace-newer")
    run = f"spanishgas run --lake {tmp_path} --mode score --as-of 2024-11-30 --accept-readings a"
    assert done.stdout.splitlines()[-1].endswith(f"{run} --score-without 'b c' --replace-newer")


def test_the_lines_are_written_where_nothing_is_yet(handed: list[Any], tmp_path: Path) -> None:
    lake, out = Lake.create(tmp_path / "lake"), tmp_path / "own.yaml"
    done = spanishgas("check", "--lake", lake, "--columns-out", out)
    assert (done.returncode, out.read_text("utf-8")) == (0, LINES)
    assert f"Look through them, in {out}:" in done.stdout
    again = spanishgas("check", "--lake", lake, "--columns-out", out)
    assert (again.returncode, again.stderr) == (
        1,
        f"Stopped: {out} is there already, and check writes over nothing. Name another file.\n",
    )


def test_lines_go_into_a_folder_that_is_there(handed: list[Any], tmp_path: Path) -> None:
    lake = Lake.create(tmp_path / "lake")
    nowhere = spanishgas("check", "--lake", lake, "--columns-out", tmp_path / "x/own.yaml")
    assert nowhere.stderr == f"Stopped: {tmp_path}/x/own.yaml: there is no folder {tmp_path}/x. Make it first.\n"
    inside = spanishgas("check", "--lake", lake, "--columns-out", f"{lake}/own.yaml")
    assert inside.stderr == (
        f"Stopped: {lake}/own.yaml: lies in the lake {lake}, which only runs write to. Name a file outside it.\n"
    )
    assert handed == []


def test_where_every_column_is_known_no_lines_are_written(handed: list[Any], monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(file_columns, "file_columns", lambda lake, settings: [])
    lake = Lake.create(tmp_path / "lake")
    done = spanishgas("check", "--lake", lake, "--columns-out", tmp_path / "own.yaml")
    assert f"No lines are needed, so {tmp_path}/own.yaml was not written." in done.stdout
    assert not (tmp_path / "own.yaml").exists()


def test_that_no_lines_are_needed_is_not_said_of_files_that_cannot_be_opened(handed, monkeypatch, tmp_path) -> None:
    closed = FileColumns("price_history", ("price_history.csv",), problem="row 1: semicolons")
    monkeypatch.setattr(file_columns, "file_columns", lambda lake, settings: [closed])
    said = "Of price_history.csv no column is known yet: mend what is said of it, then check again."
    lake, out = Lake.create(tmp_path / "lake"), tmp_path / "own.yaml"
    assert f"\n{said} {out} was not written.\n" in spanishgas("check", "--lake", lake, "--columns-out", out).stdout
    assert f"\n{said}\n" in spanishgas("check", "--lake", lake).stdout


def test_where_lines_are_shown_a_file_that_cannot_be_opened_is_named_too(handed, monkeypatch, tmp_path) -> None:
    closed = FileColumns("price_history", ("price_history.csv",), problem="row 1: semicolons")
    monkeypatch.setattr(file_columns, "file_columns", lambda lake, settings: [GUESSED, closed])
    done = spanishgas("check", "--lake", tmp_path)
    assert LINES in done.stdout
    assert "Of price_history.csv no column is known yet" in done.stdout


def test_a_check_that_refuses_answers_two_and_shows_what_else_it_noticed(handed, monkeypatch, tmp_path: Path) -> None:
    def refuse(lake: Lake, record: Any, view: Any) -> None:
        record.findings += [noticed("a", "error"), noticed("b", "warning")]
        raise InputError("price_history.csv, row 3: odd")

    monkeypatch.setattr(check, "check_run", refuse)
    done = spanishgas("check", "--lake", tmp_path)
    assert (done.returncode, done.stderr) == (2, "Input refused: price_history.csv, row 3: odd\n")
    assert done.stdout.splitlines()[-1] == "warning b is odd"
