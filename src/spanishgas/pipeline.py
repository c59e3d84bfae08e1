"""Step, Stage, Pipeline: the wiring is derived from the steps' signatures and checked before anything runs.

A step's name is what it makes, its positional parameters are what it reads, its keyword-only parameters are settings.
A positional parameter with a default is read where something makes it.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import UnionType
from typing import Any, Protocol, Union, get_args, get_origin, get_type_hints, runtime_checkable

import polars as pl

from spanishgas.errors import RunError, WiringError
from spanishgas.tables.base import table_name
from spanishgas.tables.document import Document, Kind
from spanishgas.tables.findings import Audited
from spanishgas.tables.pages import Pages

_SETTING = inspect.Parameter.KEYWORD_ONLY


@runtime_checkable
class Artefact(Protocol):
    """What is stored as files of its own: a model."""

    def to_files(self) -> dict[str, bytes]:
        """The files to store, by name."""
        ...


@dataclass(frozen=True)
class Step:
    """One pure function, what its signature declares, and what only its owner can know about it."""

    function: Callable[..., Any]
    stored: bool = True
    """False for a view: it is computed where it is read, never written (the readings)."""
    per_file: bool = False
    """True when the step runs once per raw file of its input, and what it makes is kept for the next run."""
    per_label_date: bool = False
    """True when the step runs once per label date, on what the steps before it make looking from that day."""
    on_cut_files: bool = False
    """True when it sees, on each label date, the files without what they say of later days."""
    becomes_champion: bool = False
    """True when the model it makes is the champion once the run is published."""
    explain: Callable[..., Exception | None] | None = None
    """Finds what in a raw file cannot be read, after a scan of this view has failed."""

    @property
    def name(self) -> str:
        """The name of what the step makes."""
        return self.function.__name__

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Names of what the step reads, in the order of its parameters."""
        return tuple(p.name for p in _parameters(self.function) if p.kind is not _SETTING)

    @cached_property
    def optional_inputs(self) -> frozenset[str]:
        """Those inputs that need no maker."""
        positional = (p for p in _parameters(self.function) if p.kind is not _SETTING)
        return frozenset(p.name for p in positional if p.default is not inspect.Parameter.empty)

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """Names of the settings the step asks for."""
        return settings_of(self.function)

    @cached_property
    def makes(self) -> type:
        """The class of what the step makes, by its return annotation."""
        annotation = get_type_hints(self.function).get("return")
        classes = get_args(annotation) if get_origin(annotation) in (Union, UnionType) else (annotation,)
        made = [each for each in classes if each is not type(None)]
        if len(made) != 1 or not isinstance(made[0], type):
            raise WiringError(f"Step {self.name}: what it returns is annotated as {annotation}, which says no kind.")
        return made[0]

    @cached_property
    def kind(self) -> Kind:
        """What the step makes, by its annotation. Raises WiringError when that is none of these."""
        if self.makes in (pl.LazyFrame, Audited):
            return "table"
        if issubclass(self.makes, Document):
            return "document"
        if issubclass(self.makes, Artefact):
            return "model"
        if self.makes is Pages:
            return "pages"
        raise WiringError(f"Step {self.name} returns {self.makes.__name__}: no table, document, model or pages.")


@dataclass(frozen=True)
class Stage:
    """What one machine runs: steps in order. ``layer`` is the lake's prefix of what they make."""

    name: str
    steps: tuple[Step, ...]
    layer: str


@dataclass(frozen=True)
class RawSource:
    """Opened raw files of a dataset of the column registry."""

    dataset: str


@dataclass(frozen=True)
class ChampionSource:
    """The model promoted before the run; None before the first."""


@dataclass(frozen=True)
class PublishedSource:
    """A table of runs that were published before, looking from earlier days; with ``run_id`` and ``as_of`` of each."""

    table: str


@dataclass(frozen=True)
class ResponsesSource:
    """What campaigns had taught of the responses before the run; None before the first read-out."""


@dataclass(frozen=True)
class ContactsSource:
    """Whom campaigns had contacted before the run, and when."""


@dataclass(frozen=True)
class FoundationSource:
    """The dated tables that these stand on, by the wiring."""

    tables: tuple[str, ...]


@dataclass(frozen=True)
class Foundations:
    """Dated tables below some others: which each of these stands on, and all of them by name."""

    below: Mapping[str, tuple[str, ...]]
    cut: Mapping[str, pl.LazyFrame]
    """Those that depend on the day a run looks from: what was known then."""
    files: Mapping[str, pl.LazyFrame]
    """Those that do not: all that the files hold."""


Source = RawSource | ChampionSource | PublishedSource | ResponsesSource | ContactsSource | FoundationSource


@dataclass(frozen=True)
class Pipeline:
    """Stages in order, with the names that come from outside (``sources``) and the settings that may be asked for."""

    name: str
    stages: tuple[Stage, ...]
    sources: Mapping[str, Source]
    settings: frozenset[str]

    def __post_init__(self) -> None:
        known = set(self.sources)
        for step in self.steps():
            self._check(step, known)
            known.add(step.name)

    def _check(self, step: Step, known: set[str]) -> None:
        where = f"{self.name}: step {step.name}"
        if missing := [name for name in step.inputs if name not in known | step.optional_inputs]:
            raise WiringError(f"{where} reads {', '.join(missing)}, which no earlier step makes.")
        if unknown := [name for name in step.settings if name not in self.settings]:
            raise WiringError(f"{where} asks for {', '.join(unknown)}, which is no setting.")
        if step.name in known:
            raise WiringError(f"{self.name}: {step.name} has two makers.")
        if step.per_file and step.makes is not pl.LazyFrame:
            raise WiringError(f"{where} runs once per file and returns {step.makes.__name__}; a LazyFrame is expected.")
        if step.per_label_date and "as_of" not in step.settings:
            raise WiringError(f"{where} runs once per label date and does not ask for as_of, the day it looks from.")
        if step.on_cut_files and not step.per_label_date:
            raise WiringError(f"{where} sees files as they were on label dates and does not run once per label date.")
        if step.kind == "document" and step.name != table_name(step.makes):
            raise WiringError(f"{where} makes the document {step.makes.__name__}; name it {table_name(step.makes)}.")

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

    def below(self, step: Step) -> tuple[Step, ...]:
        """All steps that a step stands on, by what it reads and what these read, in the order they run."""
        names, ahead = set[str](), list(step.inputs)
        while ahead:
            name = ahead.pop()
            if name not in names and name not in self.sources and self.makes(name):
                names.add(name)
                ahead += self.step(name).inputs
        return tuple(each for each in self.steps() if each.name in names)

    def looks_from(self, step: Step) -> bool:
        """Whether what a step makes depends on the day it looks from, by itself or by what it reads."""
        return "as_of" in step.settings or any(
            self.looks_from(self.step(name)) for name in step.inputs if name not in self.sources and self.makes(name)
        )

    def makes(self, name: str) -> bool:
        """Whether a name is made by a step or comes from outside."""
        return name in self.sources or any(step.name == name for step in self.steps())

    def stage(self, name: str) -> Stage:
        """A stage by its name. Raises RunError when there is none."""
        for stage in self.stages:
            if stage.name == name:
                return stage
        names = ", ".join(stage.name for stage in self.stages)
        raise RunError(f"There is no stage {name!r}; the stages are {names}, and publish.")

    def champion_step(self) -> Step:
        """The step whose model becomes champion. Raises WiringError when there is none."""
        for step in self.steps():
            if step.becomes_champion:
                return step
        raise WiringError(f"{self.name}: no step makes the champion.")


def settings_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """Names of a function's keyword-only parameters."""
    return tuple(p.name for p in _parameters(function) if p.kind is _SETTING)


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return list(inspect.signature(function).parameters.values())
