"""Labels of hours that end: one hour short at the beginning of a feed, one too many at its end."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from support.rules import TARIFF_PERIODS

from spanishgas.silver.calendar import hour_classes
from spanishgas.silver.hour_labels import hour_label_findings

CLASSES = hour_classes("local", TARIFF_PERIODS)


def found(*customers: tuple[datetime, int]) -> list[str]:
    """Messages on customers who read every hour from a first timestamp on, so many of them."""
    rows = [
        {"customer_id": f"C{number}", "timestamp": first + timedelta(hours=hour)}
        for number, (first, hours) in enumerate(customers)
        for hour in range(hours)
    ]
    readings = pl.DataFrame(rows, schema={"customer_id": pl.String, "timestamp": pl.Datetime("us")})
    month = pl.col("timestamp").dt.truncate("1mo").cast(pl.Date)
    months = readings.group_by("customer_id", month=month).agg(rows=pl.len().cast(pl.Int64))
    return [finding.message for finding in hour_label_findings(months, CLASSES, date(2024, 5, 31))]


BEGINNING, ENDING = (datetime(2024, 5, 1), 744), (datetime(2024, 5, 1, 1), 744)


def test_labels_of_the_hour_that_ends_are_told() -> None:
    (message,) = found(ENDING, ENDING, BEGINNING)
    assert message.startswith("The readings of 2 of 3 customers lack the first hour of their first month")


@pytest.mark.parametrize(
    "customers",
    [
        (BEGINNING, BEGINNING),
        (ENDING, BEGINNING),
        ((datetime(2024, 5, 1, 1), 743),),
        ((datetime(2024, 5, 1), 745),),
        ((datetime(2024, 5, 1, 1), 745),),
        (),
    ],
    ids=["as promised", "half of them", "no hour after", "no hour lacking", "two hours after", "nobody"],
)
def test_other_ends_tell_nothing(customers: tuple[tuple[datetime, int], ...]) -> None:
    assert found(*customers) == []
