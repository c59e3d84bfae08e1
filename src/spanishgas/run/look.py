"""A run seen from another day: what depends on the day is made anew in memory, all else is the run's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from spanishgas.pipeline import Step
from spanishgas.run.reader import Run
from spanishgas.tables.findings import Finding


class Look(Run):
    """What the steps of a run make with ``as_of`` this day; nothing of it is stored."""

    def __init__(self, run: Run, day: date) -> None:
        super().__init__(run.lake, run.record, run.source)
        self._run, self._day = run, day
        self._tables: dict[str, pl.LazyFrame] = {}
        self._findings: list[Finding] = []

    @cached_property
    def values(self) -> dict[str, Any]:
        """The settings of the run, and this day."""
        return {**self._run.values, "as_of": self._day}

    def made(self, step: Step) -> Any:
        """What a step makes looking from this day; each is made once."""
        if self._day == self._run.record.as_of or not self.pipeline.looks_from(step):
            return self._run.made(step)
        if step.name not in self._tables:
            made = self.view(step)
            self._tables[step.name] = made.table.collect(engine="streaming").lazy()
            self._findings += made.findings
        return self._tables[step.name]

    def findings(self) -> Iterator[Finding]:
        """What was noticed on this day and matters, apart from what was noticed on the day of the run."""
        known = {(each.table, each.column, each.check, each.message) for each in self._run.record.findings}
        for each in self._findings:
            if each.severity != "info" and (each.table, each.column, each.check, each.message) not in known:
                yield replace(each, message=f"Looking from {self._day}: {each.message}")
