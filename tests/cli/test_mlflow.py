"""The command that copies trainings to MLflow: which runs, what it says, and that nothing is said elsewhere."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.command import Done, spanishgas
from support.finished import finished_run
from support.mlflow_server import mlflow_server
from support.runs import STARTED, overwrite, run_record

from spanishgas.run.publish import publish
from spanishgas.run.reader import Run

WATCHED = """
import sys
def watch(event, given):
    if event == "socket.connect" or event == "socket.getaddrinfo":
        print("asked the network:", given, file=sys.stderr)
sys.addaudithook(watch)
from spanishgas.cli.commands import main
main()
"""


@pytest.fixture
def published(tmp_path: Path) -> Run:
    (tmp_path / "lake").mkdir()
    run = finished_run(tmp_path / "lake")
    publish(run)
    return run


def uri(run: Run) -> str:
    return f"sqlite:///{Path(run.lake.root).parent}/runs.db"


def copy(run: Run, *options: object, to: str | None = None) -> Done:
    return spanishgas("mlflow", "--tracking-uri", to or uri(run), "--lake", run.lake, *options)


def lines(said: str) -> list[str]:
    """What was said; where no terminal shows it, a bar that is gone leaves an empty line."""
    return [line for line in said.splitlines() if line]


def end(run: Run, experiment: str = "spanishgas") -> str:
    return f"Experiment {experiment} of {uri(run)}."


def test_the_published_run_is_copied_once_and_the_command_says_so(published: Run) -> None:
    for options, outcome in (((), "copied"), (("--run-id", "tuesday"), "there already")):
        done = copy(published, *options)
        assert (done.returncode, lines(done.stdout), done.stderr) == (
            0,
            [f"Run tuesday: {outcome}.", end(published)],
            "",
        )
    done = copy(published, "--experiment", "other")
    assert lines(done.stdout) == ["Run tuesday: copied.", end(published, "other")]


def test_all_are_the_runs_that_have_trained_the_earliest_first(published: Run) -> None:
    for run_id, mode in (("monday", "train"), ("scored", "score")):
        run = finished_run(Path(published.lake.root), mode, run_id=run_id, started_at=STARTED.replace(day=6))
        overwrite(published.lake, run.record)
    overwrite(published.lake, run_record("refused", status="refused"))
    done = copy(published, "--all")
    assert (done.returncode, done.stderr) == (0, "")
    assert lines(done.stdout) == ["Run monday: copied.", "Run tuesday: copied.", end(published)]


def test_a_run_that_cannot_be_read_stops_no_other(published: Run) -> None:
    whole = finished_run(Path(published.lake.root), run_id="monday", started_at=datetime(2024, 1, 1, tzinfo=UTC))
    overwrite(published.lake, whole.record)
    published.lake.delete(["training/tuesday/evaluation.json"])
    published.lake.write("runs/torn.json", b"{")
    done = copy(published, "--all")
    assert done.returncode == 1
    first, last, torn, missing = lines(done.stdout)
    assert (first, last) == ("Run monday: copied.", end(published))
    assert torn.startswith(f"{published.lake}/runs/torn.json is damaged: ")
    assert missing == f"Run tuesday was not copied: {published.lake}/training/tuesday/evaluation.json does not exist."


def test_a_lake_where_nothing_has_trained_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    run = finished_run(tmp_path / "lake", "score")
    overwrite(run.lake, run.record)
    none = f"Stopped: No run of {run.lake} has trained a model yet. Start one: spanishgas run --lake {run.lake}\n"
    assert copy(run, "--all") == Done(1, "", none)
    done = copy(run, "--run-id", "tuesday")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Stopped: Run tuesday has trained no model. Name one that has by --run-id ")
    assert not (tmp_path / "runs.db").exists()


def test_one_run_and_all_runs_are_not_asked_for_at_once(published: Run) -> None:
    done = copy(published, "--all", "--run-id", "tuesday")
    wrong = "Input refused: --run-id names one run and --all means every run: give one of them.\n"
    assert done == Done(2, "", wrong)


@pytest.mark.parametrize("place", ["sqlite:///{}/runs.db", "{}/runs", "{}"])
def test_a_copy_does_not_lie_in_the_lake(place: str, published: Run) -> None:
    done = copy(published, to=place.format(published.lake))
    assert done.returncode == 1
    assert f"lies in the lake {published.lake}" in done.stderr


def test_a_server_that_keeps_files_elsewhere_is_said(published: Run) -> None:
    with mlflow_server("s3://bucket/1") as server:
        done = copy(published, to=f"http://{server.host}")
    sentence = f"Its documents were not sent: http://{server.host} keeps files at another place."
    assert (done.returncode, lines(done.stdout)[0]) == (0, f"Run tuesday: copied. {sentence}")


def test_a_server_that_is_not_there_is_said_without_its_credentials(published: Run) -> None:
    with mlflow_server() as server:
        pass
    done = copy(published, to=f"http://bob:secret@{server.host}")
    sentence = f"Stopped: Nothing can be copied to http://{server.host}: Connection refused.\n"
    assert (done.returncode, lines(done.stdout), done.stderr) == (1, [], sentence)


def test_the_help_says_which_places_there_are_and_how_to_get_the_extra() -> None:
    said = " ".join(spanishgas("mlflow", "--help").stdout.split())
    assert "sqlite:///FILE, a folder, or http(s)://HOST" in said
    assert "pip install 'spanishgas[experiments]'" in said


def test_nothing_is_asked_of_the_network_and_nothing_is_left_at_home(published: Run, tmp_path: Path) -> None:
    quiet = {"PYTEST_CURRENT_TEST", "CI", "GITHUB_ACTIONS"}  # with any of them MLflow would be silent by itself
    environment = {name: value for name, value in os.environ.items() if name not in quiet} | {"HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "mlflow", "--tracking-uri", uri(published), "--lake", str(published.lake)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, lines(done.stdout), done.stderr) == (0, ["Run tuesday: copied.", end(published)], "")
    assert {path.name for path in tmp_path.iterdir()} == {"lake", "runs.db", "mlruns"}
