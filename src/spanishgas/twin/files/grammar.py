"""The grammars of texts: frames whose slots are filled with phrases, by language, kind, intent and mood."""

import re
from dataclasses import dataclass
from functools import cache
from operator import add
from typing import NamedTuple

from pydantic import Field

from spanishgas.config.rule_book import Rules
from spanishgas.errors import InputError
from spanishgas.twin.choices.moods import MOODS
from spanishgas.twin.data import read_data

OTHERS = "other intents"
_SLOT = re.compile(r"\[([\w.]+)\]")

Phrases = tuple[str, ...]
Alternatives = Phrases | dict[str, Phrases] | dict[str, dict[str, Phrases]]
"""What can stand in one place: the same for all texts, or by intent, by mood, or by intent and then mood."""


class Grammar(Rules):
    """One file ``<language>_<kind>.yaml``: frames, and the phrases of their slots.

    ``[tone]`` is a slot of the same file, ``[english_note.tone]`` one of another; ``[Tone]`` begins with a capital.
    """

    frames: Alternatives
    phrases: dict[str, Alternatives] = Field(default_factory=dict)


class Cell(NamedTuple):
    """What a text is chosen by."""

    language: str
    kind: str
    intent: str
    mood: str


@dataclass(frozen=True)
class Frame:
    """A frame in a cell: as it was written, the words around its slots, and the phrases that each slot can hold.

    ``telling`` is the one place that tells the mood: 0 for the frame itself, 1 for its first slot, and so on.
    """

    written: str
    around: Phrases
    slots: tuple[Phrases, ...]
    telling: int

    def wording(self, phrases: Phrases) -> str:
        """The frame with a phrase in each slot."""
        return self.around[0] + "".join(map(add, phrases, self.around[1:]))

    def clue(self, phrases: Phrases) -> str:
        """The words that tell the mood."""
        return (self.written, *phrases)[self.telling].casefold()


@cache
def frames(cell: Cell) -> tuple[Frame, ...]:
    """All frames of a cell; those with a slot that has no phrase for the cell's intent and mood are left out."""
    file = f"{cell.language}_{cell.kind}"
    found = [_frame(written, file, cell) for written in _listed(_grammar(file).frames, cell)]
    return tuple(frame for frame in found if all(frame.slots))


@cache
def _grammar(file: str) -> Grammar:
    return Grammar.model_validate(read_data(f"texts/{file}.yaml"))


def _frame(written: str, file: str, cell: Cell) -> Frame:
    names = _SLOT.findall(written)
    places = [_grammar(file).frames, *(_alternatives(name, file) for name in names)]
    telling = [number for number, alternatives in enumerate(places) if _depends_on_mood(alternatives, cell)]
    if len(telling) != 1:
        raise InputError(f"texts/{file}.yaml: {len(telling)} places tell the mood, but one must: {written}")
    slots = tuple(_begun(name, _listed(slot, cell)) for name, slot in zip(names, places[1:], strict=True))
    return Frame(written, tuple(_SLOT.split(written)[::2]), slots, telling[0])


def _alternatives(name: str, file: str) -> Alternatives:
    """What can stand in ``tone`` or ``Tone`` of this file, or in ``english_note.tone`` of another."""
    other, _, slot = name.rpartition(".")
    phrases = _grammar(other or file).phrases
    if (slot := slot[0].lower() + slot[1:]) not in phrases:
        raise InputError(f"texts/{other or file}.yaml: no phrases for the slot {slot}, which a frame of {file} names.")
    return phrases[slot]


def _listed(alternatives: Alternatives, cell: Cell) -> Phrases:
    for key in (cell.intent, cell.mood):
        if isinstance(alternatives, dict):
            alternatives = alternatives.get(key, alternatives.get(OTHERS, alternatives))
    return () if isinstance(alternatives, dict) else alternatives


def _depends_on_mood(alternatives: Alternatives, cell: Cell) -> bool:
    return len({_listed(alternatives, cell._replace(mood=mood)) for mood in MOODS[1:]}) > 1


def _begun(name: str, phrases: Phrases) -> Phrases:
    """With a capital where the slot's name has one."""
    is_capital = name.rpartition(".")[2][0].isupper()
    return tuple(phrase[0].upper() + phrase[1:] for phrase in phrases) if is_capital else phrases
