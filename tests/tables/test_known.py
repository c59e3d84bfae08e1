"""Since when rows were known, by the columns that their schema marks."""

from datetime import date

import dataframely as dy
import polars as pl
from support.rules import TARIFF_PERIODS

from spanishgas.silver.calendar import hour_classes
from spanishgas.tables.base import described
from spanishgas.tables.known import as_known_on, is_dated, known_since
from spanishgas.tables.registry import SCHEMAS

DAY = date(2024, 9, 30)


class Loaves(dy.Schema):
    """One row a loaf."""

    baked = dy.Date(nullable=True, **described("date", "Day of baking", known="day"))
    tasted = dy.Date(nullable=True, **described("date", "Day of tasting", known="value"))
    best_before = dy.Date(nullable=True, **described("date", "Agreed in advance"))


class Months(dy.Schema):
    """One row a month."""

    month = dy.Date(**described("month", "First day of the month", known="month"))


def loaves(*rows):
    return pl.LazyFrame(rows, schema=dict.fromkeys(Loaves.column_names(), pl.Date), orient="row")


def test_rows_of_later_days_are_deleted_and_later_values_are_blank() -> None:
    later = date(2024, 10, 1)
    table = loaves((DAY, DAY, later), (DAY, later, later), (later, None, None), (None, None, later))
    assert table.pipe(as_known_on, Loaves, DAY).collect().rows() == [
        (DAY, DAY, later),
        (DAY, None, later),
        (None, None, later),
    ]


def test_a_row_is_known_when_all_that_it_says_is() -> None:
    table = loaves((DAY, date(2024, 10, 2), None), (DAY, None, date(2025, 1, 1)), (None, None, None))
    assert table.select(known_since(Loaves)).collect().to_series().to_list() == [date(2024, 10, 2), DAY, None]


def test_a_month_is_known_at_its_end() -> None:
    months = pl.LazyFrame({"month": [date(2024, 9, 1), date(2024, 10, 1)]})
    assert months.pipe(as_known_on, Months, DAY).collect().rows() == [(date(2024, 9, 1),)]
    assert months.pipe(as_known_on, Months, date(2024, 9, 29)).collect().is_empty()


def test_an_hour_class_is_known_at_the_end_of_its_month() -> None:
    classes = hour_classes("local", TARIFF_PERIODS).lazy().select("hour_class", end=pl.col("month").dt.month_end())
    sums = SCHEMAS["silver_meter_sums"]
    assert classes.filter(known_since(sums) != pl.col("end")).collect().is_empty()
    off_calendar = pl.LazyFrame({"hour_class": [-1]}, schema={"hour_class": pl.Int32})
    assert off_calendar.pipe(as_known_on, sums, DAY).collect().height == 1


def test_every_file_that_goes_on_with_time_says_since_when_its_rows_are_known() -> None:
    undated = {name for name, schema in SCHEMAS.items() if name.startswith("bronze_") and not is_dated(schema)}
    assert undated == {"bronze_readings"}  # their sums are dated
