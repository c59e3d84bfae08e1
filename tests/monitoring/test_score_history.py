"""How a customer's probability has moved over the lists before this one."""

from datetime import date, timedelta

import polars as pl

from spanishgas.monitoring.score_history import LISTS, score_history
from spanishgas.tables.drift import ScoreHistory

TODAY = date(2025, 3, 31)
BOUNDS = {"churn_probability_low": 0.05, "churn_probability_high": 0.95}
SCORED = pl.LazyFrame(
    {"customer_id": ["C2", "C1"], "churn_probability": [0.7, 0.1], "risk_tier": ["High", "Low"], **BOUNDS}
)


def _before(*rows: tuple[str, date, float, str]) -> pl.LazyFrame:
    names = ["customer_id", "as_of", "churn_probability", "risk_tier"]
    return pl.LazyFrame(list(rows), schema=names, orient="row").with_columns(
        churn_probability_low=pl.lit(None, pl.Float64), churn_probability_high=pl.lit(None, pl.Float64)
    )


def test_todays_customers_have_a_row_for_each_list_they_were_on():
    monday = date(2025, 3, 24)
    table = score_history(
        SCORED, _before(("C1", monday, 0.2, "Low"), ("C9", monday, 0.9, "Critical")), as_of=TODAY
    ).collect()
    ScoreHistory.validate(table)
    assert table.rows() == [
        ("C1", monday, 0.2, None, None, "Low"),
        ("C1", TODAY, 0.1, 0.05, 0.95, "Low"),
        ("C2", TODAY, 0.7, 0.05, 0.95, "High"),
    ]


def test_lists_of_more_than_a_year_ago_are_left_out():
    weeks = [("C1", TODAY - timedelta(weeks=number), 0.1, "Low") for number in range(1, LISTS + 5)]
    table = score_history(SCORED, _before(*weeks), as_of=TODAY).collect().filter(customer_id="C1")
    assert table.height == LISTS
    assert table["as_of"].max() == TODAY
