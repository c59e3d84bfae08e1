"""What the champion expects of today's customers against those it learned from: in all, by segment, by province."""

import math

import polars as pl
import pytest
from support.gold_rows import gold_rows, small_model

from spanishgas.model.errors import ModelInputError
from spanishgas.monitoring.predictions import prediction_drift
from spanishgas.policy import Policy
from spanishgas.tables.drift import PredictionDrift

POLICY, MODEL = Policy.load(), small_model()
SAME_SOURCE = gold_rows(1500, seed=11)
ANGRY = SAME_SOURCE.with_columns(is_negative_sentiment=pl.lit(1, pl.Int8))


def compared(gold: pl.DataFrame) -> pl.DataFrame:
    table = prediction_drift(gold.lazy(), MODEL, policy=POLICY).collect()
    PredictionDrift.validate(table)
    return table


def test_without_a_champion_nothing_is_compared():
    assert prediction_drift(SAME_SOURCE.lazy(), None, policy=POLICY).collect().is_empty()


def test_customers_of_the_same_source_wake_nobody_in_any_group():
    table = compared(SAME_SOURCE)
    assert table["is_act"].sum() == 0
    assert table.filter(grouping="all").height == 1
    assert table.filter(grouping="segment")["current_rows"].sum() == SAME_SOURCE["segment"].drop_nulls().len()


def test_a_whole_book_that_grew_angry_does():
    row = compared(ANGRY).row(by_predicate=pl.col("grouping") == "all", named=True)
    assert row["is_act"] == 1
    assert row["ratio"] == pytest.approx(row["current_probability"] / row["reference_probability"])


def test_one_province_that_grew_angry_is_found_there():
    provinces = SAME_SOURCE["province_code"].unique().sort()
    there = pl.col("province_code") == provinces[0]
    gold = SAME_SOURCE.with_columns(
        pl.when(there).then(pl.lit(1, pl.Int8)).otherwise("is_negative_sentiment").alias("is_negative_sentiment")
    )
    found = compared(gold).filter(
        (pl.col("grouping") == "province_code") & (pl.col("ratio") > POLICY.drift.maximum_ratio)
    )
    assert found["group"].to_list() == [provinces[0]]


@pytest.mark.parametrize(("minimum_share", "is_act"), [(0.0, 1), (0.99, 0)])
def test_a_group_wakes_somebody_only_where_it_matters_to_the_whole_book(minimum_share: float, is_act: int):
    there = pl.col("segment") == "first"
    angry = pl.when(there).then(pl.lit(1, pl.Int8)).otherwise("is_negative_sentiment").alias("is_negative_sentiment")
    rules = POLICY.model_copy(update={"drift": POLICY.drift.model_copy(update={"minimum_share": minimum_share})})
    table = prediction_drift(SAME_SOURCE.with_columns(angry).lazy(), MODEL, policy=rules).collect()
    assert table.filter(grouping="segment", group="first")["is_act"].to_list() == [is_act]


def test_euros_are_probability_times_positive_margin_of_today():
    gold = SAME_SOURCE.with_columns(avg_monthly_margin=pl.Series([10.0, -5.0, None] * 500))
    probability = MODEL.probability(gold)
    row = compared(gold).row(by_predicate=pl.col("grouping") == "all", named=True)
    assert row["expected_monthly_loss_eur"] == pytest.approx(10 * probability[::3].sum())


def test_the_order_of_rows_changes_nothing():
    assert compared(ANGRY.sample(fraction=1, shuffle=True, seed=4)).equals(compared(ANGRY))


def test_a_gold_table_without_a_feature_of_the_champion_is_refused_by_name():
    with pytest.raises(ModelInputError, match="std_margin"):
        prediction_drift(SAME_SOURCE.drop("std_margin").lazy(), MODEL, policy=POLICY)


def test_the_loss_is_exact_since_a_sum_hangs_in_its_last_bit_on_the_number_of_threads():
    vast = pl.when(pl.int_range(pl.len()) == 0).then(1e15).otherwise("avg_monthly_margin").alias("avg_monthly_margin")
    gold = SAME_SOURCE.sort("customer_id").with_columns(vast)
    whole = compared(gold).row(by_predicate=pl.col("grouping") == "all", named=True)
    margins = gold["avg_monthly_margin"].fill_null(0).clip(lower_bound=0)
    losses = [risk * margin for risk, margin in zip(MODEL.probability(gold), margins, strict=True)]
    assert whole["expected_monthly_loss_eur"] == math.fsum(losses)
