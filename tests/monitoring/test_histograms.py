"""Distributions then and now in the same bins."""

import polars as pl
import pytest
from support.gold_rows import gold_rows, small_model

from spanishgas.monitoring.histograms import drift_histograms
from spanishgas.tables.drift import DriftHistograms

GOLD = gold_rows(300, seed=9)


def test_every_row_is_in_one_bin_of_each_feature_on_both_sides():
    table = drift_histograms(GOLD.lazy(), small_model()).collect()
    DriftHistograms.validate(table)
    sums = table.group_by("feature").agg(pl.col("reference_rows", "current_rows").sum())
    assert set(sums["reference_rows"]) == {small_model().reference.height}
    assert set(sums["current_rows"]) == {300}
    assert set(sums["feature"]) == {*small_model().features, "churn_probability"}


def test_a_number_lies_where_its_bin_says_and_the_outermost_bins_are_open():
    table = drift_histograms(GOLD.lazy(), small_model()).collect().filter(feature="months_to_renewal")
    values = GOLD["months_to_renewal"].drop_nulls()
    for row in table.filter(pl.col("label") != "(no value)").rows(named=True):
        inside = values.filter(
            (values >= (row["lower"] if row["lower"] is not None else -1e9))
            & (values < (row["upper"] if row["upper"] is not None else 1e9))
        )
        assert row["current_rows"] == inside.len()
    assert (table["lower"][0], table["label"][0].split()[0]) == (None, "below")
    assert table.filter(label="(no value)")["current_rows"].to_list() == (
        [GOLD["months_to_renewal"].null_count()] if GOLD["months_to_renewal"].null_count() else []
    )


def test_the_most_frequent_categories_are_named_and_the_others_counted_together():
    names = [f"channel {number:02}" for number in range(30)]
    now = GOLD.with_columns(sales_channel=pl.Series([names[number % 30] for number in range(300)]))
    table = drift_histograms(now.lazy(), small_model()).collect().filter(feature="sales_channel")
    *named, others = table.filter(pl.col("label") != "(no value)").rows(named=True)
    assert {"first", "other", "third"} <= {row["label"] for row in named}
    known = [row["current_rows"] for row in named if row["label"].startswith("channel")]
    assert (len(named), known, others["label"]) == (15, [10] * 12, "(other)")
    assert others["current_rows"] == 300 - 10 * 12


def test_without_a_champion_there_is_nothing_to_compare_with():
    assert drift_histograms(GOLD.lazy(), None).collect().is_empty()


def test_few_values_have_a_bin_each():
    table = drift_histograms(GOLD.lazy(), small_model()).collect().filter(feature="has_interaction")
    assert table.select("label", "lower", "upper", "current_rows").rows() == [("1", 1.0, 1.0, 300)]
    flag = drift_histograms(GOLD.lazy(), small_model()).collect().filter(feature="is_negative_sentiment")
    assert flag["label"].to_list()[:2] == ["0", "1"]


@pytest.mark.parametrize(("value", "label"), [(None, "(no value)"), (99.5, "9")])
def test_a_column_of_one_value_lies_in_one_bin(value: float | None, label: str):
    now = GOLD.with_columns(months_to_renewal=pl.lit(value, pl.Float64))
    table = drift_histograms(now.lazy(), small_model()).collect().filter(feature="months_to_renewal")
    (row,) = table.filter(pl.col("current_rows") > 0).rows(named=True)
    assert row["current_rows"] == 300
    assert row["label"].startswith(label)
