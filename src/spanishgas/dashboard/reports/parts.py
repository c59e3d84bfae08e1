"""What a report is made of: sections of sentences, figures, pictures with their tables, and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from spanishgas.dashboard.absent import AbsentError, texts_of


@dataclass(frozen=True)
class Figure:
    """A figure with its name, a note, and how it changed."""

    label: str
    value: str
    note: str = ""
    change: str = ""


@dataclass(frozen=True)
class Picture:
    """A chart in the light or the dark mode, and what it shows for whoever reads rather than looks."""

    title: str
    draw: Callable[[bool], alt.TopLevelMixin]
    table: pl.DataFrame
    note: str = ""
    is_tall: bool = False
    """As high as two others beside it."""


@dataclass(frozen=True)
class Listed:
    """A table of words, with its name."""

    title: str
    rows: pl.DataFrame


@dataclass(frozen=True)
class Section:
    """A part of a report; what it does not have is left out."""

    title: str
    sentences: Sequence[str] = ()
    points: Sequence[str] = ()
    noted: Sequence[str] = ()
    """What the lake has in English only."""
    figures: Sequence[Figure] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Listed] = ()
    command: str = ""
    """What to type to have what is missing."""


@dataclass(frozen=True)
class Report:
    """A page: whose it is, the main sentence, the few figures, and sections."""

    title: str
    about: str
    """In one line what it is of."""
    lead: str
    figures: Sequence[Figure]
    sections: Sequence[Section]
    warnings: Sequence[str] = ()


def there(title: str, make: Callable[[], Section]) -> Section:
    """A section, or in its place what is not there (any more) and what to do."""
    try:
        return make()
    except AbsentError as absent:
        return missing(title, absent)


def missing(title: str, absent: AbsentError) -> Section:
    """What is not there, what that means, and what to do; without a title it is called by that."""
    name, meaning, advice = texts_of(absent.what)
    what = f"{name}: {absent.named}." if absent.named else f"{name}."
    return Section(title or name, (what, meaning, advice), command=absent.command)
