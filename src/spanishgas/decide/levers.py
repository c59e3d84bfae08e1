"""What would lower a customer's risk, by the model: its probability again with features as they would be."""

from math import fsum
from typing import ClassVar

import polars as pl
from pydantic import Field

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError
from spanishgas.features.compound import features_compound
from spanishgas.features.strings import features_strings
from spanishgas.model.artefact import Model
from spanishgas.policy import Policy
from spanishgas.tables.features import FeaturesBehaviour, FeaturesLifecycle, FeaturesSentiment
from spanishgas.tables.findings import Audited, Finding
from spanishgas.tables.results import RiskLevers

LEAST_DIFFERENCE = 0.05
"""A lever that moves the probability by less is none."""


class Lever(Rules):
    """One thing that could be done: what it is called, to whom it applies, and which features it changes to what."""

    en: str = Field(min_length=1)
    es: str = Field(min_length=1)
    applies: dict[str, tuple[int | str, ...]] = Field(min_length=1)
    becomes: dict[str, int | float | str] = Field(min_length=1)


class Levers(RuleBook):
    """Every lever by its code."""

    file: ClassVar[str] = "levers.yaml"
    entry: ClassVar[str | None] = "levers"

    levers: dict[str, Lever]


def risk_levers(
    gold_master: pl.LazyFrame,
    scored_customers: pl.LazyFrame,
    scoring_model: Model,
    *,
    policy: Policy,
    levers: Levers,
) -> Audited:
    """What lowers whose risk: one row a customer and lever that does, sorted; probabilities 0..1.

    Of customers that the model flags or that are at risk. The probability with a lever is the model's for
    the same customer with the lever's features: what it has learned of others, not what was tried. A lever that raises
    the mean probability of those to whom it applies makes no sense to this model: it is left out, and said.

    Raises:
        InputError: a lever names a feature that there is not.
    """
    is_wanted = (pl.col("churn_prediction") == 1) | policy.is_at_risk()
    at_risk = scored_customers.filter(is_wanted).select("customer_id", "churn_probability")
    rows = gold_master.join(at_risk, on="customer_id").sort("customer_id").collect()
    table, findings = RiskLevers.create_empty(), list[Finding]()
    for name, lever in levers.levers.items():
        tried = _tried(rows, name, lever, scoring_model)
        lowered = tried["churn_probability"] - tried["churn_probability_with_lever"]
        total = fsum(lowered)  # exact: a sum of Polars hangs in its last bit on the number of threads
        if total < 0:
            findings.append(_senseless(name, -total / tried.height))
            continue
        table = table.vstack(tried.filter(lowered >= LEAST_DIFFERENCE))
    return Audited(table.sort("customer_id", "lever").lazy(), findings)


def _tried(rows: pl.DataFrame, name: str, lever: Lever, model: Model) -> pl.DataFrame:
    """The probability of everybody to whom a lever applies, as it is and with the lever."""
    if unknown := {*lever.applies, *lever.becomes} - set(rows.columns):
        raise InputError(f"{Levers.file}, {name}: there is no feature {', '.join(sorted(unknown))}.")
    members = rows.filter(pl.col(feature).is_in(values) for feature, values in lever.applies.items())
    changed = members.with_columns(
        pl.lit(value, dtype=members.schema[feature]).alias(feature) for feature, value in lever.becomes.items()
    )
    probability = pl.Series(model.probability(_followed(changed)), dtype=pl.Float64) if members.height else None
    return members.select(
        "customer_id",
        pl.lit(name).alias("lever"),
        "churn_probability",
        pl.lit(probability, dtype=pl.Float64).alias("churn_probability_with_lever"),
    )


def _followed(changed: pl.DataFrame) -> pl.DataFrame:
    """The same customers, sorted, with the features that are made of others as they follow from what was changed."""
    tiers = (FeaturesLifecycle, FeaturesBehaviour, FeaturesSentiment)
    parts = [changed.lazy().select(tier.column_names()) for tier in tiers]
    for derive in (features_compound, features_strings):
        changed = changed.update(derive(*parts).collect(), on="customer_id", include_nulls=True)
    return changed


def _senseless(name: str, rise: float) -> Finding:
    text = f"to this model the lever {name} raises the probability, by {rise:.3f} in the mean: it is not shown"
    return Finding(
        "scored", "risk_levers", "churn_probability_with_lever", "lever_raises_risk", rise, 0.0, "info", text
    )
