"""One column of words as values of its schema's type, within its bounds; the first word that cannot be one is named."""

from typing import Any

import dataframely as dy
import polars as pl

from spanishgas.bronze.days import days, months
from spanishgas.bronze.hints import date_hint, number_hint
from spanishgas.bronze.ids import padded_number
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import Bound, RawColumn
from spanishgas.errors import InputError
from spanishgas.tables.base import UNIT
from spanishgas.tables.findings import Finding

_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"


class ColumnCast:
    """The words of one column, and what was noticed while they became values."""

    def __init__(self, words: pl.Series, raw: RawTable, table: str, column: dy.Column, rules: RawColumn) -> None:
        """``words`` are named as in the file, tidy, with nothing for what is missing."""
        self.words, self.findings = words, list[Finding]()
        self._raw, self._table, self._column, self._rules = raw, table, column, rules
        self._dtype = column.dtype

    def values(self) -> pl.Series:
        """The column's values. Raises InputError naming file, column and row of the first that cannot be."""
        values = (
            self._days() if self._dtype == pl.Date else self._texts() if self._dtype == pl.String else self._numbers()
        )
        self._refuse(self.words.is_not_null() & values.is_null(), f"expected {self._expected()}")
        for low in (getattr(self._column, "min", None), self._rules.at_least):
            self._refuse_beyond(values, low, is_low=True)
        for high in (getattr(self._column, "max", None), self._rules.at_most):
            self._refuse_beyond(values, high, is_low=False)
        if not self._column.nullable:
            self._refuse(values.is_null(), f"expected {self._expected()}, which is required in every row")
        return values

    def _texts(self) -> pl.Series:
        rules, words = self._rules, self.words
        if rules.one_of:
            lower = words.str.to_lowercase()
            return lower.set(~lower.is_in(rules.one_of), None)
        if rules.digits is None:
            return words
        padded = words.to_frame().select(padded_number(pl.col(words.name), rules.digits)).to_series()
        self._notice(padded != words, "padded", "were written without their leading zero, which was added")
        return padded

    def _numbers(self) -> pl.Series:
        words = self.words.str.to_lowercase().replace(self._rules.values).cast(pl.String)
        number = words.set(~words.str.contains(_NUMBER), None).cast(pl.Float64, strict=False)
        number = number.set(number.is_infinite().fill_null(value=False), None)
        if self._dtype.is_float():
            return number
        is_whole = number.is_null() | (number == number.round(0))
        return number.set(~is_whole, None).cast(self._dtype, strict=False)

    def _days(self) -> pl.Series:
        if (self._column.metadata or {}).get(UNIT) == "month":
            read, cut = months(self.words), "stood with a day of the month, which was cut"
        else:
            read, cut = days(self.words), "stood with a time of day, which was cut"
        self._notice(read.is_timed, "time_cut", cut)
        self._notice(read.is_zoned, "zone", "stood with a time and its zone: the day in Spain counts")
        return read.days

    def _notice(self, is_hit: pl.Series, check: str, what: str) -> None:
        rows = is_hit.fill_null(False).arg_true()
        if rows.is_empty():
            return
        text = (
            f"{self._raw.file}: {len(rows):,} values of {self.words.name} {what}, such as "
            f"{self.words[int(rows[0])]!r} in row {int(rows[0]) + self._raw.first_line}."
        )
        name = self._name()
        self.findings.append(Finding("bronze", self._table, name, check, float(len(rows)), None, "info", text))

    def _name(self) -> str:
        return self._column.name or self.words.name

    def _expected(self) -> str:
        rules = self._rules
        if rules.values:
            return " or ".join(dict.fromkeys([*rules.values, *map(str, rules.values.values())]))
        if rules.one_of:
            return " or ".join(rules.one_of)
        if self._dtype == pl.Date:
            return "a date like 2024-12-31"
        if self._dtype == pl.String:
            return "a text"
        return "a number with a decimal point" if self._dtype.is_float() else "a whole number"

    def _refuse_beyond(self, values: pl.Series, bound: Bound | None, *, is_low: bool) -> None:
        if bound is None or not (self._dtype.is_numeric() or self._dtype == pl.Date):
            return
        is_beyond: Any = values < bound if is_low else values > bound
        unit = str((self._column.metadata or {}).get(UNIT, "-"))
        named = f" {unit}" if "/" in unit and unit != "0/1" else ""
        self._refuse(is_beyond, f"expected at {'least' if is_low else 'most'} {bound:{_form(bound)}}{named}")

    def _refuse(self, is_bad: pl.Series, expected: str) -> None:
        rows = is_bad.fill_null(False).arg_true()
        if rows.is_empty():
            return
        row, value = int(rows[0]), self.words[int(rows[0])]
        shown = "nothing" if value is None else repr(value[:60])
        hint = "" if value is None else self._hint(value)
        more = f" ({len(rows):,} such rows)" if len(rows) > 1 else ""
        raise InputError(
            f"{self._raw.file}, column {self.words.name}, row {row + self._raw.first_line}: found {shown}, "
            f"{expected}.{hint}{more}"
        )

    def _hint(self, word: str) -> str:
        if self._dtype == pl.Date:
            return date_hint(word)
        return number_hint(word) if self._dtype.is_numeric() else ""


def _form(bound: Bound) -> str:
    return ".12g" if isinstance(bound, float | int) else ""
