"""What the challenger says of rows that it has not seen, and what each threshold would flag."""

import polars as pl
import pytest
from support.gold_rows import small_model, training_rows
from support.rules import POLICY

from spanishgas.model.held_out import calibration_groups, held_out_predictions, ranking_curve, threshold_sweep
from spanishgas.model.split import model_split

GOLD = training_rows(800).lazy()
SPLIT = model_split(GOLD, seed=42, split_key="spanishgas")
ROWS = held_out_predictions(GOLD, SPLIT, small_model(), policy=POLICY).collect()


def test_all_that_trains_or_tests_is_there_with_its_outcome():
    assert ROWS.select("customer_id", "label_date", "part").equals(
        SPLIT.select("customer_id", "label_date", "part").sort("customer_id").collect()
    )
    assert ROWS["churned_within_horizon"].equals(GOLD.collect()["churned_within_horizon"])


def test_training_rows_have_the_probability_of_the_fit_without_their_fold_and_test_rows_the_models_own():
    card, metrics = small_model().card, {}
    for part in ("train", "test"):
        rows = ROWS.filter(part=part)
        metrics[part] = ((rows["churn_probability"] - rows["churned_within_horizon"]) ** 2).mean()
    assert metrics["train"] == pytest.approx(card.out_of_fold.brier, abs=1e-12)
    test = GOLD.collect().filter(pl.col("customer_id").is_in(ROWS.filter(part="test")["customer_id"].implode()))
    assert ROWS.filter(part="test")["churn_probability"].to_list() == small_model().probability(test).tolist()


def test_the_sweep_flags_what_is_at_or_above_each_threshold():
    table = threshold_sweep(ROWS.lazy()).collect()
    assert table.height == 2 * 101
    for row in table.filter(part="train").sample(20, seed=1).rows(named=True):
        rows = ROWS.filter(part="train")
        flagged = rows.filter(pl.col("churn_probability") >= row["threshold"])
        found = flagged["churned_within_horizon"].sum()
        assert (row["flagged"], row["found"]) == (flagged.height, found)
        assert row["precision"] == (pytest.approx(found / flagged.height) if flagged.height else None)
        assert row["recall"] == pytest.approx(found / rows["churned_within_horizon"].sum())


def test_calibration_is_judged_apart_for_training_and_test_rows():
    table = calibration_groups(ROWS.lazy()).collect()
    everybody = table.filter(grouping="all").select("part", "rows").rows()
    assert everybody == [("test", 162), ("train", 638)]
    groupings = {"segment", "portfolio_type", "province_code", "risk_tier", "margin_band", "is_second_residence"}
    assert set(table["grouping"]) == {"all", *groupings}


def test_the_curve_says_what_calling_the_likeliest_first_finds():
    curve, rows = ranking_curve(ROWS.lazy()).collect(), ROWS.filter(part="train")
    of_train = curve.filter(part="train")
    assert of_train["called"].to_list() == sorted(of_train["called"])
    assert (of_train["called"][-1], of_train["recall"][-1], of_train["lift"][-1]) == (638, 1.0, 1.0)
    for row in of_train.sample(20, seed=1).rows(named=True):
        called = rows.filter(pl.col("churn_probability") >= row["lowest_probability"])
        found, churners = called["churned_within_horizon"].sum(), rows["churned_within_horizon"].sum()
        assert row["called"] == called.height
        assert row["precision"] == pytest.approx(found / called.height)
        assert row["recall"] == pytest.approx(found / churners)
        assert row["false_positive_rate"] == pytest.approx((called.height - found) / (rows.height - churners))
    assert of_train.height <= 201


def test_customers_of_one_probability_are_called_together():
    same = ROWS.with_columns(churn_probability=pl.lit(0.3)).lazy()
    assert ranking_curve(same).collect().select("part", "called").rows() == [("test", 162), ("train", 638)]
