"""Every command hands on what a person typed, says what came of it, and answers with a code."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.command import spanishgas
from support.finished import SCORED, finished_run
from support.runs import STARTED, run_record

from spanishgas import __version__
from spanishgas.cli import simulate
from spanishgas.cli.options import ScenarioName
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run import execute
from spanishgas.run.metrics import run_metrics
from spanishgas.run.publish import publish
from spanishgas.run.reader import Run
from spanishgas.run.store import save_record
from spanishgas.twin import scenario_names


@pytest.fixture
def published(tmp_path: Path) -> Run:
    run = finished_run(tmp_path)
    publish(run)
    return run


def test_a_lake_without_runs_says_how_to_start_one(tmp_path: Path) -> None:
    done = spanishgas("runs", "--lake", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"There are no runs in {tmp_path} yet. Start one: spanishgas run --lake {tmp_path}\n"


def test_the_runs_of_a_lake_are_listed_the_latest_first(published: Run) -> None:
    save_record(published.lake, run_record("wednesday", started_at=STARTED.replace(day=8)))
    lines = spanishgas("runs", "--lake", published.lake).stdout.splitlines()
    assert [line.split()[:2] for line in lines[:3]] == [["Run", "Mode"], ["wednesday", "train"], ["*", "tuesday"]]


@pytest.mark.parametrize("which", [(), ("--run-id", "tuesday")])
def test_a_table_is_exported_from_the_published_run_or_a_named_one(which, published: Run, tmp_path_factory) -> None:
    out = tmp_path_factory.mktemp("exports") / "scores.parquet"
    done = spanishgas("export", "scored_customers", "--out", out, "--lake", published.lake, *which)
    assert (done.returncode, done.stdout) == (0, f"{out}: 3 rows, 3 columns.\n")
    assert pl.read_parquet(out).equals(SCORED)


def test_a_run_that_is_not_there_is_not_exported(published: Run, tmp_path: Path) -> None:
    done = spanishgas("export", "t", "--out", tmp_path / "t.csv", "--lake", published.lake, "--run-id", "friday")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Stopped: There is no run friday in {published.lake}.")


def test_the_version_is_said() -> None:
    assert spanishgas("--version").stdout == f"spanishgas {__version__}\n"


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What the commands handed to the runs, none of which is carried out."""
    calls: list[Any] = []
    run = finished_run(tmp_path)
    run.record.metrics = run_metrics(run)

    def opening(name: str):
        def opened(lake: Lake, *given: Any, **asked: Any) -> Any:
            settings = {"seed": given[0].seed, "as_of": given[0].as_of} if hasattr(given[0], "seed") else given[0]
            calls.append((name, lake.root, settings, *given[1:], *asked.items()))
            return run.record

        return opened

    for name in ("start_run", "take_up_run", "open_stage"):
        monkeypatch.setattr(execute, name, opening(name))
    for name in ("execute_run", "execute_stage"):
        monkeypatch.setattr(
            execute, name, lambda lake, record, *given, name=name: calls.append((name, *given[:-1], total(given[-1])))
        )
    monkeypatch.setattr(execute, "exit_code", lambda record: 3)
    return calls


def total(view: Any) -> float | None:
    return view.progress.tasks[0].total


TRAINING = sum(1 for _ in PIPELINES["train"].steps())


def test_a_run_is_started_as_it_was_asked_for(handed: list[Any], tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SPANISHGAS_SEED", "7")
    done = spanishgas(
        "run",
        "--lake",
        tmp_path,
        "--mode",
        "score",
        "--as-of",
        "2025-01-31",
        "--run-id",
        "wednesday",
        "--replace-newer",
    )
    assert done.returncode == 3
    assert handed == [
        (
            "start_run",
            str(tmp_path),
            {"seed": 7, "as_of": date(2025, 1, 31)},
            "score",
            "wednesday",
            ("replace_newer", True),
        ),
        ("execute_run", TRAINING),
    ]
    assert "Run tuesday · as of 2024-12-31" in done.stdout


def test_without_a_word_a_run_trains(handed: list[Any], tmp_path: Path) -> None:
    spanishgas("run", env={"SPANISHGAS_LAKE": str(tmp_path)})
    assert handed[0] == (
        "start_run",
        str(tmp_path),
        {"seed": 42, "as_of": None},
        "train",
        None,
        ("replace_newer", False),
    )


def test_a_run_that_stopped_is_taken_up(handed: list[Any], tmp_path: Path) -> None:
    spanishgas("run", "--lake", tmp_path, "--resume", "tuesday")
    assert handed == [("take_up_run", str(tmp_path), "tuesday"), ("execute_run", TRAINING)]


@pytest.mark.parametrize(("stage", "steps", "code"), [("bronze", 7, 0), ("drift", 6, 0), ("publish", 0, 3)])
def test_only_the_publication_answers_for_the_run(stage: str, steps: int, code: int, handed, tmp_path: Path) -> None:
    done = spanishgas("stage", stage, "--run-id", "tuesday", "--lake", tmp_path, "--mode", "score")
    assert done.returncode == code
    assert handed == [
        ("open_stage", str(tmp_path), {"seed": 42, "as_of": None}, "score", "tuesday", stage),
        ("execute_stage", stage, steps),
    ]


def test_the_help_of_a_twin_names_every_scenario_and_its_day_as_a_day() -> None:
    assert [name.value for name in ScenarioName] == scenario_names()
    said = spanishgas("simulate", "--help").stdout
    assert all(name in said for name in scenario_names())
    assert "[default: (2024-12-31)]" in said
    assert "00:00:00" not in said


def test_a_twin_is_made_as_it_was_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}

    def simulate_into(lake: Lake, *, progress: Any, **wanted: Any) -> dict[str, Any]:
        given.update(wanted, lake=lake.root)
        return {"customers": 50, "hourly_readings": 12345, "scenario": "baseline"}

    monkeypatch.setattr(simulate, "simulate_into", simulate_into)
    done = spanishgas("simulate", "--lake", tmp_path / "new", "--customers", "1234", "--until", "2025-06-30")
    assert given == {
        "lake": str(tmp_path / "new"),
        "customers": 1234,
        "seed": 7,
        "scenario": "baseline",
        "begins": None,
        "until": date(2025, 6, 30),
        "layout": "customer",
        "file_format": "parquet",
        "campaigns": [],
    }
    assert done.stdout.strip().splitlines() == [
        f"A digital twin of 1,234 invented customers is in {tmp_path}/new/raw.",
        "customers 50, hourly readings 12,345",
    ]


def test_experiments_are_shown_all_or_one() -> None:
    assert spanishgas("experiments", "--columns").stdout.startswith("Experiment")
    assert spanishgas("experiments", "E2", "--columns").stdout.startswith("Tier")
    assert spanishgas("experiments", "E99", "--columns").returncode == 2


@pytest.mark.parametrize("option", [("--mode", "score"), ("--as-of", "2024-12-31"), ("--run-id", "other")])
def test_a_run_that_goes_on_takes_no_other_plan(option: tuple[str, str], published: Run) -> None:
    done = spanishgas("run", "--resume", "tuesday", *option, "--lake", published.lake)
    assert done.returncode == 1
    assert "leave out the other options of its start" in done.stderr
