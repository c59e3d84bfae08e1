"""What a feature reaches alone, and when that is too good to be true."""

import polars as pl
import pytest
from support.gold_rows import training_rows
from support.rules import EXPERIMENTS

from spanishgas.audit.single import single_features
from spanishgas.model.split import model_split
from spanishgas.tables.base import LABEL

ROWS = training_rows(1_500)
LEFT = pl.col(LABEL) == 1


def alone(feature: str, value: pl.Expr) -> dict[str, object]:
    """The row of a feature of the experiment when it has this value."""
    master = ROWS.with_columns(value.alias(feature)).lazy()
    split = model_split(master, seed=42, split_key="spanishgas")
    table = single_features(master, split, experiment="E0", experiments=EXPERIMENTS).collect()
    assert table["feature"].to_list() == list(EXPERIMENTS.experiment("E0").features)
    return table.row(by_predicate=pl.col("feature") == feature, named=True)


def test_a_feature_that_says_nothing_reaches_about_the_base_rate() -> None:
    found = alone("tenure_months", pl.lit(3.0))
    assert found["pr_auc"] == pytest.approx(found["base_rate"], abs=0.05)
    assert (found["is_too_good"], found["missing_rows"]) == (0, 0)


def test_a_feature_that_tells_the_outcome_is_too_good() -> None:
    found = alone("segment", pl.when(LEFT).then(pl.lit("gone")).otherwise(pl.lit("here")))
    assert (found["pr_auc"], found["highest_bin"], found["is_too_good"]) == (1.0, "gone", 1)


def test_a_column_that_is_blank_for_leavers_only_is_too_good() -> None:
    found = alone("tenure_months", pl.when(~LEFT).then(pl.lit(3.0)))
    assert (found["highest_bin"], found["highest_bin_churn_rate"], found["is_too_good"]) == ("(no value)", 1.0, 1)
    assert found["highest_bin_rows"] == found["missing_rows"]


def test_a_column_that_only_leavers_have_is_too_good() -> None:
    found = alone("tenure_months", pl.when(LEFT).then(pl.int_range(pl.len()).cast(pl.Float64)))
    assert (found["highest_bin"], found["is_too_good"]) == ("(any value)", 1)


def test_a_bin_of_few_rows_may_be_all_churn() -> None:
    few = LEFT & (LEFT.cum_sum() <= 40)
    found = alone("segment", pl.when(few).then(pl.lit("rare")).otherwise(pl.lit("usual")))
    assert (found["highest_bin"], found["is_too_good"]) == ("usual", 0)


def test_nothing_is_told_by_its_own_outcome() -> None:
    """Were a bin's rate that of all its rows, a value that each row has alone would tell every outcome."""
    found = alone("segment", pl.col("customer_id"))
    assert found["pr_auc"] < found["base_rate"] + 0.1
