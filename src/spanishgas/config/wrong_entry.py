"""What is wrong with an entry of a rule file or a document, in words for who wrote it."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

_EXPECTED = {
    "missing": "is missing",
    "extra_forbidden": "is no entry that is known here",
    "invalid_key": "a name is a text; put it in quotes",
    "finite_number": "a finite number is expected",
    "literal_error": "expected {expected}",
    "enum": "expected {expected}",
    "greater_than": "more than {gt:g} is expected",
    "greater_than_equal": "at least {ge:g} is expected",
    "less_than": "less than {lt:g} is expected",
    "less_than_equal": "at most {le:g} is expected",
    "too_short": "at least {min_length} is expected",
    "too_long": "at most {max_length} are expected",
    "value_error": "{error}",
}
_KINDS = {
    "int": "a whole number is expected",
    "float": "a number is expected",
    "string": "a text is expected",
    "bool": "true or false is expected",
    "date": "a date like 2024-12-31 is expected",
    "datetime": "a time like 2024-12-31T23:00:00 is expected",
    "list": "a list like [a, b] is expected",
    "tuple": "a list like [a, b] is expected",
    "dict": "entries with names are expected",
    "model": "entries with names are expected",
}
_SHOWN = 40
_NAME = "[key]"
"""How pydantic says that it is the name of an entry which is wrong, behind that name."""


def wrong_entries(error: ValidationError, most: int | None = None) -> str:
    """Every wrong entry with its place, or the first ``most`` of them; the same place is named once."""
    by_place: dict[str, str] = {}
    for entry in error.errors():
        is_name = entry["type"] == "invalid_key"  # the name itself is the place
        named = [part for part in entry["loc"] if not is_name and part != _NAME]
        place = ".".join(str(part)[:_SHOWN] for part in named) or "the file"
        by_place.setdefault(place, f"{place}: {said(entry)}")
    return "; ".join(list(by_place.values())[:most])


def said(entry: Mapping[str, Any]) -> str:
    """What is expected of an entry, and what was found."""
    kind, context = str(entry["type"]), {"error": "", **entry.get("ctx", {})}
    expected = _EXPECTED.get(kind)
    if expected is not None:
        text = expected.format(**context)
    else:
        text = _KINDS.get(kind.partition("_")[0], "this cannot be read")
    found = entry.get("input")
    is_shown = kind not in ("missing", "extra_forbidden", "value_error", "invalid_key") and isinstance(
        found, str | int | float
    )
    hint = "; write it in quotes" if kind == "string_type" and is_shown else ""  # YAML took a word for something else
    return f"{text}, found {str(found)[:_SHOWN]!r}{hint}" if is_shown else text
