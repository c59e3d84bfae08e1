"""A run seen from another day by the files of that day: what they say of later is deleted before anything is made."""

from datetime import date
from typing import Any

from spanishgas.pipeline import Step
from spanishgas.run.look import Look
from spanishgas.run.reader import Run
from spanishgas.tables.known import as_known_on, is_dated, known_since
from spanishgas.tables.registry import SCHEMAS


class CutLook(Look):
    """A look whose files end with its day. What does not depend on the day and has no date stays as the run has it.

    On the day of the run itself only that is made again which reads something that has changed.
    """

    def __init__(self, run: Run, day: date) -> None:
        super().__init__(run, day)
        self._changed: dict[str, bool] = {}

    def sees_what_the_run_sees(self, step: Step) -> bool:
        """Whether a step would make again what the run has."""
        return super().sees_what_the_run_sees(step) and not self._is_changed(step)

    def given(self, step: Step) -> Any:
        """What a step makes that does not depend on the day, without what is of later days."""
        made = super().given(step)
        return as_known_on(made, SCHEMAS[step.name], self.day) if _is_cut(step) else made

    def _is_changed(self, step: Step) -> bool:
        """Whether a table has another content without later rows."""
        if step.name not in self._changed:
            if self.is_given(step):
                self._changed[step.name] = _is_cut(step) and self._says_something_later(step)
            else:
                self._changed[step.name] = self._reads_a_change(step) and self._is_other(step)
        return self._changed[step.name]

    def _reads_a_change(self, step: Step) -> bool:
        read = [self.pipeline.step(name) for name in step.inputs if name not in self.pipeline.sources]
        return any(self._is_changed(each) for each in read)

    def _is_other(self, step: Step) -> bool:
        """Made again once: what comes out the same needs nothing after it made again."""
        return not self.made_again(step).collect().equals(super().given(step).collect())

    def _says_something_later(self, step: Step) -> bool:
        newest: date | None = super().given(step).select(known_since(SCHEMAS[step.name]).max()).collect().item()
        return newest is not None and newest > self.day


def _is_cut(step: Step) -> bool:
    return step.kind == "table" and not step.per_label_date and step.name in SCHEMAS and is_dated(SCHEMAS[step.name])
