"""Looking ahead, and how much better a split of customers alone looks."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from support.gold_rows import small_plan, training_rows

from spanishgas.model.artefact import Model
from spanishgas.model.judged_groups import calibration_slope
from spanishgas.model.split import model_split
from spanishgas.model.time_forward import time_forward
from spanishgas.model.train import train_model

DAYS = [date(2024, 9, 30), date(2024, 10, 31), date(2024, 11, 30), date(2024, 12, 31)]


def book(days: list[date]) -> pl.LazyFrame:
    """Other customers' values on each day, fewer on earlier ones; on the last nobody leaves for the mood any more."""
    looks = [
        training_rows(800 if day == days[-1] else 300, seed).with_columns(label_date=pl.lit(day))
        for seed, day in enumerate(days)
    ]
    calm = looks[-1].with_columns(is_negative_sentiment=1 - pl.col("is_negative_sentiment"))
    return pl.concat([*looks[:-1], calm]).lazy()


def trained(rows: pl.LazyFrame) -> tuple[Model, pl.LazyFrame]:
    split = model_split(rows, seed=42, split_key="spanishgas")
    return train_model(rows, split, small_plan()), split


def judged(days: list[date]) -> pl.DataFrame:
    rows = book(days)
    model, split = trained(rows)
    return time_forward(model, rows, split, split_key="spanishgas", threads=1).collect()


def test_labels_of_one_day_say_nothing_of_later_ones():
    assert judged(DAYS[:1]).is_empty()


@pytest.mark.parametrize("days", [DAYS[:2], DAYS], ids=["two days", "four days"])
def test_what_changes_on_the_last_day_is_seen_by_the_split_of_customers_alone(days):
    customers, forward = judged(days).sort("split").rows(named=True)
    assert (customers["split"], forward["split"]) == ("customers", "forward")
    assert (customers["rows"], customers["churners"]) == (forward["rows"], forward["churners"])
    assert customers["pr_auc"] > forward["pr_auc"] + 0.02


def test_several_days_are_calibrated_on_the_last_that_trains():
    looks = [training_rows(800, seed).with_columns(label_date=pl.lit(day)) for seed, day in enumerate(DAYS)]
    leaves = pl.Series(np.random.default_rng(1).random(800) < 0.3)
    looks[2] = looks[2].with_columns(churned_within_horizon=pl.col("churned_within_horizon") | leaves.cast(pl.Int8))
    rows = pl.concat(looks).lazy()
    model, split = trained(rows)
    before_the_last = split.filter(pl.col("part") == "train", pl.col("label_date") == DAYS[2]).collect()
    assert model.card.out_of_fold.rows == before_the_last.height
    assert model.card.calibration_label_date == DAYS[2]
    said = sum(each.rows * each.mean_probability for each in model.card.out_of_fold.calibration)
    assert said == pytest.approx(model.card.out_of_fold.churners, rel=0.02)
    assert model.card.training_rows > 2 * before_the_last.height


@pytest.mark.parametrize("quiet", [[2], [0, 1]], ids=["the last that trains", "those before it"])
def test_days_with_few_churners_neither_calibrate_nor_are_looked_ahead_from(quiet: list[int]):
    looks = [training_rows(800, seed).with_columns(label_date=pl.lit(day)) for seed, day in enumerate(DAYS)]
    few = pl.when(pl.int_range(pl.len()) < 20).then("churned_within_horizon").otherwise(pl.lit(0, pl.Int8))
    for number in quiet:
        looks[number] = looks[number].with_columns(few.alias("churned_within_horizon"))
    model, _ = trained(pl.concat(looks).lazy())
    assert model.card.out_of_fold.rows == model.card.training_rows
    assert model.card.calibration_label_date is None
    assert model.calibrator.slope > 0.3


def test_the_slope_of_the_challenger_is_that_of_its_own_probabilities():
    rows = book(DAYS[:2])
    model, split = trained(rows)
    table = time_forward(model, rows, split, split_key="spanishgas", threads=1).collect()
    test = rows.join(split.filter(part="test"), on=["customer_id", "label_date"], how="semi").collect()
    expected = calibration_slope(model.probability(test), test["churned_within_horizon"].to_numpy())
    assert table.filter(split="forward")["slope"].item() == pytest.approx(expected)
