"""Readers of texts, as steps take them: the default one, and one that says what it is told to."""

from collections.abc import Sequence
from functools import cache

from support.rules import LEXICON

from spanishgas.texts.fast import FastReader
from spanishgas.texts.reading import Reading


@cache
def fast() -> FastReader:
    """The default reader, loaded once."""
    return FastReader(LEXICON)


class Recorder:
    """A reader that remembers what it was asked and always reads the same."""

    def __init__(self, mood: float = 0.5, intent: str | None = None) -> None:
        self.asked: list[str] = []
        self._reading = Reading(mood, intent, "english")

    def read(self, texts: Sequence[str]) -> list[Reading]:
        self.asked.extend(texts)
        return [self._reading] * len(texts)
