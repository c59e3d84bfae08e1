"""Calendar months forwards and backwards."""

from datetime import date

import numpy as np
import pytest

from spanishgas.twin.world.calendar import months_later, term_start
from spanishgas.twin.world.state import day_number


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 1, 15), 6, date(2025, 7, 15)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2025, 3, 1), -12, date(2024, 3, 1)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(day: date, months: int, later: date) -> None:
    assert months_later(np.array([day_number(day)]), months).tolist() == [day_number(later)]


@pytest.mark.parametrize(
    ("renewal", "by", "start"),
    [
        (date(2025, 5, 20), date(2020, 1, 1), date(2024, 5, 20)),  # a year, however long somebody is here
        (date(2025, 5, 20), date(2025, 2, 27), date(2025, 2, 20)),
        (date(2025, 5, 20), date(2025, 5, 10), date(2025, 4, 20)),
        (date(2025, 3, 31), date(2025, 3, 10), date(2025, 1, 31)),  # of no day in February is 31 March a month later
        (date(2024, 2, 29), date(2020, 1, 1), date(2023, 3, 29)),  # nor 29 February a year later than any day
    ],
)
def test_a_term_begins_whole_months_before_its_renewal(renewal: date, by: date, start: date) -> None:
    found = term_start(np.array([day_number(renewal)]), np.array([day_number(by)]))
    assert found.tolist() == [day_number(start)]
