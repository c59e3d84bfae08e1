"""How well the values of an unknown column would fit a canonical one: the share that fits, and what was looked for."""

from collections.abc import Iterable
from typing import NamedTuple

import dataframely as dy
import polars as pl

from spanishgas.bronze.days import days, months
from spanishgas.bronze.ids import tidy_id
from spanishgas.bronze.registry import RawColumn
from spanishgas.tables.base import UNIT

KEY = "customer_id"
_OTHER_DAY = (
    r"^([0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{2}|[0-9]{4})|[0-9]{4}[/.][0-9]{1,2}[/.][0-9]{1,2}|(19|20)[0-9]{6})"
    r"([ T].*)?$"
)
_HOUR = r"[ T][0-9]{1,2}:[0-9]{2}"
_NUMBER = r"^[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][+-]?[0-9]+)?$"
_PROVINCE = r"^([1-9]|0[1-9]|[1-4][0-9]|5[0-2])$"
"""The 50 provinces of Spain, Ceuta (51) and Melilla (52). Source: INE, códigos de provincias."""


class Content(NamedTuple):
    """What the values of a column say about its being a canonical one."""

    share: float
    """Of the values, those that fit."""
    kind: str
    """What they were looked at as, such as dates."""


class Sought(NamedTuple):
    """A canonical column that is missing in a file: what its values must be."""

    name: str
    column: dy.Column
    rules: RawColumn
    words: frozenset[str]
    """Words that would be understood or suggested in a 0/1 column."""


def content_of(values: pl.Series, sought: Sought, customer_ids: pl.Series | None) -> Content | None:
    """How well values fit; None where any text would do, or there is no value to look at.

    Args:
        values: words of a file's column.
        sought: the canonical column.
        customer_ids: the ids of the customers, where they are known.
    """
    known = values.to_frame("value").select(tidy_id(pl.col("value"))).to_series().drop_nulls()
    if known.is_empty():
        return None
    if sought.name == KEY:
        return _ids(known, sought, customer_ids)
    is_fit, kind = _fits(known, sought)
    return None if is_fit is None else Content(float(is_fit.fill_null(False).sum()) / len(known), kind)


def _ids(known: pl.Series, sought: Sought, customer_ids: pl.Series | None) -> Content | None:
    """Ids that are written otherwise than the customers' contradict nothing: how they differ is said by the run."""
    if customer_ids is not None:
        share = float(known.is_in(customer_ids.implode()).sum()) / len(known)
        return Content(share, "ids of customer_attributes") if share > 0 else None
    if sought.column.primary_key:
        return Content(known.n_unique() / len(known), "all different")
    return None


def _fits(known: pl.Series, sought: Sought) -> tuple[pl.Series | None, str]:
    rules, dtype = sought.rules, sought.column.dtype
    unit = str((sought.column.metadata or {}).get(UNIT, "-"))
    if isinstance(dtype, pl.Datetime):
        return (_are_days(known, unit) & known.str.contains(_HOUR)), "moments with an hour"
    if dtype == pl.Date:
        return _are_days(known, unit), "months" if unit == "month" else "dates"
    if unit == "0/1":
        return known.str.to_lowercase().is_in([*rules.values, *sought.words, "0", "1"]), "yes or no"
    if dtype.is_numeric():
        return _are_numbers(known, rules), _bounds(rules, unit)
    if rules.digits is not None:
        return known.str.contains(_PROVINCE), "province codes"
    return (known.str.to_lowercase().is_in(rules.one_of), " or ".join(rules.one_of)) if rules.one_of else (None, "")


def _are_days(known: pl.Series, unit: str) -> pl.Series:
    """Days in any form, also those that a run refuses: which column it is can be told all the same."""
    read = (months(known) if unit == "month" else days(known)).days
    return read.is_not_null() | known.str.contains(_OTHER_DAY)


def _are_numbers(known: pl.Series, rules: RawColumn) -> pl.Series:
    """Numbers within what is usual, with a decimal point or comma; zeros fit where they mean nothing is known."""
    words = known.set(~known.str.contains(_NUMBER), None)
    number = words.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    low, high = _limits(rules)
    return number.is_between(low, high) | (number == 0 if rules.zero_is_missing else pl.Series([False]))


def _limits(rules: RawColumn) -> tuple[float, float]:
    lows = [each for each in (rules.at_least, rules.usual and rules.usual[0]) if isinstance(each, int | float)]
    highs = [each for each in (rules.at_most, rules.usual and rules.usual[1]) if isinstance(each, int | float)]
    return max(lows, default=float("-inf")), min(highs, default=float("inf"))


def _bounds(rules: RawColumn, unit: str) -> str:
    low, high = _limits(rules)
    return "numbers" if low == float("-inf") else f"numbers from {low:g} to {high:g} {unit}"


def tells_apart(values: Iterable[str], sought: Sought) -> bool:
    """Whether a content is rare enough to be a reason by itself: ids, dates, hours, provinces; not any small number."""
    if sought.rules.digits is not None:
        different = set(values)
        return len(different) >= 5 and any(
            value.startswith("0") or (len(value) == 2 and value > "31") for value in different
        )
    return not sought.column.dtype.is_numeric()  # numbers, and 0 and 1, are in many columns
