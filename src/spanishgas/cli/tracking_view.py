"""Runs on their way to MLflow, on the screen."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from spanishgas.cli.progress import ProgressReport, progress_bar
from spanishgas.cli.targets import check_place
from spanishgas.errors import InputError, RunError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.reader import Run, open_run
from spanishgas.run.store import list_records
from spanishgas.tracking.mlflow_store import Copied, open_store
from spanishgas.tracking.place import Place
from spanishgas.tracking.said import has_trained, said_by


def runs_to_copy(lake: Lake, run_id: str | None, *, every: bool) -> tuple[list[Run], list[str]]:
    """The published run, a named one, or all that trained (the earliest first); and what is wrong with other records.

    Raises:
        InputError: one run is named, and all are asked for.
        RunError: there is no such run, or it has trained nothing.
    """
    if every and run_id is not None:
        raise InputError("--run-id names one run and --all means every run: give one of them.")
    if not every:
        run = open_run(lake, run_id)
        if not has_trained(run.record):
            which = command("runs", "--lake", lake)
            raise RunError(
                f"Run {run.record.run_id} has trained no model. Name one that has by --run-id (`{which}` lists them), "
                "or take all that have by --all."
            )
        return [run], []
    records, damaged = list_records(lake)
    runs = [Run(lake, record) for record in reversed(records) if has_trained(record)]
    if not runs and not damaged:
        raise RunError(f"No run of {lake} has trained a model yet. Start one: {command('run', '--lake', lake)}")
    return runs, damaged


def copy_runs(console: Console, lake: Lake, runs: list[Run], place: Place, experiment: str) -> list[str]:
    """Copy runs, a line each, and return what is wrong with those that cannot be read.

    Raises:
        RunError: the place lies in the lake, or nobody may write there.
        InputError: the extra is not installed.
        TrackingError: the place does not answer, or refuses.
    """
    if here := _file_here(place):
        check_place(lake, here)
    failed: list[str] = []
    with progress_bar(console) as bar, open_store(place, experiment) as store:
        report = ProgressReport(bar)
        for number, run in enumerate(runs):
            report(run.record.run_id, number / len(runs))
            try:
                copied = store.copy(said_by(run))
            except RunError as error:
                failed.append(f"Run {run.record.run_id} was not copied: {error}")
            else:
                sentence = " ".join(_sentences(run, copied, place))
                console.print(sentence, soft_wrap=True, markup=False, highlight=False)
    console.print(f"Experiment {experiment} of {place}.", soft_wrap=True, markup=False, highlight=False)
    return failed


def _file_here(place: Place) -> Path | None:
    """What would be written on this machine."""
    if place.folder is not None and place.folder.is_dir():
        return place.folder / "meta.yaml"
    return place.file or place.folder


def _sentences(run: Run, copied: Copied, place: Place) -> Iterator[str]:
    yield f"Run {run.record.run_id}: {copied.outcome}."
    if copied.files_stay:
        yield f"Its documents were not sent: {place} keeps files at another place."
