"""What is worth waking somebody for."""

import polars as pl
import pytest

from spanishgas.monitoring.alerts import drift_alert
from spanishgas.tables.findings import Finding


def results(*rows: tuple[str, str, float, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["feature", "kind", "effect", "is_drifted"], orient="row")


@pytest.mark.parametrize("rows", [[], [("tenure_months", "numeric", 0.9, 0)]])
def test_without_drift_there_is_nothing_to_say(rows):
    table = results(*rows).cast({"is_drifted": pl.Int8, "effect": pl.Float64, "feature": pl.String})
    assert drift_alert(table) == []


def test_an_alert_names_what_drifted_the_largest_effect_first_and_equal_ones_by_name():
    table = results(
        ("b", "numeric", 0.2, 1), ("calm", "numeric", 0.8, 0), ("c", "numeric", 0.5, 1), ("a", "numeric", 0.2, 1)
    )
    text = "3 columns differ from what the champion was trained on: c, a, b."
    assert drift_alert(table) == [Finding("monitoring", "drift_results", "feature", "drift", 3.0, 0.0, "warning", text)]


def test_a_column_that_drifted_in_two_ways_is_named_once_by_its_larger_effect():
    [alert] = drift_alert(results(("a", "missing", 0.1, 1), ("b", "numeric", 0.2, 1), ("a", "numeric", 0.3, 1)))
    assert alert.value == 2.0
    assert alert.message.endswith(": a, b.")


@pytest.mark.parametrize(
    ("columns", "names"), [(5, "x0, x1, x2, x3, x4."), (6, "x0, x1, x2, x3, x4 …."), (7, "x0, x1, x2, x3, x4 ….")]
)
def test_five_columns_are_named_and_more_are_counted(columns, names):
    [alert] = drift_alert(results(*((f"x{n}", "numeric", 0.9 - n / 10, 1) for n in range(columns))))
    assert alert.value == columns
    assert alert.message == f"{columns} columns differ from what the champion was trained on: {names}"
