from datetime import date

import polars as pl
import pytest
from support.bronze_rows import AS_OF, BEFORE

from spanishgas.model.errors import ModelInputError
from spanishgas.model.split import model_split
from spanishgas.tables.training import ModelSplit


def _rows(churners: int, stayers: int, day: date = AS_OF) -> pl.DataFrame:
    outcomes = [1] * churners + [0] * stayers
    return pl.DataFrame(
        {
            "customer_id": [f"C{n:05}" for n in range(len(outcomes))],
            "label_date": day,
            "churned_within_horizon": outcomes,
        },
        schema={"customer_id": pl.String, "label_date": pl.Date, "churned_within_horizon": pl.Int8},
    )


def _split(rows: pl.DataFrame, seed: int = 42, key: str = "spanishgas") -> pl.DataFrame:
    return model_split(rows.lazy(), seed=seed, split_key=key).collect()


def test_a_fifth_tests_and_the_folds_of_the_rest_are_stratified():
    gold = _rows(churners=100, stayers=900)
    split = model_split(gold.lazy(), seed=42, split_key="spanishgas").collect()
    ModelSplit.validate(split)
    counts = (
        gold.join(split, on="customer_id")
        .group_by("part", "fold")
        .agg(pl.len(), churners=pl.col("churned_within_horizon").sum())
    )
    assert counts.filter(part="test").rows() == [("test", None, 205, 17)]
    folds = [(0, 159, 17), (1, 159, 17), (2, 159, 17), (3, 159, 16), (4, 159, 16)]
    assert sorted(counts.filter(part="train").select("fold", "len", "churners").rows()) == folds


def test_a_customer_never_changes_sides_whoever_comes_or_goes_and_whatever_the_seed():
    gold = _rows(churners=100, stayers=900)
    before = model_split(gold.lazy(), seed=1, split_key="spanishgas").collect()
    fewer = gold.gather_every(3).with_columns(churned_within_horizon=1 - pl.col("churned_within_horizon"))
    after = model_split(fewer.lazy(), seed=2, split_key="spanishgas").collect()
    assert after["part"].to_list() == before.join(after, on="customer_id", how="semi")["part"].to_list()


def test_another_key_is_another_split():
    gold = _rows(churners=60, stayers=300).lazy()
    tests = [set(model_split(gold, seed=1, split_key=key).collect().filter(part="test")["customer_id"]) for key in "ab"]
    assert tests[0] != tests[1]


def test_the_split_does_not_depend_on_the_order_of_rows():
    gold = _rows(churners=60, stayers=300)
    shuffled = gold.sample(fraction=1, shuffle=True, seed=7)
    assert (
        model_split(gold.lazy(), seed=1, split_key="spanishgas")
        .collect()
        .equals(model_split(shuffled.lazy(), seed=1, split_key="spanishgas").collect())
    )


def test_another_seed_is_another_split():
    gold = _rows(churners=60, stayers=300).lazy()
    assert (
        not model_split(gold, seed=1, split_key="spanishgas")
        .collect()
        .equals(model_split(gold, seed=2, split_key="spanishgas").collect())
    )


EARLY, MIDDLE = date(2024, 6, 30), BEFORE


def test_of_several_label_dates_the_last_tests_and_those_before_train_other_customers():
    rows = pl.concat([_rows(60, 300, day) for day in (AS_OF, EARLY, MIDDLE)])
    split = _split(rows)
    ModelSplit.validate(split)
    days = split.group_by("part").agg(pl.col("label_date").unique().sort()).sort("part").rows()
    assert days == [("test", [AS_OF]), ("train", [EARLY, MIDDLE])]
    tests, trains = (set(split.filter(part=part)["customer_id"]) for part in ("test", "train"))
    assert tests.isdisjoint(trains)
    assert tests == set(_split(_rows(60, 300)).filter(part="test")["customer_id"])
    assert len(tests) + len(trains) == 360


def test_all_rows_of_a_customer_share_a_fold_of_customers_who_ever_left_and_never_did():
    rows = pl.concat([_rows(60, 300, AS_OF), _rows(0, 360, EARLY), _rows(30, 330, MIDDLE)])
    split = _split(rows).filter(part="train")
    assert split.group_by("customer_id").agg(pl.col("fold").n_unique())["fold"].unique().to_list() == [1]
    left = (
        split.join(rows, on=["customer_id", "label_date"])
        .group_by("customer_id")
        .agg(pl.col("fold").first(), pl.col("churned_within_horizon").max())
    )
    counts = left.group_by("fold").agg(pl.col("churned_within_horizon").sum()).sort("fold")
    assert counts["churned_within_horizon"].max() - counts["churned_within_horizon"].min() <= 1


@pytest.mark.parametrize(
    ("churners", "stayers", "said"),
    [
        (0, 500, "of 500 labelled customers 0 churned"),
        (24, 500, "24 churned"),
        (500, 3, "3 stayed"),
        (1, 0, "of 1 labelled customers 1 churned"),
        (0, 0, "of 0 labelled customers"),
    ],
)
def test_too_few_of_an_outcome_is_refused_with_the_counts(churners, stayers, said):
    with pytest.raises(ModelInputError, match=said):
        model_split(_rows(churners, stayers).lazy(), seed=42, split_key="spanishgas")
