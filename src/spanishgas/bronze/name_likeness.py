"""How much two names of a column say the same, in whatever language, order and style they are written."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

_LITTLE = frozenset({"de", "del", "la", "el", "los", "las", "of", "the", "y", "and", "en", "in", "por", "per", "a"})
_CLOSE, _PREFIX = 0.8, 0.9
_SHORTEST_PREFIX, _SHORTEST_TYPO = 3, 5


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case, without accents and little words: FechaAlta and fecha de alta are the same."""
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name) if not unicodedata.combining(mark))
    apart = re.sub(r"(?<=[a-z0-9]{2})(?=[A-Z])", " ", plain).lower()
    words = re.findall(r"m3|[a-z]+|[0-9]+", apart)
    return tuple(word for word in words if word not in _LITTLE or word == apart)


def name_likeness(name: str, others: Iterable[str], common: frozenset[str]) -> float:
    """How like a name is to the likest of others, from 0 (no word in common) to 1 (the same words, in any order).

    A word matches an abbreviation of itself (``fec`` and ``fecha``) and a slip of the pen nearly; digits only
    themselves. Words that are ``common`` count half.
    """
    words = words_of(name)
    return max((_alike(words, words_of(other), common) for other in others), default=0.0)


def _alike(left: tuple[str, ...], right: tuple[str, ...], common: frozenset[str]) -> float:
    """Twice the weight of what matches, of the weight of all words (Dice's coefficient)."""
    rest, matched = list(right), 0.0
    for word in left:
        best = max(rest, key=lambda other: _same(word, other), default="")
        if (share := _same(word, best)) > 0:
            rest.remove(best)
            matched += share * (_weight(word, common) + _weight(best, common))
    total = sum(_weight(word, common) for word in (*left, *right))
    return matched / total if total else 0.0


def _weight(word: str, common: frozenset[str]) -> float:
    return 0.5 if word in common or (len(word) == 1 and word.isalpha()) else 1.0


def _same(left: str, right: str) -> float:
    if left == right:
        return 1.0
    if not (left.isalpha() and right.isalpha()):
        return 0.0
    short, long = sorted((left, right), key=len)
    if len(short) >= _SHORTEST_PREFIX and long.startswith(short):
        return _PREFIX
    ratio = difflib.SequenceMatcher(None, left, right).ratio()
    return ratio if len(short) >= _SHORTEST_TYPO and ratio >= _CLOSE else 0.0
