from datetime import date

import polars as pl
import pytest
from support.bronze_rows import months

from spanishgas.silver.window import in_window, last_complete_month


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        (date(2024, 12, 31), date(2024, 12, 1)),
        (date(2024, 12, 15), date(2024, 11, 1)),
        (date(2024, 2, 29), date(2024, 2, 1)),
        (date(2024, 2, 28), date(2024, 1, 1)),
        (date(2025, 1, 1), date(2024, 12, 1)),
    ],
)
def test_the_last_complete_month_is_over_at_the_as_of_date(as_of, month):
    assert last_complete_month(as_of) == month


def test_the_window_is_the_twelve_whole_months_that_end_by_the_as_of_date():
    days = pl.DataFrame({"day": [*months(2023), *months(2024)]})
    inside = days.filter(in_window("day", date(2024, 12, 15)))["day"]
    assert (inside.min(), inside.max(), inside.len()) == (date(2023, 12, 1), date(2024, 11, 1), 12)


def test_a_part_of_the_window_may_leave_out_its_newest_months():
    days = pl.DataFrame({"day": months()})
    assert days.filter(in_window("day", date(2024, 12, 31), months=3, skip=3))["day"].to_list() == months()[6:9]
