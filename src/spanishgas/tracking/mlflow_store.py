"""Runs in MLflow, written by its own package: found by their tag, so that copying one twice makes no second.

Nothing is sent but to the place that was named: telemetry is off, redirects are not followed, and files stay here where
a server would have them elsewhere. No model is logged, only what is said of it.
"""

import logging
import os
import time
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, TypeVar

from spanishgas.errors import InputError, TrackingError
from spanishgas.run.record import Status
from spanishgas.tracking.place import Place
from spanishgas.tracking.said import Said

if TYPE_CHECKING:
    from mlflow.entities import Run as MlflowRun
    from mlflow.tracking import MlflowClient

T = TypeVar("T")
_RUN, _COPIED, _OURS = "spanishgas.run_id", "spanishgas.copied", "spanishgas."
_STATUS: dict[Status, Literal["RUNNING", "FINISHED", "FAILED", "KILLED"]] = {
    "running": "RUNNING",
    "published": "FINISHED",
    "stopped": "KILLED",
    "gate_failed": "FAILED",
    "refused": "FAILED",
    "superseded": "FAILED",
    "failed": "FAILED",
}
_SETTINGS = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_ALLOW_HTTP_REDIRECTS": "false",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",  # a slow server that is asked twice to make a run makes two
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_ALLOW_FILE_STORE": "true",  # later versions refuse a folder without it
}
_LONGEST = 200


@dataclass(frozen=True)
class Copied:
    """What became of a run in MLflow."""

    outcome: Literal["copied", "brought up to date", "there already"]
    files_stay: bool
    """The server would have files at another place, so none was sent."""


class MlflowStore:
    """An experiment of MLflow that runs are copied to. Opened by ``open_store``."""

    def __init__(self, mlflow: "MlflowClient", place: Place, experiment: str) -> None:
        self._mlflow, self._place = mlflow, place
        self._experiment_id = self._opened(experiment)

    def _opened(self, name: str) -> str:
        found = self._mlflow.get_experiment_by_name(name)
        if found is None:
            return self._mlflow.create_experiment(name, self._place.artifact_location(name))
        if found.lifecycle_stage != "active":
            raise TrackingError(f"The experiment {name} was deleted in {self._place}. Restore it, or name another.")
        return found.experiment_id

    def copy(self, said: Said) -> Copied:
        """Let MLflow say what the run says. Raises TrackingError where it cannot."""
        with _refused_in_words(self._place):
            found = self._found(said)
            run = found or self._mlflow.create_run(
                self._experiment_id, _milliseconds(said.started_at), {_RUN: said.run_id}, said.run_id
            )
            files_stay = bool(said.artifacts) and not self._place.takes(run.info.artifact_uri or "")
            if run.data.tags.get(_COPIED) == said.digest:
                return Copied("there already", files_stay)
            self._write(run, said)
            if not files_stay:
                self._write_files(run.info.run_id, said.artifacts)
            # The last word: a copy that was interrupted lacks it, and is completed by the next one.
            self._mlflow.set_tag(run.info.run_id, _COPIED, said.digest)
            return Copied("brought up to date" if found else "copied", files_stay)

    def _found(self, said: Said) -> "MlflowRun | None":
        """The copy made before. Another lake may have a run of this name, which did not start in this millisecond."""
        started = _milliseconds(said.started_at)
        wanted = f"tags.`{_RUN}` = '{said.run_id}' and attributes.start_time = {started}"
        return next(iter(self._mlflow.search_runs([self._experiment_id], wanted, max_results=1)), None)

    def _write(self, run: "MlflowRun", said: Said) -> None:
        from mlflow.entities import Metric, Param, RunTag

        run_id, now = run.info.run_id, int(time.time() * 1000)
        tags = {_OURS + name: value for name, value in said.tags.items()}
        self._mlflow.log_batch(
            run_id,
            metrics=[Metric(name, value, now, 0) for name, value in _new(said.metrics, run.data.metrics).items()],
            params=[Param(name, value) for name, value in _new(said.parameters, run.data.params).items()],
            tags=[RunTag(name, value) for name, value in _new(tags, run.data.tags).items()],
        )
        if said.finished_at is None:
            self._mlflow.update_run(run_id, _STATUS[said.status])
        else:
            self._mlflow.set_terminated(run_id, _STATUS[said.status], _milliseconds(said.finished_at))

    def _write_files(self, run_id: str, files: Mapping[str, bytes]) -> None:
        with TemporaryDirectory() as folder:
            for name, content in files.items():
                Path(folder, name).write_bytes(content)
            self._mlflow.log_artifacts(run_id, folder)


@contextmanager
def open_store(place: Place, experiment: str) -> Generator[MlflowStore]:
    """An experiment of MLflow, made where it is not there yet.

    Raises:
        InputError: the extra is not installed.
        TrackingError: the place does not answer, or refuses.
    """
    with _settings(place), _silence():
        try:
            tracking = import_module("mlflow.tracking")
        except ImportError as error:
            raise InputError("mlflow needs the extra: pip install 'spanishgas[experiments]'") from error
        with _refused_in_words(place):
            store = MlflowStore(tracking.MlflowClient(place.uri, place.uri), place, experiment)
        yield store


def _new(wanted: Mapping[str, T], there: Mapping[str, T]) -> dict[str, T]:
    return {name: value for name, value in wanted.items() if there.get(name) != value}


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


@contextmanager
def _settings(place: Place) -> Generator[None]:
    """MLflow is set up by the environment alone; what was there comes back."""
    given = {"MLFLOW_TRACKING_USERNAME": place.username, "MLFLOW_TRACKING_PASSWORD": place.password}
    wanted = _SETTINGS | {name: word for name, word in given.items() if word}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _silence() -> Generator[None]:
    """What MLflow and the libraries below it would tell a developer is for none of our readers."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


@contextmanager
def _refused_in_words(place: Place) -> Generator[None]:
    """Errors of MLflow, the network and the database in one sentence. Raises TrackingError."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        raise TrackingError(f"Nothing can be copied to {place}: {_reason(error)}.") from error


def _reason(error: BaseException) -> str:
    """The first line of what lies below all wrappings."""
    while below := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
        error = below
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    first = (words.strip().splitlines() or [type(error).__name__])[0].rstrip(".")
    return first if len(first) <= _LONGEST else first[:_LONGEST] + "…"  # the answer may be a whole web page
