"""What came of what past runs had said, and when somebody must act on it."""

from datetime import date

import polars as pl
import pytest
from support.rules import POLICY

from spanishgas.monitoring.outcomes import outcome_results
from spanishgas.tables.findings import Audited

JANUARY, FEBRUARY = date(2025, 1, 31), date(2025, 2, 28)


NUMBER = pl.int_range(pl.len())


def judged(churned: pl.Expr, customers: int = 1_000, provinces: list[str] | None = None, **labels: object) -> Audited:
    """One run on which every customer had a probability of 0.1, and who left of them, by number."""
    names = [f"C{number:04d}" for number in range(customers)]
    scores = pl.LazyFrame(
        {
            "customer_id": names,
            "as_of": JANUARY,
            "run_id": "monday",
            "model_id": "E5-1",
            "churn_probability": 0.1,
            "churn_prediction": 0,
            "avg_monthly_margin": 7.0,
            "segment": "Residential",
            "portfolio_type": "Residential_DualFuel",
            "province_code": provinces or ["28"] * (customers // 2) + ["08"] * (customers - customers // 2),
            "risk_tier": "Low",
            "is_second_residence": 0,
        }
    )
    known = {"customer_id": names, "label_date": JANUARY, "churned_within_horizon": 0, **labels}
    outcomes = pl.LazyFrame(known).with_columns(churned_within_horizon=churned.cast(pl.Int8))
    return outcome_results(outcomes, scores, policy=POLICY)


def test_a_run_is_judged_by_the_labels_of_its_day_for_all_and_by_group():
    table = judged(NUMBER < 100).table.collect()
    assert table.select("run_id", "label_date", "grouping", "group", "rows", "churners").rows() == [
        ("monday", JANUARY, "all", "all", 1_000, 100),
        ("monday", JANUARY, "is_second_residence", "0", 1_000, 100),
        ("monday", JANUARY, "margin_band", "0 to 10", 1_000, 100),
        ("monday", JANUARY, "portfolio_type", "Residential_DualFuel", 1_000, 100),
        ("monday", JANUARY, "province_code", "08", 500, 0),
        ("monday", JANUARY, "province_code", "28", 500, 100),
        ("monday", JANUARY, "risk_tier", "Low", 1_000, 100),
        ("monday", JANUARY, "segment", "Residential", 1_000, 100),
    ]


def test_labels_of_another_day_judge_nothing():
    result = judged(NUMBER < 100, label_date=FEBRUARY)
    assert result.table.collect().is_empty()
    assert result.findings == []


@pytest.mark.parametrize(
    ("every", "customers"), [(10, 1_000), (9, 1_000), (5, 40)], ids=["as said", "within chance", "a few customers"]
)
def test_what_chance_explains_or_does_not_matter_wakes_nobody(every: int, customers: int):
    assert judged(NUMBER % every == 0, customers).findings == []


def test_a_group_that_left_far_more_than_was_said_is_named_with_both_figures():
    found = {finding.column: finding for finding in judged(NUMBER < 200).findings}
    assert found["churners"].check == "broken_word"
    assert found["churners"].message.startswith(
        "200 of 1,000 customers left after 2025-01-31, and run monday had expected 100. Most apart: province_code 28 "
        "(200 for 50), "
    )


def test_a_small_group_that_is_far_from_what_was_said_wakes_nobody():
    left = (NUMBER < 5) | ((NUMBER >= 5) & (NUMBER % 10 == 0))
    result = judged(left, provinces=["44"] * 5 + ["28"] * 995)
    small = result.table.collect().row(by_predicate=pl.col("group") == "44", named=True)
    assert (small["churners"], small["expected_churners"]) == (5, pytest.approx(0.5))
    assert small["deviation"] > POLICY.outcomes.maximum_deviation
    assert result.findings == []


_LATER = ("segment", "portfolio_type", "province_code", "is_second_residence")


def test_a_run_without_a_column_of_today_is_judged_by_the_others():
    names = {"customer_id": ["C1"], "as_of": [JANUARY], "run_id": ["old"], "model_id": ["E5-0"]}
    scores = pl.LazyFrame(
        {
            **names,
            "churn_probability": [0.5],
            "avg_monthly_margin": [None],
            "risk_tier": ["Medium"],
            "churn_prediction": [1],
        }
    )
    missing = {name: pl.lit(None, pl.String) for name in _LATER}
    outcomes = pl.LazyFrame({"customer_id": ["C1"], "label_date": [JANUARY], "churned_within_horizon": [1]})
    table = outcome_results(outcomes, scores.with_columns(**missing), policy=POLICY).table.collect()
    assert set(table["grouping"]) == {"all", "risk_tier", "margin_band"}
