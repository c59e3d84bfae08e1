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


def test_a_fifth_tests_and_the_folds_of_the_rest_are_stratified():
    gold = _gold(churners=100, stayers=900)
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
    gold = _gold(churners=100, stayers=900)
    before = model_split(gold.lazy(), seed=1, split_key="spanishgas").collect()
    fewer = gold.gather_every(3).with_columns(churned_within_horizon=1 - pl.col("churned_within_horizon"))
    after = model_split(fewer.lazy(), seed=2, split_key="spanishgas").collect()
    assert after["part"].to_list() == before.join(after, on="customer_id", how="semi")["part"].to_list()


def test_another_key_is_another_split():
    gold = _gold(churners=60, stayers=300).lazy()
    tests = [set(model_split(gold, seed=1, split_key=key).collect().filter(part="test")["customer_id"]) for key in "ab"]
    assert tests[0] != tests[1]


def test_the_split_does_not_depend_on_the_order_of_rows():
    gold = _gold(churners=60, stayers=300)
    shuffled = gold.sample(fraction=1, shuffle=True, seed=7)
    assert (
        model_split(gold.lazy(), seed=1, split_key="spanishgas")
        .collect()
        .equals(model_split(shuffled.lazy(), seed=1, split_key="spanishgas").collect())
    )


def test_another_seed_is_another_split():
    gold = _gold(churners=60, stayers=300).lazy()
    assert (
        not model_split(gold, seed=1, split_key="spanishgas")
        .collect()
        .equals(model_split(gold, seed=2, split_key="spanishgas").collect())
    )


def test_customers_without_a_label_are_in_no_part():
    split = model_split(_gold(churners=30, stayers=70, unlabelled=50).lazy(), seed=42, split_key="spanishgas").collect()
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
        model_split(_gold(churners, stayers).lazy(), seed=42, split_key="spanishgas")
