"""What a value that cannot be read probably is, said to whoever has to mend the file."""

import re
from datetime import date, timedelta

import polars as pl

_SERIAL_ORIGIN = date(1899, 12, 30)
"""Day 0 of spreadsheets that count from 1900."""
_SERIAL = r"\d{5}([.]\d+)?"
_DATE_FORMS = (
    (r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}([ T].*)?", " Is the day or the month written first? Write the year first."),
    (
        r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}([ T].*)?",
        " Which year do two digits mean? Write all four, and write them first.",
    ),
    (r"\d{10}|\d{13}", " Is it a number of seconds since 1970? Export the column as a date."),
    (r"\d{8}|\d{4}[/.]\d{1,2}[/.]\d{1,2}([ T].*)?", " Write it with dashes."),
)
_NOTHING = frozenset({"na", "n/a", "nan", "null", "none", "nil", "-", "--", "?", "#n/a", "nd", "s/d", "inf", "-inf"})
_LEAVE_EMPTY = " Where nothing is known, leave the field empty."


def is_value(word: str) -> bool:
    """Whether a word is a number, a date or a time: what stands in a row, and is the name of no column."""
    return re.fullmatch(r"[+-]?[0-9][0-9.,:/ T-]*", word.strip()) is not None


def number_hint(word: str) -> str:
    """A sentence for a word that is no number."""
    if word.lower() in _NOTHING:
        return _LEAVE_EMPTY
    if "," in word:
        return " Is it a decimal comma?"
    if any(mark.isdigit() and not mark.isascii() for mark in word):
        return " Write it with the digits 0 to 9."
    return ""


def date_hint(word: str) -> str:
    """A sentence for a word that is no day."""
    if word.lower() in _NOTHING:
        return _LEAVE_EMPTY
    if re.fullmatch(_SERIAL, word):
        day = _SERIAL_ORIGIN + timedelta(days=int(word[:5]))
        return f" Is it a spreadsheet's number of a day ({day})? Export the column as a date."
    return next((hint for form, hint in _DATE_FORMS if re.fullmatch(form, word)), "")


_KINDS = {
    pl.Struct: "objects", pl.List: "lists", pl.Array: "lists", pl.Binary: "bytes", pl.Boolean: "flags",
    pl.Date: "dates", pl.Datetime: "moments", pl.Time: "times of day", pl.Duration: "durations", pl.Null: "nothing",
    pl.String: "texts", pl.Categorical: "texts", pl.Enum: "texts",
}  # fmt: skip


def kind_of(dtype: pl.DataType) -> str:
    """What a column of this type holds, in words."""
    return next((words for kind, words in _KINDS.items() if isinstance(dtype, kind)), "numbers")
