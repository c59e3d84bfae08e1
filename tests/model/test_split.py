import polars as pl
import pytest

from spanishgas.model.errors import ModelInputError
from spanishgas.model.split import model_split
from spanishgas.tables.results import ModelSplit


def _gold(churners: int, stayers: int, unlabelled: int = 0) -> pl.DataFrame:
    outcomes = [1] * churners + [0] * stayers + [None] * unlabelled
    return pl.DataFrame(
        {"customer_id": [f"C{n:05}" for n in range(len(outcomes))], "churned_within_horizon": outcomes},
        schema={"customer_id": pl.String, "churned_within_horizon": pl.Int8},
    )


def test_the_split_is_80_20_and_stratified_in_parts_and_folds():
    gold = _gold(churners=100, stayers=900)
    split = model_split(gold.lazy(), seed=42).collect()
    ModelSplit.validate(split)
    counts = (
        gold.join(split, on="customer_id")
        .group_by("part", "fold")
        .agg(pl.len(), churners=pl.col("churned_within_horizon").sum())
    )
    assert sorted(counts.rows(), key=str) == sorted(
        [("test", None, 200, 20), *(("train", fold, 160, 16) for fold in range(5))], key=str
    )


def test_the_split_does_not_depend_on_the_order_of_rows():
    gold = _gold(churners=60, stayers=300)
    shuffled = gold.sample(fraction=1, shuffle=True, seed=7)
    assert model_split(gold.lazy(), seed=1).collect().equals(model_split(shuffled.lazy(), seed=1).collect())


def test_another_seed_is_another_split():
    gold = _gold(churners=60, stayers=300).lazy()
    assert not model_split(gold, seed=1).collect().equals(model_split(gold, seed=2).collect())


def test_customers_without_a_label_are_in_no_part():
    split = model_split(_gold(churners=30, stayers=70, unlabelled=50).lazy(), seed=42).collect()
    assert split.height == 100


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
        model_split(_gold(churners, stayers).lazy(), seed=42)
