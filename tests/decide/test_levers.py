"""What would lower a risk, by the model."""

import polars as pl
import pytest
from support.gold_rows import gold_rows, small_model
from support.rules import FEATURE_SOURCES, LEVERS, POLICY, REASON_FAMILIES

from spanishgas.decide.levers import LEAST_DIFFERENCE, Levers, risk_levers
from spanishgas.decide.scoring import scored_customers
from spanishgas.features.compound import features_compound
from spanishgas.features.durations import RENEWAL_BUCKETS, bucket
from spanishgas.tables.features import (
    FeaturesBehaviour,
    FeaturesCompound,
    FeaturesLifecycle,
    FeaturesSentiment,
    GoldMaster,
)
from spanishgas.tables.findings import Audited
from spanishgas.tables.results import RiskLevers

GOLD, MODEL = gold_rows(300, seed=9), small_model()
RULES = {"feature_sources": FEATURE_SOURCES, "reason_families": REASON_FAMILIES}
SCORED = scored_customers(GOLD.lazy(), MODEL, policy=POLICY, **RULES, score_without="").table.collect()


def levers_of(levers: Levers, gold: pl.DataFrame = GOLD) -> Audited:
    return risk_levers(gold.lazy(), SCORED.lazy(), MODEL, policy=POLICY, levers=levers)


def book(applies: dict, becomes: dict) -> Levers:
    return Levers.model_validate({"levers": {"tried": {"en": "t", "es": "t", "applies": applies, "becomes": becomes}}})


def test_a_lever_gives_the_probability_of_the_customer_with_its_features():
    table = levers_of(book({"is_negative_sentiment": [1]}, {"is_negative_sentiment": 0})).table.collect()
    at_risk = SCORED.filter((pl.col("churn_prediction") == 1) | (pl.col("risk_tier") != "Low"))
    members = GOLD.filter(is_negative_sentiment=1).join(at_risk, on="customer_id", how="semi").sort("customer_id")
    mended = MODEL.probability(members.with_columns(is_negative_sentiment=pl.lit(0, pl.Int8)))
    expected = (
        members.select("customer_id", after=pl.Series(mended))
        .join(SCORED.select("customer_id", "churn_probability"), on="customer_id")
        .filter(pl.col("churn_probability") - pl.col("after") >= LEAST_DIFFERENCE)
    )
    RiskLevers.validate(table)
    assert table.height > 0
    assert (
        table.select("customer_id", "churn_probability_with_lever").rows()
        == expected.select("customer_id", "after").rows()
    )


def test_a_lever_that_raises_the_risk_is_left_out_and_said():
    worse = levers_of(book({"is_negative_sentiment": [1]}, {"months_to_renewal": -5.0}))
    assert worse.table.collect().height == 0
    [finding] = worse.findings
    assert (finding.check, finding.severity) == ("lever_raises_risk", "info")
    assert finding.value > 0
    assert finding.message.startswith("to this model the lever tried raises the probability, by 0.")


def test_a_lever_that_applies_to_nobody_says_nothing():
    assert levers_of(book({"segment": ["nobody's"]}, {"is_negative_sentiment": 1})).findings == []


def test_rows_in_another_order_give_the_same_levers():
    shuffled = GOLD.sample(fraction=1, shuffle=True, seed=3)
    assert levers_of(LEVERS, shuffled).table.collect().equals(levers_of(LEVERS).table.collect())


@pytest.mark.parametrize("name", LEVERS.levers)
def test_a_lever_changes_all_that_follows_from_what_it_changes(name):
    changed = GOLD.with_columns(
        pl.lit(value, dtype=GoldMaster.columns()[feature].dtype).alias(feature)
        for feature, value in LEVERS.levers[name].becomes.items()
    )
    tiers = (FeaturesLifecycle, FeaturesBehaviour, FeaturesSentiment)
    derived = features_compound(*(changed.select(tier.column_names()).lazy() for tier in tiers)).collect()
    wrong = [
        feature
        for feature in set(LEVERS.levers[name].becomes) & set(FeaturesCompound.column_names())
        if derived[feature].drop_nulls().ne(0).any()
    ]
    assert wrong == []
    if "months_to_renewal" in LEVERS.levers[name].becomes:
        renewal = changed.select(bucket(pl.col("months_to_renewal"), RENEWAL_BUCKETS, beyond="12m+"))
        assert renewal.to_series().to_list() == changed["renewal_bucket"].to_list()
