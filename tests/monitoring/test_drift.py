import numpy as np
import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, ks_2samp
from support.gold_rows import gold_rows, small_model

from spanishgas.model.artefact import Model
from spanishgas.model.errors import ModelInputError
from spanishgas.model.train import PROBABILITY
from spanishgas.monitoring.drift import compare_categories, compare_numbers, drift_results
from spanishgas.policy import DriftRules, Policy
from spanishgas.tables.drift import DriftResults

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


@pytest.fixture
def shifted() -> tuple[pl.DataFrame, dict[str, float]]:
    """Customers of whom one number has moved, and what was found for it."""
    gold = SAME_SOURCE.with_columns(pl.col("std_margin") + 0.9)
    return gold, _drift(gold).filter(feature="std_margin", kind="numeric").row(0, named=True)


def _judged(gold: pl.DataFrame, maximum_p_value: float, minimum_effect: float) -> int:
    rules = DriftRules(maximum_p_value=maximum_p_value, minimum_effect=minimum_effect)
    judged = drift_results(gold.lazy(), MODEL, policy=POLICY.model_copy(update={"drift": rules})).collect()
    return judged.filter(feature="std_margin", kind="numeric")["is_drifted"].item()


def test_an_effect_at_its_limit_is_drift_and_one_below_is_not(shifted):
    gold, found = shifted
    assert 0 < found["p_value"] < found["p_value_adjusted"] < 0.5
    assert _judged(gold, 0.5, found["effect"]) == 1
    assert _judged(gold, 0.5, float(np.nextafter(found["effect"], 1))) == 0


def test_a_p_value_must_be_below_its_limit_as_tested_and_as_adjusted(shifted):
    gold, found = shifted
    assert _judged(gold, found["p_value"], 0.0) == 0
    assert _judged(gold, found["p_value_adjusted"], 0.0) == 0
    assert _judged(gold, float(np.nextafter(found["p_value_adjusted"], 1)), 0.0) == 1


def test_the_false_discovery_control_is_over_all_rows():
    result = _drift(SAME_SOURCE)
    assert result["p_value_adjusted"].to_list() == list(false_discovery_control(result["p_value"].to_numpy()))


def test_results_are_in_order_of_feature_and_kind():
    result = _drift(SAME_SOURCE)
    assert result.select("feature", "kind").rows() == sorted(result.select("feature", "kind").rows())


def test_only_numbers_that_have_nulls_are_compared_for_nulls():
    result = _drift(SAME_SOURCE)
    numbers = set(result.filter(kind="numeric")["feature"]) - {PROBABILITY}
    with_nulls = {n for n in numbers if MODEL.reference[n].null_count() or SAME_SOURCE[n].null_count()}
    assert set(result.filter(kind="missing")["feature"]) == with_nulls
    assert not numbers & set(result.filter(kind="category")["feature"])


def test_nulls_that_only_the_reference_has_are_compared_too():
    filled = SAME_SOURCE.with_columns(pl.col("std_margin").fill_null(1.0))
    row = _drift(filled).filter(feature="std_margin", kind="missing").row(0, named=True)
    assert row["effect"] == pytest.approx(MODEL.reference["std_margin"].null_count() / MODEL.reference.height)


def test_a_row_says_how_many_values_were_compared():
    rows = _drift(SAME_SOURCE).filter(feature="std_margin").sort("kind")
    known = (MODEL.reference["std_margin"].count(), SAME_SOURCE["std_margin"].count())
    everyone = (MODEL.reference.height, SAME_SOURCE.height)
    assert rows.select("kind", "reference_rows", "current_rows").rows() == [
        ("missing", *everyone),
        ("numeric", *known),
    ]


def test_no_known_category_is_a_category_of_its_own():
    vanished = SAME_SOURCE.with_columns(renewal_bucket=pl.lit(None, pl.String))
    row = _drift(vanished).filter(feature="renewal_bucket").row(0, named=True)
    missing = MODEL.reference["renewal_bucket"].null_count() / MODEL.reference.height
    assert (row["kind"], row["is_drifted"]) == ("category", 1)
    assert row["effect"] == pytest.approx(1 - missing)


def test_the_distance_is_the_largest_difference_of_the_two_distributions():
    result = compare_numbers("x", np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0]))
    assert result[:4] == ("x", "numeric", "ks_exact", 0.5)
    assert result.effect == 0.5
    assert (result.reference_rows, result.current_rows) == (4, 3)


@pytest.mark.parametrize(
    ("sizes", "test"), [((49_981, 42_966), "ks_exact"), ((46_341, 46_342), "ks_asymp"), ((3, 50_000), "ks_exact")]
)
def test_a_p_value_is_exact_up_to_a_lattice_of_32_bits(sizes, test):
    reference, current = (np.linspace(0, 1, size) for size in sizes)
    assert compare_numbers("x", reference, current).test == test


def test_the_chi_square_of_a_square_table_is_not_corrected():
    reference, current = pl.Series(["a"] * 30 + ["b"] * 10), pl.Series(["a"] * 10 + ["b"] * 30)
    result = compare_categories("x", "category", reference, current)
    assert result[:4] == ("x", "category", "chi_square", 20.0)
    assert result.p_value == pytest.approx(7.744e-06, rel=1e-3)
    assert (result.effect, result.reference_rows, result.current_rows) == (0.5, 40, 40)


def test_two_single_values_that_differ_differ_wholly():
    assert compare_categories("x", "category", pl.Series(["a"]), pl.Series(["b"])).effect == 1.0


@given(
    st.lists(st.sampled_from("abc"), min_size=1, max_size=30),
    st.lists(st.sampled_from("abcd"), min_size=1, max_size=30),
)
@example(["b"], ["a"] * 6 + ["c"] * 6 + ["d"])
def test_total_variation_is_the_same_both_ways_and_between_0_and_1(reference, current):
    one = compare_categories("x", "category", pl.Series(reference), pl.Series(current))
    other = compare_categories("x", "category", pl.Series(current), pl.Series(reference))
    assert one.effect == other.effect
    assert 0 <= one.effect <= 1
    assert (one.effect == 0) == (one.p_value == 1.0 and one.statistic == 0.0)


def _levels(gold: pl.DataFrame, feature: str, model: Model = MODEL) -> dict[str, str]:
    table = drift_results(gold.lazy(), model, policy=POLICY).collect()
    DriftResults.validate(table)
    return dict(table.filter(feature=feature).select("kind", "level").rows())


def test_what_shifts_all_provinces_alike_is_calendar_and_what_shifts_some_customers_is_moved():
    alike = SAME_SOURCE.with_columns(pl.col("std_margin") + 5)
    some = SAME_SOURCE.with_columns(
        pl.col("std_margin") + pl.when(pl.int_range(pl.len()) % 2 == 0).then(9).otherwise(0)
    )
    assert _levels(SAME_SOURCE, "std_margin")["numeric"] == "none"
    assert _levels(alike, "std_margin")["numeric"] == "calendar"
    assert _levels(some, "std_margin")["numeric"] == "moved"


@pytest.mark.parametrize(("feature", "kind"), [("std_margin", "missing"), ("sales_channel", "category")])
def test_values_that_went_missing_are_act_and_values_that_came_are_not(feature: str, kind: str):
    every_third = pl.int_range(pl.len()) % 3 == 0
    sparse = SAME_SOURCE.with_columns(pl.when(every_third).then(feature).alias(feature))
    assert _levels(sparse, feature)[kind] == "act"
    of_sparse = Model({**MODEL.files})
    of_sparse.__dict__["reference"] = MODEL.reference.with_columns(pl.when(every_third).then(feature).alias(feature))
    assert _levels(SAME_SOURCE, feature, of_sparse)[kind] == "moved"


def test_a_champion_of_an_earlier_version_without_provinces_is_compared_all_the_same():
    earlier = Model({**MODEL.files})
    earlier.__dict__["reference"] = MODEL.reference.drop("province_code")
    assert _levels(SAME_SOURCE.with_columns(pl.col("std_margin") + 5), "std_margin", earlier)["numeric"] == "moved"
