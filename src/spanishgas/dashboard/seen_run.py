"""A published run and its past, as pages and reports see them: what they ask of it is read when it is asked for.

Frames are Polars and never copied; whoever needs other columns makes a new frame.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from spanishgas.dashboard.absent import AbsentError
from spanishgas.errors import RunError
from spanishgas.policy import Policy
from spanishgas.program import command
from spanishgas.run.reader import Run
from spanishgas.run.record import Metrics, RunRecord
from spanishgas.tables.base import table_name
from spanishgas.tables.document import Document

_UNSHOWN = ("model_id", "churn_standard_error_log_odds", "portfolio_type", "is_second_residence")
_DECIDED = (
    "action",
    "timing",
    "offer_budget_eur_month",
    "priority_rank",
    "guardrail",
    "lever",
    "churn_probability_with_lever",
)
SERIES = 12
"""So many published runs are shown as a series, the latest."""

D = TypeVar("D", bound=Document)


class SeenRun:
    """One published run: what pages ask of it, read when it is asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @property
    def run_id(self) -> str:
        """Its id."""
        return self.run.record.run_id

    @property
    def record(self) -> RunRecord:
        """Its record."""
        return self.run.record

    @property
    def policy(self) -> Policy:
        """The business rules it was made by."""
        return self.run.record.policy

    @property
    def metrics(self) -> Metrics:
        """Its figures. Raises AbsentError where it has none."""
        if self.run.record.metrics is None:
            raise AbsentError("unfinished", named=self.run_id, command=command("runs", "--lake", self.run.lake))
        return self.run.record.metrics

    def scan(self, name: str) -> pl.LazyFrame:
        """A table, lazily. Raises AbsentError where the run does not have it (any more)."""
        with self._there(name):
            return self.run.scan(name)

    def document(self, kind: type[D]) -> D:
        """A document. Raises AbsentError where the run does not have it (any more)."""
        with self._there(table_name(kind)):
            return self.run.document(kind)

    def made(self, name: str) -> Any:
        """What a step of the run made. Raises AbsentError where the run does not have it (any more)."""
        with self._there(name):
            return self.run.made(self.run.pipeline.step(name))

    @contextmanager
    def _there(self, name: str) -> Generator[None]:
        try:
            yield
        except RunError as error:
            again = command("replay", self.run_id, "--into", "FOLDER", "--lake", self.run.lake)
            raise AbsentError("table", named=name, detail=str(error).splitlines()[0], command=again) from error

    @cached_property
    def customers(self) -> pl.DataFrame:
        """One row a customer: the scores and what is recommended, sorted by customer; what pages show."""
        scored, decided = self.scan("scored_customers"), self.scan("recommendations")
        return (
            scored.drop(_UNSHOWN, strict=False)
            .join(decided.select("customer_id", *_DECIDED), on="customer_id", how="left")
            .sort("customer_id")
            .collect()
        )

    @cached_property
    def offer_groups(self) -> pl.DataFrame:
        """Customers, offers and loss of each group."""
        return self.scan("offer_groups").collect()

    def of_customer(self, name: str, customer: str) -> pl.DataFrame:
        """The rows of a table that are about a customer."""
        return self.scan(name).filter(pl.col("customer_id") == customer).collect()


class History:
    """The published run and those before it, the latest first."""

    def __init__(self, current: Run, published: Sequence[Run]) -> None:
        self.current = current
        self.before = [run for run in published if run.record.started_at < current.record.started_at]

    @property
    def previous(self) -> Run | None:
        """The run that was published before the current one."""
        return next(iter(self.before), None)

    def series(self) -> list[Run]:
        """The last run of each day up to the current one, the earliest first; a few."""
        by_day = {run.record.as_of: run for run in [*reversed(self.before), self.current]}
        return [by_day[day] for day in sorted(by_day)][-SERIES:]


def of_each(name: str, runs: Sequence[Run]) -> list[tuple[RunRecord, pl.DataFrame]]:
    """A small table of several runs, each with its record; those that do not have it (any more) are left out."""
    found: list[tuple[RunRecord, pl.DataFrame]] = []
    for run in runs:
        with suppress(RunError, FileNotFoundError):
            found.append((run.record, run.table(name)))
    return found
