"""JSON records as words: a list of objects, or one object a line; numbers stay as they are written."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from spanishgas.errors import InputError

_EXPECTED = "expected a list of objects, or one object a line"
_WORDS = (
    ("Expecting value", "a value is expected here"),
    ("Expecting property name", "a name in double quotes is expected here"),
    ("Expecting ':'", "a colon is expected here"),
    ("Expecting ','", "a comma is expected here"),
    ("Extra data", "something follows after the end"),
    ("Unterminated string", "a text begins here and is not closed"),
    ("Invalid control character", "a control character within a text, such as a line feed; write it as \\n"),
    ("Illegal trailing comma", "a comma after the last one"),
    ("escape", "a backslash that begins nothing; write two"),
)
"""What Python's reader says, and what that means to whoever wrote the file."""


@dataclass(frozen=True)
class _NoNumber:
    """NaN, Infinity or -Infinity: Python writes them, JSON knows none of them."""

    word: str

    def __repr__(self) -> str:
        return self.word


class _Doubled(dict[str, Any]):
    """An object in which a name stands twice: which of its values is meant, nobody can tell."""

    name: str


def json_words(name: str, text: str, known: frozenset[str]) -> pl.LazyFrame:
    """Records as words, in file order.

    Args:
        name: the file's name, for messages.
        text: a JSON list of objects, or one object a line.
        known: names of the columns that are read, in lower case. Others may hold lists and objects, because they are
            kept out.

    Raises:
        InputError: it is no JSON, or a record holds what is no plain value; names the row, or the record and its key.
    """
    records = list(_records(name, text, known))
    columns = list(dict.fromkeys(key for record in records for key in record))
    if unnamed := next((key for key in columns if not _is_text(key)), None):
        number = next(number for number, record in enumerate(records, start=1) if unnamed in record)
        raise InputError(f"{name}, record {number}: the name {unnamed!r} holds half a character (a lone surrogate).")
    rows = {
        column: [
            _word(f"{name}, record {number}, {column[:60]}", record.get(column), _plain(column) in known)
            for number, record in enumerate(records, start=1)
        ]
        for column in columns
    }
    return pl.LazyFrame(rows, schema=dict.fromkeys(columns, pl.String))


def _records(name: str, text: str, known: frozenset[str]) -> Iterator[dict[str, Any]]:
    for number, record in enumerate(_parsed(name, text), start=1):
        if lists := _wrapped(record, known):
            raise InputError(
                f"{name}, record {number}: the list of records lies under {lists[0][:60]!r}, and it should be the "
                "whole file. Export the list alone."
            )
        if not isinstance(record, dict):
            raise InputError(f"{name}, record {number}: expected an object with named values, found {_shown(record)}.")
        if isinstance(record, _Doubled):
            raise InputError(f"{name}, record {number}: {record.name[:60]!r} stands twice in one object. Keep one.")
        yield record


def _wrapped(record: Any, known: frozenset[str]) -> list[str]:
    """Under which names an object holds lists of records, where it is none itself."""
    if not isinstance(record, dict) or any(_plain(key) in known for key in record):
        return []
    return [key for key, value in record.items() if isinstance(value, list) and value and isinstance(value[0], dict)]


def _parsed(name: str, text: str) -> list[Any]:
    is_list = text.lstrip().startswith("[")
    read: list[Any] = []
    try:
        # no other mark than a line feed ends a record; extend keeps what was read before an error
        read.extend(_loads(line) for line in ([text] if is_list else text.rstrip().split("\n")))
    except json.JSONDecodeError as error:
        row = len(read) + error.lineno
        hint = "" if is_list or read else f"; {_EXPECTED}"
        raise InputError(
            f"{name}, row {row}, column {error.colno}: not valid JSON: {_in_words(error.msg)}{hint}."
        ) from error
    except RecursionError as error:
        row = 1 if is_list else len(read) + 1
        raise InputError(f"{name}, row {row}: lists within lists, deeper than anybody reads; {_EXPECTED}.") from error
    return read[0] if is_list else read


def _shown(record: Any) -> str:
    return "null" if record is None else f"{record!r:.60}"


def _in_words(said: str) -> str:
    return next((words for start, words in _WORDS if start in said), "what stands here cannot be read")


def _loads(text: str) -> Any:
    return json.loads(text, parse_int=str, parse_float=str, parse_constant=_NoNumber, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    doubled, names = _Doubled(plain), [name for name, _ in pairs]
    doubled.name = next(name for name in names if names.count(name) > 1)
    return doubled


def _word(place: str, value: Any, is_read: bool) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, _NoNumber):
        raise InputError(f"{place}: found {value.word}, which is no number in JSON. Write null where nothing is known.")
    if isinstance(value, dict | list):
        if is_read:
            kind = "an object" if isinstance(value, dict) else "a list"
            raise InputError(f"{place}: found {kind}, expected one plain value.")
        return "…"  # of a column that is kept out
    try:
        value.encode()
    except UnicodeEncodeError as error:
        half = f"character {error.start + 1} is half a character (a lone surrogate, {value[error.start]!a})"
        raise InputError(f"{place}: {half}.") from None
    return value


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _plain(column: str) -> str:
    return column.strip().lower()
