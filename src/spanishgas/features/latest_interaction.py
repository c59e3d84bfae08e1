"""The interaction that speaks for a customer: the latest one."""

from datetime import date

import polars as pl

from spanishgas.silver.intent import Intents

NO_INTERACTION = "no_interaction"


def latest_interactions(silver_interactions: pl.LazyFrame, as_of: date, intents: Intents) -> pl.LazyFrame:
    """One row a customer who was in touch by ``as_of``: its latest interaction.

    Of several on one day the gravest intent counts, then the worst mood, then the alphabet: never the row order.
    """
    keys = ["interaction_date", "severity", "sentiment_score", "intent", "channel", "sentiment_label"]
    return (
        silver_interactions.filter(pl.col("interaction_date") <= as_of)
        .with_columns(intents.severity(pl.col("intent")).alias("severity"))
        .sort(keys, descending=[True, True, False, False, False, False], nulls_last=True)
        .unique("customer_id", keep="first", maintain_order=True)
    )
