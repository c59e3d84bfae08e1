"""What is said of drift follows from the run's rows: alarms, what was held back and why, then and now."""

from datetime import date

import polars as pl
import pytest
from support.drift_rows import BINS, OUTCOMES, PREDICTIONS, RESULTS
from support.runs import run_record

from spanishgas.dashboard import drift_rows, drift_story, model_groups
from spanishgas.dashboard.language import speak
from spanishgas.policy import Policy
from spanishgas.run.record import Metrics, RunRecord

RULES = Policy.load(None).drift
JUDGED = drift_story.judged(RESULTS, RULES)


def record(level: str) -> RunRecord:
    metrics = Metrics(
        customers=90,
        expected_monthly_loss_eur=300.0,
        risk_tiers={},
        actions={},
        columns_compared=6,
        columns_drifted=3,
        drift_level=level,
        findings={},
        training=None,
    )
    return run_record("b", as_of=date(2025, 1, 31), metrics=metrics)


def test_every_comparison_has_a_verdict_the_largest_effect_first() -> None:
    assert JUDGED.select("feature", "verdict").rows() == [
        ("province_avg_gas_cost", "calendar"),
        ("tenure_months", "moved"),
        ("avg_sentiment_score", "act"),
        ("complaint_count", "by_chance"),
        ("interaction_count", "too_small"),
        ("churn_probability", "none"),
    ]


def test_the_first_list_has_nothing_to_compare_with() -> None:
    nothing = drift_story.sentence(record("none"), PREDICTIONS.clear(), JUDGED.clear())
    assert "there is nothing to compare with yet" in nothing


@pytest.mark.parametrize(
    ("level", "begins"),
    [("act", "Act:"), ("moved", "Features moved"), ("calendar", "Only what moves"), ("none", "Nothing moved")],
)
def test_the_sentence_says_the_level_of_the_run_and_what_is_expected(level: str, begins: str) -> None:
    text = drift_story.sentence(record(level), PREDICTIONS, JUDGED)
    assert text.startswith(begins)
    assert text.endswith(
        "On 31 January 2025 the champion expects 20.0% of customers to leave, after 10.0% of those that it learned "
        "from; that is €300 of margin a month. 2 features moved."
    )


def test_alarms_are_groups_beyond_chance_and_values_that_went_missing() -> None:
    assert drift_story.alarms(PREDICTIONS, JUDGED) == [
        "All customers: 20.0% are expected to leave, after 10.0%; €300 of margin a month.",
        "Mood of contacts, −1 to 1: values are missing that were there when the champion learned.",
    ]


def test_what_is_held_back_says_why() -> None:
    assert drift_story.held_back(JUDGED) == [
        "Alike in whole provinces, so it is the season or the market: “Gas cost of the province, €/m³”.",
        "Beyond chance, but too small to matter: “Number of contacts”.",
        "Large, but it may be chance: “Number of complaints”.",
    ]


def test_the_table_has_significance_and_rows() -> None:
    assert drift_story.effects_table(JUDGED).row(2) == (
        "Mood of contacts, −1 to 1: whether it is known",
        "0.200",
        "–",
        "Chi-square",
        "< 0.001",
        "100",
        "90",
        "Alarm: values are missing",
    )


@pytest.mark.parametrize(
    ("feature", "labels"),
    [
        ("sales_channel", ["Office", "Kiosko", "Other"]),
        ("tenure_bucket", ["6–12 months"]),
        ("tenure_months", ["below 12", "12 to 1,250", "1,250 and more", "Not known"]),
        ("has_interaction", ["No", "Yes"]),
        ("churn_probability", ["below 50%", "50% and more"]),
        ("intent_x_tenure_bucket", ["Prices and offers · 6–12 months", "Not in touch"]),
    ],
)
def test_bins_are_told_in_words(feature: str, labels: list[str]) -> None:
    assert drift_rows.distribution(BINS.filter(feature=feature))["label"].to_list() == labels


def test_bins_are_spanish_for_who_reads_spanish() -> None:
    speak("es")
    rows = drift_rows.distribution(BINS.filter(feature="tenure_months"))
    assert rows["label"].to_list()[1:] == ["12 a 1.250", "1.250 y más", "No consta"]


def test_a_bin_is_two_bars_then_and_now() -> None:
    rows = drift_rows.distribution(BINS.filter(feature="has_interaction"))
    assert drift_rows.distribution_bars(rows).row(1) == ("No", "now", 0.5, "50.0%")


def test_groups_furthest_from_chance_come_first() -> None:
    rows = drift_rows.predictions_by(PREDICTIONS, "segment")
    assert drift_rows.predictions_table(rows, "Segment").rows() == [
        ("Residential", "10.0%", "21.0%", "2.10", "+5.5", "90", "81", "€270", "No"),
        ("Small business", "10.0%", "11.0%", "1.10", "+0.2", "10", "9", "€30", "No"),
    ]


def test_runs_say_how_many_drifted_and_what_they_expect() -> None:
    table = pl.DataFrame({"metric": ["churn_rate"], "expected": [0.1], "low": [0.05], "high": [0.15]})
    assert drift_rows.compared_table(drift_rows.compared([record("moved")])).rows() == [
        ("31 Jan 2025", "3", "6", "Moved")
    ]
    assert drift_rows.expected_table(drift_rows.expected([(record("moved"), table)])).rows() == [
        ("31 Jan 2025", "10.0%", "5.0% – 15.0%", "9", "€300")
    ]


def test_outcomes_are_those_of_all_customers() -> None:
    rows = model_groups.outcomes(OUTCOMES)
    assert model_groups.outcome_table(rows).rows() == [
        ("31 Dec 2024", "E5-abc", "100", "10", "12", "+0.6", "8", "–", "–")
    ]
    assert model_groups.outcome_bars(rows).select("side", "value", "shown").rows() == [
        ("expected", 10.2, "10"),
        ("left", 12.0, "12"),
    ]
