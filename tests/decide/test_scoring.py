import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.gold_rows import gold_rows, small_model
from support.rules import FEATURE_SOURCES, REASON_FAMILIES

from spanishgas.decide.scoring import expected_monthly_loss, scored_customers
from spanishgas.model.errors import ModelInputError
from spanishgas.model.score_deviations import score_deviations
from spanishgas.policy import Policy
from spanishgas.tables.results import ScoredCustomers

POLICY = Policy.load()
MODEL, GOLD = small_model(), gold_rows(300, seed=9)


def scored(gold: pl.LazyFrame, model, score_without: str = "", *, policy: Policy = POLICY) -> pl.LazyFrame:
    """The table alone."""
    return scored_customers(
        gold,
        score_deviations(gold, model),
        model,
        policy=policy,
        feature_sources=FEATURE_SOURCES,
        reason_families=REASON_FAMILIES,
        score_without=score_without,
    ).table


@pytest.mark.parametrize(
    ("probability", "tier"),
    [
        (0.0, "Low"),
        (0.3999999999999999, "Low"),
        (0.40, "Medium"),
        (0.5999999999999999, "Medium"),
        (0.60, "High"),
        (0.7999999999999999, "High"),
        (0.80, "Critical"),
        (1.0, "Critical"),
    ],
)
def test_a_tier_begins_exactly_at_its_bound(probability, tier):
    assert pl.DataFrame({"p": [probability]}).select(POLICY.risk_tier(pl.col("p"))).item() == tier


@given(st.floats(0, 1), st.one_of(st.none(), st.floats(-1e6, 1e6)))
def test_the_expected_loss_is_never_negative_and_never_above_the_margin(probability, margin):
    row = pl.DataFrame(
        {"churn_probability": [probability], "avg_monthly_margin": [margin]},
        schema_overrides={"avg_monthly_margin": pl.Float64},
    )
    assert row.select(expected_monthly_loss()).item() == probability * max(margin or 0.0, 0.0)


def test_every_customer_is_scored_once_and_the_table_keeps_its_schema():
    table = scored(GOLD.lazy(), MODEL, policy=POLICY).collect()
    ScoredCustomers.validate(table)
    assert table.columns == ScoredCustomers.column_names()
    assert table["customer_id"].to_list() == GOLD["customer_id"].to_list()
    assert (table["churn_probability"].to_numpy() == MODEL.probability(GOLD)).all()
    assert table["churn_prediction"].to_list() == [int(p >= MODEL.threshold) for p in table["churn_probability"]]
    assert set(table["model_id"]) == {MODEL.model_id}


def test_the_order_of_rows_and_the_outcome_change_no_score():
    other = GOLD.sample(fraction=1, shuffle=True, seed=3).with_columns(churned_within_horizon=pl.lit(None, pl.Int8))
    expected = scored(GOLD.lazy(), MODEL, policy=POLICY).collect()
    assert scored(other.lazy(), MODEL, policy=POLICY).collect().equals(expected)


def test_a_single_customer_is_scored_as_among_many():
    alone = [scored(GOLD[row].lazy(), MODEL, policy=POLICY).collect() for row in range(12)]
    assert pl.concat(alone).equals(scored(GOLD.lazy(), MODEL, policy=POLICY).collect().head(12))


def test_a_gold_table_without_a_feature_of_the_model_is_refused_by_name():
    with pytest.raises(ModelInputError, match="tenure_months"):
        scored(GOLD.drop("tenure_months").lazy(), MODEL, policy=POLICY)


@pytest.mark.parametrize(("threshold", "predicted"), [(0, 1), (1, 0)], ids=["at the threshold", "just below"])
def test_a_probability_at_the_threshold_is_a_prediction_of_leaving(threshold, predicted):
    probability = float(MODEL.probability(GOLD.sort("customer_id"))[0])
    limit = float(np.nextafter(probability, 1)) if threshold else probability

    class Bound:
        """The model with a threshold of one's own."""

        def __getattr__(self, name):
            return limit if name == "threshold" else getattr(MODEL, name)

    table = scored(GOLD.lazy(), Bound(), policy=POLICY).collect()
    assert table["churn_prediction"][0] == predicted


@pytest.mark.parametrize(
    ("probability", "margin", "loss"),
    [(0.5, 8.0, 4.0), (0.5, 0.5, 0.25), (0.5, 0.0, 0.0), (0.5, -8.0, 0.0), (0.5, None, 0.0), (0.0, 8.0, 0.0)],
)
def test_the_expected_loss_is_the_probability_of_a_positive_margin(probability, margin, loss):
    row = pl.DataFrame(
        {"churn_probability": [probability], "avg_monthly_margin": pl.Series([margin], dtype=pl.Float64)}
    )
    assert row.select(expected_monthly_loss()).item() == loss


def test_each_customer_keeps_their_own_business_columns_and_first_reason():
    table = scored(GOLD.lazy(), MODEL, policy=POLICY).collect()
    kept = ("customer_id", "segment", "sales_channel", "renewal_bucket", "avg_monthly_margin")
    assert table.select(kept).equals(GOLD.sort("customer_id").select(kept))
    assert set(table["reason_1"]) <= set(REASON_FAMILIES.families)
    assert set(table["reason_1_feature"]) <= set(MODEL.features)
    tiers = table.select(POLICY.risk_tier(pl.col("churn_probability")).alias("risk_tier"))
    assert table.select("risk_tier").equals(tiers)


def test_a_column_that_the_champion_learned_from_and_is_lost_is_an_error():
    lost = GOLD.with_columns(sales_channel=pl.lit("Unknown"))
    _, (finding,) = scored_customers(
        lost.lazy(),
        score_deviations(lost.lazy(), MODEL),
        MODEL,
        policy=POLICY,
        feature_sources=FEATURE_SOURCES,
        reason_families=REASON_FAMILIES,
        score_without="",
    )
    assert (finding.table, finding.column, finding.severity) == ("customer_attributes", "sales_channel", "error")


def test_the_interval_of_a_probability_holds_it_and_follows_from_the_error_of_the_log_odds():
    table = scored(GOLD.lazy(), MODEL).collect()
    low, said, high = (table[name].to_numpy() for name in _INTERVAL)
    assert ((low <= said) & (said <= high)).all()
    error = np.linalg.norm(MODEL.log_odds_deviations(GOLD), axis=1)
    assert table["churn_standard_error_log_odds"].to_numpy() == pytest.approx(error)
    width = np.log(high / (1 - high)) - np.log(low / (1 - low))
    assert width == pytest.approx(2 * 1.959964 * error)


_INTERVAL = ("churn_probability_low", "churn_probability", "churn_probability_high")


def test_a_model_that_kept_no_fits_says_nothing_of_how_sure_it_is(monkeypatch):
    monkeypatch.setattr(type(MODEL), "log_odds_deviations", lambda self, frame: None)
    table = scored(GOLD.lazy(), MODEL).collect()
    ScoredCustomers.validate(table)
    assert table["churn_standard_error_log_odds"].null_count() == table.height
