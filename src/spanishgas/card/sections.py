"""What a card is made of, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass

from spanishgas.sentences import _, written


@dataclass(frozen=True)
class Table:
    """Rows of text below a line of titles; the first column names the row."""

    titles: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """A line of a picture, with its name in the legend; a dashed one is what to compare with."""

    name: str
    points: Sequence[tuple[float, float]]
    is_dashed: bool = False


@dataclass(frozen=True)
class Picture:
    """Lines over two axes from 0 to 1; ``alternative`` says in words what is seen."""

    title: str
    x: str
    y: str
    lines: tuple[Line, ...]
    alternative: str


@dataclass(frozen=True)
class Bars:
    """Shares by name, the largest first."""

    title: str
    shares: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Section:
    """A part of the card: sentences, then pictures, then tables. Without any of these it is left out."""

    title: str
    sentences: Sequence[str] = ()
    noted: Sequence[str] = ()
    """What a step of the training wrote down in its own words, which are English."""
    pictures: Sequence[Picture] = ()
    bars: Sequence[Bars] = ()
    tables: Sequence[Table] = ()


def share(value: float | None, digits: int = 1) -> str:
    """As percent; nothing where it cannot be told."""
    return "–" if value is None else written(f"{value:.{digits}%}")


def count(value: float) -> str:
    """A whole number, such as 20,099."""
    return written(f"{value:,.0f}")


def figure(value: float | None, interval: tuple[float, float] | None = None, digits: int = 3) -> str:
    """A number, with its 95 % interval where it has one; nothing where it cannot be told."""
    if value is None:
        return "–"
    told = written(f"{value:.{digits}f}")
    if not interval:
        return told
    low, high = (written(f"{end:.{digits}f}") for end in interval)
    return _("{value} ({low} to {high})").format(value=told, low=low, high=high)
