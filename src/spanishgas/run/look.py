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
        self._run, self.day = run, day
        self._tables: dict[str, pl.LazyFrame] = {}
        self._findings: list[Finding] = []

    @cached_property
    def values(self) -> dict[str, Any]:
        """The settings of the run, and this day."""
        return {**self._run.values, "as_of": self.day}

    def made(self, step: Step) -> Any:
        """What a step makes looking from this day; each is made once."""
        if self.is_given(step):
            return self.given(step)
        if self.sees_what_the_run_sees(step):
            return self._run.made(step)
        return self.made_again(step)

    def made_again(self, step: Step) -> pl.LazyFrame:
        """What a step makes of what this look sees, in memory."""
        if step.name not in self._tables:
            made = self.view(step)
            self._tables[step.name] = made.table.collect(engine="streaming").lazy()
            self._findings += made.findings
        return self._tables[step.name]

    def is_given(self, step: Step) -> bool:
        """Whether what a step makes does not depend on the day, or is of all label dates."""
        return step.per_label_date or not self.pipeline.looks_from(step)

    def given(self, step: Step) -> Any:
        """What a step has made that does not depend on the day: the run's own."""
        return self._run.made(step)

    def sees_what_the_run_sees(self, _step: Step) -> bool:
        """Whether a step would make again what the run has."""
        return self.day == self._run.record.as_of

    def findings(self) -> Iterator[Finding]:
        """What was noticed on this day and matters, apart from what was noticed on the day of the run."""
        known = {(each.table, each.column, each.check, each.message) for each in self._run.record.findings}
        for each in self._findings:
            if each.severity != "info" and (each.table, each.column, each.check, each.message) not in known:
                yield replace(each, message=f"Looking from {self.day}: {each.message}")
