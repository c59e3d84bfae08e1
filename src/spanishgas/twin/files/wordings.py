"""Wordings: texts whose numbers are still open, drawn one at a time or listed all, with those that are held out."""

from collections.abc import Sized
from functools import cache
from itertools import product
from typing import NamedTuple

import numpy as np
import polars as pl

from spanishgas.config.rule_book import Rules
from spanishgas.twin.choices.moods import INTENTS, MOODS
from spanishgas.twin.data import read_data
from spanishgas.twin.files.grammar import Cell, Frame, Phrases, frames
from spanishgas.twin.files.held_out import HeldOut, held_out


class Hasty(Rules):
    """How customers in a hurry write: how many do, in which kinds of texts, how often a word is misspelt, and how."""

    share: float
    kinds: tuple[str, ...]
    misspelt: float
    slips: dict[str, dict[str, str]]


class Writing(Rules):
    """How texts are dealt: shares of languages, and of kinds in each."""

    languages: dict[str, float]
    kinds: dict[str, dict[str, float]]
    held_out: HeldOut
    hasty: Hasty


@cache
def writing() -> Writing:
    """The packaged settings of texts."""
    return Writing.model_validate(read_data("texts/writing.yaml"))


class Wording(NamedTuple):
    """A text with ``{years}`` and ``{months}`` still open, what it was chosen by, and the words that tell its mood."""

    language: str
    kind: str
    intent: str
    mood: str
    text: str
    clue: str


def drawn(cell: Cell, rng: np.random.Generator) -> Wording:
    """A frame of the cell, each as likely as the others, and then a phrase for each of its slots."""
    choice = frames(cell)
    frame = choice[_place(choice, rng)]
    return _wording(cell, frame, tuple(phrases[_place(phrases, rng)] for phrases in frame.slots))


def wordings() -> pl.DataFrame:
    """Every wording there is, in the order of the files: the columns of ``Wording`` and ``is_held_out``.

    Held out are all wordings whose clue is, so that no phrase that tells a mood is on both sides, alone or in another.
    """
    table = pl.DataFrame(_all(), schema=Wording._fields, orient="row")
    kept_back = held_out(table["clue"].unique().sort(), writing().held_out)
    return table.with_columns(is_held_out=pl.col("clue").is_in(kept_back))


def _all() -> list[Wording]:
    cells = [
        Cell(language, kind, intent, mood)
        for language, kinds in writing().kinds.items()
        for kind, intent, mood in product(kinds, INTENTS[1:], MOODS[1:])
    ]
    return [
        _wording(cell, frame, phrases) for cell in cells for frame in frames(cell) for phrases in product(*frame.slots)
    ]


def _wording(cell: Cell, frame: Frame, phrases: Phrases) -> Wording:
    return Wording(*cell, frame.wording(phrases), frame.clue(phrases))


def _place(things: Sized, rng: np.random.Generator) -> int:
    return int(rng.integers(len(things)))
