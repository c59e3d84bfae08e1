"""Which jobs a run is on AWS: the stages of the pipelines, cut into what one machine does.

Nothing here names a stage but the names of states that others rely on; which stages there are, which of them only a
training has, and which need which machine is read from ``pipelines``.
"""

from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from spanishgas.pipeline import Stage
from spanishgas.pipelines import PIPELINES, PUBLISH

Rendering = Literal["fused", "seven"]
"""Three jobs, because on AWS the start of a machine costs more than the work of a stage; or a job a stage."""

_STATES = {
    "bronze": "BronzeETL",
    "silver": "SilverETL",
    "gold": "GoldETL",
    "train": "TrainModel",
    "evaluate": "EvaluateModel",
    "score": "ScoreCustomers",
    "drift": "DriftCheck",
}
"""What a stage's state is called where each has one."""


@dataclass(frozen=True)
class Job:
    """One processing job: its state, the stages it runs, and the variable that says on which machine."""

    name: str
    """Short: part of the job's name on AWS, which has at most 63 characters and no underscore."""
    state: str
    stages: tuple[str, ...]
    instance: str


@dataclass(frozen=True)
class Course:
    """Jobs in the order they run: those of every run, those of a training, and those of every run after it."""

    before: tuple[Job, ...]
    learning: tuple[Job, ...]
    after: tuple[Job, ...]

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of them."""
        return self.before + self.learning + self.after


def course(rendering: Rendering) -> Course:
    """The jobs of a rendering, by the pipelines."""
    before, learning, after = _parts()
    if rendering == "fused":
        return Course((_fused("etl", before),), (_fused("learn", learning),), (_fused("decide", after),))
    return Course(_each(before), _each(learning), _each(after))


def _parts() -> tuple[tuple[Stage, ...], ...]:
    """Stages that both modes begin with, those of a training alone, and those that both end with."""
    train, score = PIPELINES["train"].stages, PIPELINES["score"].stages
    shared = len(list(takewhile(lambda pair: pair[0] is pair[1], zip(train, score, strict=False))))
    scoring = {stage.name for stage in score}
    later = train[shared:]
    learning = tuple(stage for stage in later if stage.name not in scoring)
    return train[:shared], learning, tuple(stage for stage in later if stage.name in scoring)


def _fused(name: str, stages: tuple[Stage, ...]) -> Job:
    names = _with_publication(stages)
    return Job(name, "".join(each.title() for each in names), names, _instance(stages))


def _each(stages: tuple[Stage, ...]) -> tuple[Job, ...]:
    return tuple(
        Job(stage.name, _STATES[stage.name], _with_publication((stage,)), _instance((stage,))) for stage in stages
    )


def _with_publication(stages: tuple[Stage, ...]) -> tuple[str, ...]:
    """Names of stages; who runs a run's last one publishes it, which is no work for a machine of its own."""
    names = tuple(stage.name for stage in stages)
    return (*names, PUBLISH) if stages[-1].name == PIPELINES["train"].stages[-1].name else names


def _instance(stages: tuple[Stage, ...]) -> str:
    """The machine: one for training, a large one for stages that go through every raw file, else the usual one."""
    if any(stage.layer == "training" for stage in stages):
        return "training_instance_type"
    if any(step.per_file for stage in stages for step in stage.steps):
        return "processing_instance_large"
    return "processing_instance_type"
