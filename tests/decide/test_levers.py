"""What would lower a risk, by the model."""

import math

import numpy as np
import polars as pl
import pytest
from support.gold_rows import gold_rows, small_model
from support.rules import FEATURE_SOURCES, LEVERS, POLICY, REASON_FAMILIES

from spanishgas.decide.levers import LEAST_DIFFERENCE, Levers, risk_levers
from spanishgas.decide.scoring import scored_customers
from spanishgas.errors import InputError
from spanishgas.features.compound import features_compound
from spanishgas.features.durations import RENEWAL_BUCKETS, bucket
from spanishgas.features.strings import features_strings
from spanishgas.model.score_deviations import score_deviations
from spanishgas.tables.features import (
    FeaturesBehaviour,
    FeaturesCompound,
    FeaturesLifecycle,
    FeaturesSentiment,
    FeaturesStrings,
    GoldMaster,
)
from spanishgas.tables.findings import Audited
from spanishgas.tables.results import RiskLevers


def followed(rows: pl.DataFrame) -> pl.DataFrame:
    """The same customers with the features that are made of others as they follow."""
    tiers = (FeaturesLifecycle, FeaturesBehaviour, FeaturesSentiment)
    parts = [rows.lazy().select(tier.column_names()) for tier in tiers]
    for tier in (features_compound(*parts).collect(), features_strings(*parts).collect()):
        rows = rows.drop(tier.columns[1:]).join(tier, on="customer_id")
    return rows.select(GoldMaster.column_names()).sort("customer_id")


GOLD, MODEL = followed(gold_rows(300, seed=9)), small_model()
RULES = {"feature_sources": FEATURE_SOURCES, "reason_families": REASON_FAMILIES}
SCORED = scored_customers(
    GOLD.lazy(), score_deviations(GOLD.lazy(), MODEL), MODEL, policy=POLICY, **RULES, score_without=""
).table.collect()


def levers_of(levers: Levers, gold: pl.DataFrame = GOLD) -> Audited:
    return risk_levers(gold.lazy(), SCORED.lazy(), MODEL, policy=POLICY, levers=levers)


def book(applies: dict, becomes: dict) -> Levers:
    return Levers.model_validate({"levers": {"tried": {"en": "t", "es": "t", "applies": applies, "becomes": becomes}}})


def test_a_lever_gives_the_probability_of_the_customer_with_its_features():
    table = levers_of(book({"is_negative_sentiment": [1]}, {"is_negative_sentiment": 0})).table.collect()
    at_risk = SCORED.filter((pl.col("churn_prediction") == 1) | (pl.col("risk_tier") != "Low"))
    members = GOLD.filter(is_negative_sentiment=1).join(at_risk, on="customer_id", how="semi").sort("customer_id")
    mended = followed(members.select(GOLD.columns).with_columns(is_negative_sentiment=pl.lit(0, pl.Int8)))
    expected = (
        members.select("customer_id", after=pl.Series(MODEL.probability(mended)))
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


def test_the_mean_rise_is_exact_since_a_sum_hangs_in_its_last_bit_on_the_number_of_threads():
    worse = levers_of(book({"is_negative_sentiment": [0, 1]}, {"months_to_renewal": -5.0, "is_negative_sentiment": 1}))
    at_risk = SCORED.filter((pl.col("churn_prediction") == 1) | (pl.col("risk_tier") != "Low"))
    members = GOLD.join(at_risk.select("customer_id", "churn_probability"), on="customer_id").sort("customer_id")
    changed = members.select(GOLD.columns).with_columns(
        months_to_renewal=pl.lit(-5.0), is_negative_sentiment=pl.lit(1, pl.Int8)
    )
    tried = members.filter(pl.col("is_negative_sentiment").is_not_null())
    after = MODEL.probability(followed(changed.filter(members["is_negative_sentiment"].is_not_null())))
    rises = (tried["churn_probability"] - pl.Series(after)).to_list()
    assert worse.findings[0].value == -math.fsum(rises) / len(rises)


def test_a_lever_that_the_model_knows_nothing_of_is_none():
    nothing = levers_of(book({"is_negative_sentiment": [1]}, {"gas_share_of_revenue": 0.5}))
    assert (nothing.table.collect().height, nothing.findings) == (0, [])


def test_a_lever_that_applies_to_nobody_says_nothing():
    assert levers_of(book({"segment": ["nobody's"]}, {"is_negative_sentiment": 1})).findings == []


def test_rows_in_another_order_give_the_same_levers():
    shuffled = GOLD.sample(fraction=1, shuffle=True, seed=3)
    assert levers_of(LEVERS, shuffled).table.collect().equals(levers_of(LEVERS).table.collect())


class Seen:
    """A model that keeps what it was asked about."""

    def probability(self, rows: pl.DataFrame) -> np.ndarray:
        self.rows = rows
        return np.zeros(rows.height)


@pytest.mark.parametrize("name", LEVERS.levers)
def test_what_is_made_of_changed_features_follows_them(name):
    lever, seen = LEVERS.levers[name], Seen()
    everybody = lever.model_copy(update={"applies": {"has_interaction": (1,)}})
    at_risk = SCORED.with_columns(churn_prediction=pl.lit(1, pl.Int8))
    only = Levers(levers={name: everybody})
    risk_levers(GOLD.lazy(), at_risk.lazy(), seen, policy=POLICY, levers=only)
    asked = seen.rows.select(GOLD.columns)
    assert asked.equals(followed(asked))
    derived = {*FeaturesCompound.column_names(), *FeaturesStrings.column_names()}
    assert not derived & set(lever.becomes)
    for feature, value in lever.becomes.items():
        assert seen.rows[feature].unique().to_list() == [value]
    untouched = sorted(set(GOLD.columns) - derived - set(lever.becomes))
    assert asked.select(untouched).equals(GOLD.select(untouched))


def test_a_renewal_for_a_year_is_in_its_bucket():
    becomes = LEVERS.levers["contract_renewed"].becomes
    months = pl.DataFrame({"months_to_renewal": [becomes["months_to_renewal"]]})
    renewal = months.select(bucket(pl.col("months_to_renewal"), RENEWAL_BUCKETS, beyond="12m+"))
    assert renewal.item() == becomes["renewal_bucket"]


def test_a_lever_of_a_feature_that_there_is_not_is_refused():
    with pytest.raises(InputError, match=r"levers.yaml, tried: there is no feature moon"):
        levers_of(book({"is_negative_sentiment": [1]}, {"moon": 1}))
