"""Whether a text is English, Spanish or a mixture, by the letters of its words."""

from collections.abc import Iterator
from functools import lru_cache

from spanishgas.texts.weights import packaged

ENGLISH, SPANISH, MIXED = "english", "spanish", "mixed"
_MOSTLY = 0.75
"""Share from which on a text counts as of one language: names of streets and people are in both."""
_WHOLE = 4
"""Words up to so many letters count as such: they are mostly function words."""


class Languages:
    """Tells the language of words by their letters in threes, and of small words as a whole."""

    def __init__(self) -> None:
        self._spanish: dict[str, int] = dict(packaged("language").iter_rows())
        self._of_word = lru_cache(maxsize=50_000)(self._sum)

    def spanish_share(self, words: list[str]) -> float:
        """How much of what a text's words tell of its language speaks for Spanish; a half where no word tells."""
        told = [self._of_word(word) for word in words if word[0].isalpha()]
        spanish, all_of_it = sum(each for each in told if each > 0), sum(abs(each) for each in told)
        return spanish / all_of_it if all_of_it else 0.5

    def _sum(self, word: str) -> int:
        return sum(self._spanish.get(part, 0) for part in parts(word))


def named(share: float) -> str:
    """The language of a text by the share that speaks for Spanish."""
    return SPANISH if share >= _MOSTLY else ENGLISH if share <= 1 - _MOSTLY else MIXED


def parts(word: str) -> Iterator[str]:
    """What of a word tells its language: its letters in threes with its ends, and a small word itself."""
    bounded = f"^{word}$"
    yield from (bounded[at : at + 3] for at in range(len(bounded) - 2))
    if len(word) <= _WHOLE:
        yield bounded
