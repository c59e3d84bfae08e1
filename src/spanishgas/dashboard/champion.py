"""The model that scored a run, and what is still there of the run that trained it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import polars as pl

from spanishgas.dashboard.absent import AbsentError
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.errors import SpanishGasError
from spanishgas.model.artefact import CARD, Model
from spanishgas.model.assessment import Evaluation
from spanishgas.model.card import ModelCard
from spanishgas.model.measured import BinaryMetrics
from spanishgas.program import command
from spanishgas.run.models import model_key, standing
from spanishgas.run.reader import Run, open_run
from spanishgas.run.record import Champion, RunRecord, TrainingMetrics
from spanishgas.run.store import EXPERIMENTS, table_key
from spanishgas.tables.base import table_name
from spanishgas.tables.experiments import ExperimentLadder

T = TypeVar("T")


@dataclass(frozen=True)
class Scorer:
    """A model that scored; what is gone of its training is None."""

    model_id: str
    champion: Champion | None
    """What the pointer said of it when the run was published."""
    trained: Run | None
    card: ModelCard | None
    test: BinaryMetrics | None
    """What it reached on customers kept apart."""

    @property
    def training(self) -> TrainingMetrics | None:
        """The few figures that the record of its training kept."""
        metrics = self.trained.record.metrics if self.trained else None
        return metrics.training if metrics else None

    def table(self, name: str) -> pl.DataFrame | None:
        """A table of its training."""
        trained = self.trained
        return None if trained is None else _unless_gone(lambda: trained.table(name))

    def ladder(self) -> pl.DataFrame | None:
        """The comparison of experiments on its training part, once somebody has made one."""
        if self.trained is None:
            return None
        lake, run_id = self.trained.lake, self.trained.record.run_id
        key = table_key(EXPERIMENTS, run_id, table_name(ExperimentLadder))
        return lake.scan(key).collect() if lake.exists(key) else None

    def to_compare(self) -> str:
        """The command that makes this comparison."""
        where = () if self.trained is None else ("--run-id", self.trained.record.run_id, "--lake", self.trained.lake)
        return command("experiments", *where)


def scored_by(record: RunRecord, run: Run) -> str | None:
    """The id of the model that scored a run."""
    done = record.step(run.pipeline.champion_step().name)
    return done.model_id if done else None


def scorer(run: SeenRun) -> Scorer:
    """The model that scored a run. Raises AbsentError where the run does not name it."""
    lake, champion = run.run.lake, run.record.champion
    model_id = scored_by(run.record, run.run)
    if model_id is None:
        raise AbsentError("table", named=f"model of {run.run_id}", command=command("run", "--lake", lake))
    by = champion.run_id if champion else run.run_id
    trained = run.run if by == run.run_id else _unless_gone(lambda: open_run(lake, by))
    card = _unless_gone(lambda: Model({CARD: lake.read(model_key(standing(lake, model_id), CARD))}).card)
    evaluation = trained and _unless_gone(lambda: trained.document(Evaluation))
    return Scorer(model_id, champion, trained, card, evaluation.challenger.test if evaluation else None)


def _unless_gone(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (SpanishGasError, FileNotFoundError):  # cleaned, or of an earlier version
        return None
