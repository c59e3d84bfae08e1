"""Tier 4: what goes on around a customer, and whether the last month is like the ones before."""

from datetime import date

import polars as pl

from spanishgas.features.monthly import by_month
from spanishgas.features.voices import said_by, voices
from spanishgas.silver.intent import Intents
from spanishgas.silver.window import in_window, last_complete_month
from spanishgas.tables.base import of_schema
from spanishgas.tables.features import FeaturesSurroundings

USE_BANDS_PER_E = 3
"""Customers use about as much when they are in one band of so many in which consumption grows e-fold: 40 % wide."""


def features_surroundings(
    silver_customers: pl.LazyFrame,
    silver_market_month: pl.LazyFrame,
    silver_interactions: pl.LazyFrame,
    *,
    as_of: date,
    intents: Intents,
) -> pl.LazyFrame:
    """What is said around a customer, and the last month against the usual: one row a customer, -1..1 and shares.

    Rivals, service and prices differ by place and by kind of home, and who is in touch tells of them for who is not.
    Those who have left are heard too: they tell why. Source: docs/decisions/experiments.md, E9.
    """
    months = silver_market_month.filter(in_window("month", as_of))
    people = silver_customers.select("customer_id", "province_code").join(
        _use_bands(months), on="customer_id", how="left"
    )
    said = voices(silver_interactions, as_of, intents)
    province = said_by(people, said, "province_code").rename(
        {"avg_score": "province_avg_sentiment_score", "grave_share": "province_complaint_share"}
    )
    alike = said_by(people, said, "use_band").rename({"avg_score": "similar_use_avg_sentiment_score"})
    return (
        people.join(province, on="province_code", how="left")
        .join(alike.drop("grave_share"), on="use_band", how="left")
        .join(_last_months(months, silver_customers, as_of), on="customer_id", how="left")
        .pipe(of_schema, FeaturesSurroundings)
        .sort("customer_id")
    )


def _use_bands(months: pl.LazyFrame) -> pl.LazyFrame:
    lists = months.group_by("customer_id").agg(by_month("elec_kwh"))
    band = (pl.col("elec_kwh").list.mean().clip(1).log() * USE_BANDS_PER_E).floor().cast(pl.Int32)
    return lists.select("customer_id", band.alias("use_band"))


def _last_months(months: pl.LazyFrame, customers: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    """One row a customer: the last month against the others, all cleared of what the season does to the segment.

    Medians all the way: one strange month is not the usual, and their last bit does not depend on the order of rows.
    """
    elec, cleared = pl.col("elec_kwh"), pl.col("cleared")
    usual = elec.median().over("customer_id")
    season = pl.col("share").median().over("segment", "month")
    last, ordinary = cleared.filter(pl.col("month") == last_complete_month(as_of)).first(), cleared.median()
    return (
        months.join(customers.select("customer_id", "segment"), on="customer_id")
        .with_columns(pl.when(usual > 0).then(elec / usual).alias("share"))
        .with_columns(pl.when(season > 0).then(pl.col("share") / season).alias("cleared"))
        .group_by("customer_id")
        .agg(pl.when(ordinary > 0, cleared.count() > 1).then(last / ordinary - 1).alias("last_month_elec_vs_usual"))
    )
