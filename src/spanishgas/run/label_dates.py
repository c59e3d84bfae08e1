"""What steps make that run once per label date; one look a day serves all steps of a stage that it can."""

from dataclasses import dataclass, field

import polars as pl

from spanishgas.pipeline import Stage, Step
from spanishgas.run.cut_look import CutLook
from spanishgas.run.look import Look
from spanishgas.run.reader import Run
from spanishgas.tables.findings import Finding


@dataclass
class Dated:
    """What a step has made of the label dates so far."""

    frames: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    findings: list[Finding] = field(default_factory=list[Finding])


class LabelDates:
    """Looks from every label date of a run; what a look makes of later steps waits in memory until their turn."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._waiting: dict[str, Dated] = {}

    def made(self, stage: Stage, step: Step) -> Dated:
        """What a step of a stage makes of all label dates."""
        if step.name not in self._waiting:
            self._look(step, self._served_with(stage, step))
        return self._waiting.pop(step.name)

    def _served_with(self, stage: Stage, step: Step) -> list[Step]:
        """The step, and those of the stage that see the same and read nothing that the stage has yet to make."""
        ours = {each.name for each in stage.steps}
        others = [
            each
            for each in stage.steps
            if each.per_label_date and each.on_cut_files == step.on_cut_files and ours.isdisjoint(each.inputs)
        ]
        return [step, *(each for each in others if each != step and self._run.record.step(each.name) is None)]

    def _look(self, first: Step, steps: list[Step]) -> None:
        self._waiting |= {step.name: Dated() for step in steps}
        for day in self._run.record.label_dates:
            look = (CutLook if first.on_cut_files else Look)(self._run, day)
            for step in steps:
                made, dated = look.view(step), self._waiting[step.name]
                dated.frames.append(made.table.collect(engine="streaming"))
                dated.findings += made.findings
            if not first.on_cut_files:  # what cut files make odd is no news of the files
                told = self._run.record.findings  # a run that goes on may have said it before it stopped
                self._waiting[first.name].findings += [each for each in look.findings() if each not in told]
