"""The customers of a run in words: what lists, filters and downloads show, made once a run and language."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from spanishgas.config.language import Language
from spanishgas.dashboard.language import _, first_up, spoken, word
from spanishgas.dashboard.reason_words import reason_texts
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.policy import NO_OFFER

FILTERS = {
    "tier": ("tier", "risk_tier"),
    "segment": ("segment", "segment"),
    "province": ("province", "province_code"),
    "channel": ("channel", "sales_channel"),
    "renewal": ("renewal", "renewal_bucket"),
    "fuel": ("fuel", "product_bundle"),
}
"""Name of a filter in the address: kind of its words, and the column that it is about."""
_HAYSTACK = "haystack"


def listed(run: SeenRun) -> pl.DataFrame:
    """One row a customer, the greatest loss first: codes that filters go by, their words, the main reason."""
    return _listed(run, run.run_id, spoken())


def offered(run: SeenRun) -> pl.DataFrame:
    """Of the list, who has an offer, the first to call first."""
    return _offered(run, run.run_id, spoken())


@st.cache_resource(max_entries=6, show_spinner=False)
def _listed(_run: SeenRun, run_id: str, language: Language) -> pl.DataFrame:  # noqa: ARG001 the key of the cache
    by = ("expected_monthly_loss_eur", "churn_probability", "customer_id")
    texts, customers = reason_texts(language), _run.customers.sort(by, descending=[True, True, False])
    words = [in_words(customers[column], kind).alias(f"word_{column}") for kind, column in FILTERS.values()]
    pairs = zip(customers["reason_1_feature"].to_list(), customers["reason_1_value"].to_list(), strict=True)
    shown = customers.select(
        "customer_id",
        *(column for _kind, column in FILTERS.values()),
        "churn_probability",
        "expected_monthly_loss_eur",
        "avg_monthly_margin",
        "action",
        "priority_rank",
    ).with_columns(
        *words,
        in_words(customers["action"], "action").alias("word_action"),
        pl.Series("reason", [first_up(texts.words(feature, value)) for feature, value in pairs], dtype=pl.String),
    )
    searched = ("customer_id", "word_province_code", "word_segment", "word_sales_channel", "reason")
    haystack = pl.concat_str(searched, separator="\n", ignore_nulls=True).str.to_lowercase()
    return shown.with_columns(haystack.alias(_HAYSTACK))


@st.cache_resource(max_entries=6, show_spinner=False)
def _offered(_run: SeenRun, run_id: str, language: Language) -> pl.DataFrame:
    return _listed(_run, run_id, language).filter(pl.col("action") != NO_OFFER).sort("priority_rank")


def filtered(rows: pl.DataFrame, chosen: Mapping[str, list[str]], text: str) -> pl.DataFrame:
    """The rows that every filter lets through and that hold every word searched for, in their order."""
    kept = [pl.col(FILTERS[name][1]).is_in(codes) for name, codes in chosen.items() if codes]
    kept += [pl.col(_HAYSTACK).str.contains(part, literal=True) for part in text.lower().split()]
    return rows.filter(kept) if kept else rows


def codes(run: SeenRun, name: str) -> list[str]:
    """The codes of a filter that there are, in the order of their words; tiers, the gravest first."""
    kind, column = FILTERS[name]
    found = run.customers[column].drop_nulls().unique().to_list()
    if kind == "tier":
        return [name for name in run.policy.tiers_gravest_first if name in found]
    if kind == "renewal":
        return sorted(found, key=RENEWALS.index)
    return sorted(found, key=lambda code: word(kind, code).casefold())


RENEWALS = ("expired", "0-3m", "3-6m", "6-12m", "12m+")


def in_words(column: pl.Series, kind: str) -> pl.Series:
    """A column of codes in words."""
    found = column.unique().drop_nulls().to_list()
    return column.replace({code: word(kind, code) for code in found}).fill_null("–")


def as_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as a file has them: words, and amounts as numbers."""
    return rows.select(
        pl.col("customer_id").alias(_("Customer")),
        pl.col("word_risk_tier").alias(_("Risk tier")),
        pl.col("churn_probability").round(4).alias(_("Probability of leaving")),
        pl.col("expected_monthly_loss_eur").round(2).alias(_("Expected loss a month, EUR")),
        pl.col("avg_monthly_margin").round(2).alias(_("Margin a month, EUR")),
        pl.col("word_segment").alias(_("Segment")),
        pl.col("word_province_code").alias(_("Province")),
        pl.col("word_sales_channel").alias(_("Sales channel")),
        pl.col("word_renewal_bucket").alias(_("Renewal")),
        pl.col("word_product_bundle").alias(_("Fuel")),
        pl.col("word_action").alias(_("Decision")),
        pl.col("reason").alias(_("Main reason")),
    )
