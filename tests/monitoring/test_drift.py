import numpy as np
import polars as pl
import pytest
from scipy.stats import ks_2samp
from support.gold_rows import gold_rows, small_model

from spanishgas.model.errors import ModelInputError
from spanishgas.monitoring.drift import compare_categories, compare_numbers, drift_results
from spanishgas.policy import Policy
from spanishgas.tables.results import DriftResults

POLICY, MODEL = Policy.load(), small_model()
SAME_SOURCE = gold_rows(1500, seed=11)


def _drift(gold: pl.DataFrame) -> pl.DataFrame:
    return drift_results(gold.lazy(), MODEL, policy=POLICY).collect()


def _drifted(gold: pl.DataFrame) -> set[tuple[str, str]]:
    return set(_drift(gold).filter(is_drifted=1).select("feature", "kind").rows())


def test_without_a_champion_nothing_is_compared():
    result = drift_results(SAME_SOURCE.lazy(), None, policy=POLICY).collect()
    assert result.is_empty()
    assert result.columns == DriftResults.column_names()


def test_customers_of_the_same_source_have_not_drifted():
    result = _drift(SAME_SOURCE)
    DriftResults.validate(result)
    assert result["is_drifted"].sum() == 0
    assert set(result["feature"]) == {*MODEL.features, "churn_probability"}


def test_the_order_of_rows_changes_nothing():
    assert _drift(SAME_SOURCE.sample(fraction=1, shuffle=True, seed=4)).equals(_drift(SAME_SOURCE))


def test_a_shifted_number_has_drifted_and_nothing_else_but_what_follows_from_it():
    shifted = SAME_SOURCE.with_columns(pl.col("std_margin") + 5)
    assert ("std_margin", "numeric") in _drifted(shifted)
    assert _drifted(shifted) <= {("std_margin", "numeric"), ("churn_probability", "numeric")}


def test_a_shift_of_the_strongest_feature_shows_in_the_churn_probability():
    shifted = SAME_SOURCE.with_columns(is_negative_sentiment=pl.lit(1, pl.Int8))
    assert {("is_negative_sentiment", "numeric"), ("churn_probability", "numeric")} <= _drifted(shifted)


def test_a_new_category_has_drifted():
    renamed = SAME_SOURCE.with_columns(pl.col("sales_channel").replace("first", "invented"))
    assert ("sales_channel", "category") in _drifted(renamed)


def test_values_that_go_missing_have_drifted_though_those_left_have_not():
    every_third = pl.int_range(pl.len()) % 3 == 0
    missing = SAME_SOURCE.with_columns(pl.when(~every_third).then("std_margin").alias("std_margin"))
    assert ("std_margin", "missing") in _drifted(missing)
    assert ("std_margin", "numeric") not in _drifted(missing)


def test_a_feature_that_vanished_altogether_has_drifted():
    vanished = SAME_SOURCE.with_columns(std_margin=pl.lit(None, pl.Float64))
    rows = _drift(vanished).filter(feature="std_margin")
    assert rows["kind"].to_list() == ["missing"]
    assert rows["is_drifted"].to_list() == [1]


def test_a_significant_but_small_shift_is_no_drift():
    numbers = np.random.default_rng(0).normal(size=(2, 20_000))
    result = compare_numbers("x", numbers[0], numbers[1] + 0.1)
    assert result.p_value < 1e-10
    assert result.effect < POLICY.drift.minimum_effect


def test_the_p_value_is_exact_at_full_size():
    generator = np.random.default_rng(1)
    reference, current = generator.normal(size=16_079), generator.normal(size=20_099) + 0.02
    result = compare_numbers("x", reference, current)
    assert result.test == "ks_exact"
    assert result.p_value == ks_2samp(reference, current, method="exact").pvalue


@pytest.mark.parametrize(
    ("sizes", "shift"),
    [((16_079, 20_099), 3.0), ((100_003, 99_991), 0.0)],
    ids=["no limit is near", "lattice too fine"],
)
def test_an_asymptotic_p_value_is_named_as_such(sizes, shift):
    generator = np.random.default_rng(2)
    result = compare_numbers("x", generator.normal(size=sizes[0]), generator.normal(size=sizes[1]) + shift)
    assert result.test == "ks_asymp"
    assert (result.p_value < 1e-20) == (shift > 0)


def test_two_constant_samples_do_not_differ():
    constant = np.zeros(50)
    assert compare_numbers("x", constant, constant)[3:6] == (0.0, 1.0, 0.0)
    words = pl.Series(["a"] * 50)
    assert compare_categories("x", "category", words, words)[3:6] == (0.0, 1.0, 0.0)


def test_total_variation_is_half_the_summed_difference_of_shares():
    result = compare_categories("x", "category", pl.Series(["a", "a", "b", "b"]), pl.Series(["a", "b", "b", "c"]))
    assert result.effect == 0.25


def test_the_adjusted_p_value_is_never_below_the_raw_one():
    result = _drift(SAME_SOURCE)
    assert (result["p_value_adjusted"] >= result["p_value"]).all()


def test_a_gold_table_without_a_feature_of_the_champion_is_refused_by_name():
    with pytest.raises(ModelInputError, match="std_margin"):
        drift_results(SAME_SOURCE.drop("std_margin").lazy(), MODEL, policy=POLICY)
