"""What is read in a text, and the one small protocol of whoever reads it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

POSITIVE_FROM = 0.05
NEGATIVE_UP_TO = -0.05
"""Limits of the mood's label: VADER's published limits of its score (its README, "About the Scoring")."""
_DIGITS = 4
"""Decimals of a mood: what machines may differ in lies far behind them."""


class Moods(NamedTuple):
    """How likely a text is negative, neutral and positive."""

    negative: float
    neutral: float
    positive: float

    def score(self) -> float:
        """The mood as a number from -1 to 1, beyond the limits of its label exactly where neutral is not likeliest."""
        lean = self.positive - self.negative
        if self.neutral >= max(self.negative, self.positive):
            return round(lean * (POSITIVE_FROM - 10**-_DIGITS), _DIGITS)
        return round(max(lean, POSITIVE_FROM) if lean >= 0 else min(lean, NEGATIVE_UP_TO), _DIGITS)


class Reading(NamedTuple):
    """What was read in one text."""

    mood: float
    """From -1 (negative) to 1 (positive)."""
    intent: str | None
    """What the writer wants, by a model; None where it is not sure. Rules are asked first, elsewhere."""
    language: str
    """``english``, ``spanish`` or ``mixed``."""


class TextReader(Protocol):
    """Anything that reads texts. The same text gives the same reading, whatever else is read with it."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in their order."""
        ...


def mean(moods: Sequence[Moods], weights: Sequence[float]) -> Moods:
    """The weighted mean of several opinions."""
    total = sum(weights)
    return Moods(
        *(sum(w * p for w, p in zip(weights, column, strict=True)) / total for column in zip(*moods, strict=True))
    )
