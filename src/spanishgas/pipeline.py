"""Step, Stage, Pipeline: the wiring is derived from the steps' signatures and checked before anything runs.

A step's name is what it makes, its positional parameters are what it reads, its keyword-only parameters are settings.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_type_hints

import polars as pl

from spanishgas.errors import WiringError
from spanishgas.tables.findings import Audited

Kind = Literal["table", "document", "model"]
_SETTING = inspect.Parameter.KEYWORD_ONLY


@dataclass(frozen=True)
class Step:
    """One pure function and what its signature declares."""

    function: Callable[..., Any]
    stored: bool = True
    """False for a view: it is computed where it is read, never written (the readings)."""
    per_file: bool = False
    """True when the step runs once per file of its input and its output is kept under the file's fingerprint."""

    @property
    def name(self) -> str:
        """The name of what the step makes."""
        return self.function.__name__

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Names of what the step reads."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.kind is not _SETTING)

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """Names of the settings the step asks for."""
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.kind is _SETTING)

    @cached_property
    def kind(self) -> Kind:
        """What the step makes: a table, a JSON document or a model, by its return annotation."""
        annotation = get_type_hints(self.function).get("return")
        if annotation in (pl.LazyFrame, Audited):
            return "table"
        return "document" if getattr(annotation, "__origin__", annotation) is dict else "model"


@dataclass(frozen=True)
class Stage:
    """What one machine runs: steps in order."""

    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Pipeline:
    """Stages in order, with the names that come from outside (``sources``) and the settings that may be asked for."""

    name: str
    stages: tuple[Stage, ...]
    sources: frozenset[str]
    settings: frozenset[str]

    def __post_init__(self) -> None:
        known = set(self.sources)
        for step in self.steps():
            missing = [name for name in step.inputs if name not in known]
            if missing:
                raise WiringError(
                    f"{self.name}: step {step.name} reads {', '.join(missing)}, which no earlier step makes."
                )
            unknown = [name for name in step.settings if name not in self.settings]
            if unknown:
                raise WiringError(f"{self.name}: step {step.name} asks for {', '.join(unknown)}, which is no setting.")
            if step.name in known:
                raise WiringError(f"{self.name}: {step.name} has two makers.")
            known.add(step.name)

    def steps(self) -> Iterator[Step]:
        """All steps in the order they run."""
        for stage in self.stages:
            yield from stage.steps

    def step(self, name: str) -> Step:
        """The step that makes a name. Raises WiringError when there is none."""
        for step in self.steps():
            if step.name == name:
                return step
        raise WiringError(f"{self.name}: no step makes {name}.")

    def stage(self, name: str) -> Stage:
        """A stage by its name. Raises WiringError when there is none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        raise WiringError(f"There is no stage {name!r}; the stages are {', '.join(s.name for s in self.stages)}.")
