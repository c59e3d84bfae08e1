"""What keeps the ids of two files apart: how they are written, told from examples of either side."""

import re
import unicodedata
from collections.abc import Callable, Iterable

_PLACES = ("here", "among the customers")
_Ways = tuple[tuple[str, Callable[[str], str]], ...]
_SAME_FROM = 0.5
"""So much of the ids that match nothing must match when the difference is taken away, for it to be the reason."""
_WAYS: _Ways = (
    ("upper and lower case", str.casefold),
    ("blanks", lambda text: re.sub(r"\s", "", text)),
    ("leading zeros", lambda text: re.sub(r"(?<![0-9])0+(?=[0-9])", "", text)),
    ("dashes or other marks", lambda text: re.sub(r"[\W_]", "", text)),
    ("full-width or otherwise unusual letters and digits", lambda text: unicodedata.normalize("NFKC", text)),
    ("decimals: one side is written as a number", lambda text: re.sub(r"[.,]0+$", "", text)),
)
_NUMBER_WAYS: _Ways = (
    ("letters before or after the number: a prefix or a suffix", lambda text: re.sub(r"^\D+|\D+$", "", text)),
    (
        "more than one of: case, blanks, zeros, marks, letters before or after",
        lambda text: re.sub(r"\D", "", text).lstrip("0"),
    ),
)


def difference(strangers: Iterable[str], known: Iterable[str], places: tuple[str, str] = _PLACES) -> str | None:
    """How ids that match none differ from the known ones, with a pair of examples; None where nothing explains it.

    The first way of writing counts under which at least half of the strangers would be known. ``places`` says where
    strangers and known ids stand.
    """
    return _difference(sorted(set(strangers)), sorted(set(known)), places, _WAYS)


def _difference(left: list[str], right: list[str], places: tuple[str, str], ways: _Ways) -> str | None:
    for name, plain in ways:
        by_plain = {plain(text): text for text in reversed(right) if plain(text)}
        pairs = [(text, by_plain[plain(text)]) for text in left if plain(text) in by_plain]
        if pairs and len(pairs) >= _SAME_FROM * len(left):
            return f"they differ in {name} ({pairs[0][0]!r} {places[0]}, {pairs[0][1]!r} {places[1]})"
    return None


def contrast(strangers: Iterable[str], known: Iterable[str]) -> str:
    """Two ids from either side and what differs, for files none of whose ids fit."""
    left, right = sorted(set(strangers)), sorted(set(known))
    if not right:
        return f"here {' and '.join(map(repr, left[:2]))}, and there are no customers"
    here, there = (" and ".join(map(repr, ids[:2])) for ids in (left, right))
    # the number alone is told only where nothing fits: a few strangers may well have a customer's number by chance
    reason = _difference(left, right, _PLACES, (*_WAYS, *_NUMBER_WAYS)) or _shape(left, right)
    return f"here {here}, among the customers {there}: {reason}"


def _shape(left: list[str], right: list[str]) -> str:
    """What can be said of two sets of ids that no way of writing brings together."""
    if all(map(str.isdecimal, left)) != all(map(str.isdecimal, right)):
        return "one side is numbers, the other text"
    lengths = [sorted({len(text) for text in ids}) for ids in (left, right)]
    if not set(lengths[0]) & set(lengths[1]):
        return f"they have {_range(lengths[0])} characters against {_range(lengths[1])}"
    return "they are written alike, but are others: are the files of the same customers?"


def _range(lengths: list[int]) -> str:
    return str(lengths[0]) if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"
