"""A preview is the first rows that fit, and free text is not in it."""

from datetime import date

import polars as pl
import pytest

from spanishgas.dashboard.links import day_of, number_of
from spanishgas.dashboard.table_preview import FIRST, FREE_TEXT, Wanted, preview
from spanishgas.tables.registry import SCHEMAS
from spanishgas.upkeep.survey import TEXTS

ROWS = pl.LazyFrame(
    {
        "name": ["Álava (north)", "Bilbao", None],
        "day": [date(2024, 1, 1), date(2024, 6, 1), date(2024, 12, 31)],
        "kwh": [1.0, 2.0, 3.0],
        "interaction_summary": ["a call", "a letter", "a visit"],
    }
)


@pytest.mark.parametrize(
    ("wanted", "kwh"),
    [
        (Wanted(), [1.0, 2.0, 3.0]),
        (Wanted("name"), [1.0, 2.0, 3.0]),
        (Wanted("name", text="BIL"), [2.0]),
        (Wanted("name", text="north á"), [1.0]),
        (Wanted("name", text="(north)"), [1.0]),
        (Wanted("kwh", low=2.0), [2.0, 3.0]),
        (Wanted("kwh", low=2.0, high=2.0), [2.0]),
        (Wanted("day", high=date(2024, 6, 1)), [1.0, 2.0]),
        (Wanted("nowhere", text="x"), [1.0, 2.0, 3.0]),
        (Wanted("interaction_summary", text="letter"), [1.0, 2.0, 3.0]),
        (Wanted("kwh", low=9.0), []),
    ],
)
def test_rows_that_fit_are_counted_and_shown(wanted: Wanted, kwh: list[float]) -> None:
    seen = preview(ROWS, wanted)
    assert seen.rows["kwh"].to_list() == kwh
    assert seen.found == len(kwh)


def test_only_the_first_rows_are_shown_and_all_are_counted() -> None:
    seen = preview(pl.LazyFrame({"x": range(FIRST + 50)}), Wanted("x", low=10))
    assert (seen.rows.height, seen.rows["x"][0], seen.found) == (FIRST, 10, FIRST + 40)


def test_no_preview_has_what_people_wrote() -> None:
    assert preview(ROWS, Wanted()).rows.columns == ["name", "day", "kwh"]
    assert {name for name, schema in SCHEMAS.items() if set(FREE_TEXT) & set(schema.columns())} == TEXTS


@pytest.mark.parametrize(
    ("text", "number"), [("2.5", 2.5), ("0", 0.0), ("-1", -1.0), ("nan", None), ("x", None), ("", None)]
)
def test_a_number_of_the_address(text: str, number: float | None) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "day"), [("2024-12-31", date(2024, 12, 31)), ("31/12/2024", None), ("9999-01-01", None), ("", None)]
)
def test_a_day_of_the_address(text: str, day: date | None) -> None:
    assert day_of(text) == day
