"""Labels that their own day of leaving contradicts, and outcomes that no model can learn from."""

from datetime import date

import polars as pl
import pytest
from support.bronze_rows import AS_OF, labels
from support.rules import COLUMNS
from support.sentences import says

from spanishgas.bronze.outcomes import few_outcomes, outcome_findings, refuse_alike
from spanishgas.bronze.raw_table import RawTable
from spanishgas.errors import InputError

DATASET = COLUMNS.datasets["bronze_labels"]
IN, BEFORE, AFTER = date(2025, 2, 1), date(2024, 12, 31), date(2025, 4, 1)


def found(*records):
    known = {"label_date": AS_OF, "horizon_days": 90}
    table = labels(*[{"customer_id": f"C{n}"} | known | record for n, record in enumerate(records)]).collect()
    return list(outcome_findings(table, RawTable("labels.csv", pl.LazyFrame()), DATASET))


def label(churned, day):
    return {"churned_within_horizon": churned, "churn_effective_date": day}


@pytest.mark.parametrize(
    ("churned", "day", "check"),
    [
        (1, IN, None),
        (1, date(2025, 3, 31), None),
        (1, None, None),
        (1, BEFORE, "outside_horizon"),
        (1, AFTER, "outside_horizon"),
        (0, None, None),
        (0, AFTER, None),
        (0, BEFORE, None),
        (0, IN, "left_and_stayed"),
        (None, IN, None),
    ],
)
def test_a_label_and_its_day_of_leaving_agree_or_are_counted(churned, day, check):
    findings = found(label(0, None), label(churned, day))
    assert [(f.check, f.value, f.severity) for f in findings] == ([(check, 0.5, "warning")] if check else [])
    assert all("1 of 2 labels (50.00%)" in f.message and f"C1 on {day} in row 3" in f.message for f in findings)


@pytest.mark.parametrize(("wrong", "severity"), [(5, "warning"), (6, "error")])
def test_labels_that_contradict_themselves_are_refused_in_numbers(wrong, severity):
    findings = found(*[label(0, IN)] * wrong, *[label(0, None)] * (100 - wrong))
    assert [f.severity for f in findings] == [severity]


def test_without_label_date_and_horizon_a_day_of_leaving_still_contradicts_who_stayed():
    assert [f.check for f in found(label(0, IN) | {"label_date": None, "horizon_days": None})] == ["left_and_stayed"]


def test_horizons_and_label_dates_that_differ_are_counted():
    horizon, day = found({}, {}, {"horizon_days": 30, "label_date": BEFORE.replace(day=1)})
    assert (horizon.check, horizon.column, horizon.severity) == ("different_values", "horizon_days", "warning")
    assert horizon.message == (
        "labels.csv: 2 different values of horizon_days stand side by side: 90 (2 rows), 30 (1 rows)."
    )
    assert (day.column, day.severity) == ("label_date", "info")


def outcomes(ones: int, zeros: int) -> pl.DataFrame:
    records = [{"customer_id": f"C{n}", "churned_within_horizon": int(n < ones)} for n in range(ones + zeros)]
    return labels(*records).collect()


@pytest.mark.parametrize(("ones", "zeros"), [(10, 90), (60, 40), (1, 900), (0, 99), (99, 0)])
def test_outcomes_of_both_kinds_or_of_a_few_customers_may_be_tried(ones, zeros):
    refuse_alike(outcomes(ones, zeros), "labels.csv", DATASET)


@pytest.mark.parametrize(("ones", "zeros", "share"), [(0, 100, "0.0%"), (100, 0, "100.0%"), (90, 10, "90.0%")])
def test_outcomes_that_are_all_alike_or_inverted_are_refused(ones, zeros, share):
    sentence = (
        f"labels.csv, column churned_within_horizon: of 100 labelled customers {ones} churned ({share}), and training "
        "needs 0.1% to 60.0%. Are the outcomes known yet, and does 1 mean that a customer left? Score with the "
        "champion until they are (--mode score)."
    )
    with says(InputError, sentence):
        refuse_alike(outcomes(ones, zeros), "labels.csv", DATASET)


@pytest.mark.parametrize(("left", "stayed", "is_said"), [(249, 251, True), (250, 250, False), (300, 249, True)])
def test_few_labels_of_an_outcome_are_said_before_a_training_meets_them(left, stayed, is_said):
    findings = list(few_outcomes(outcomes(left, stayed), RawTable("labels.csv", pl.LazyFrame()), DATASET))
    assert [(f.check, f.severity, f.value, f.limit) for f in findings] == (
        [("few_outcomes", "warning", min(left, stayed), 250)] if is_said else []
    )


def test_the_warning_of_few_labels_says_what_to_add():
    (finding,) = few_outcomes(outcomes(97, 1_903), RawTable("labels.csv", pl.LazyFrame()), DATASET)
    assert finding.message == (
        "labels.csv, column churned_within_horizon: of 2,000 labels 97 are of customers who left. With fewer than 250 "
        "of each outcome a training may miss the gate, and what it reaches is unsure: add outcomes of earlier label "
        "dates."
    )
