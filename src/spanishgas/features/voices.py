"""What those who were in touch say, for those like them who were not."""

from datetime import date, timedelta

import polars as pl

from spanishgas.features.latest_interaction import latest_interactions
from spanishgas.silver.intent import CANCELLATION, COMPLAINT, Intents

VOICE_DAYS = 365
ALL_OVER = 20
"""So many voices of the whole book are added to those of each group, or two or three would speak for a small one."""


def voices(silver_interactions: pl.LazyFrame, as_of: date, intents: Intents) -> pl.LazyFrame:
    """One row a customer in touch within the last 365 days: mood (-1..1) and gravity (0/1) of the latest interaction.

    It is grave where the customer complained or wanted to leave.
    """
    recent = silver_interactions.filter(pl.col("interaction_date") > as_of - timedelta(days=VOICE_DAYS))
    is_grave = pl.col("intent").is_in([CANCELLATION, COMPLAINT])
    return latest_interactions(recent, as_of, intents).select("customer_id", "sentiment_score", is_grave=is_grave)


def said_by(people: pl.LazyFrame, said: pl.LazyFrame, group: str) -> pl.LazyFrame:
    """One row a group: ``avg_score`` (-1..1) and ``grave_share`` of its voices, with a few of all.

    A group without a voice says what all say; null where nobody says anything.

    Args:
        people: one row a customer with its group; those without a group are in none.
        said: ``voices``.
        group: the column of the group.
    """
    spoken = people.select("customer_id", group).drop_nulls(group).join(said, on="customer_id", how="left")
    facts = (
        pl.col("sentiment_score").drop_nulls().sort().implode().alias("scores"),
        pl.col("is_grave").sum().alias("grave"),
        pl.col("is_grave").count().alias("voices"),
    )
    usual = spoken.select(facts).select(
        pl.col("scores").list.mean().alias("usual_score"),
        pl.when(pl.col("voices") > 0).then(pl.col("grave") / pl.col("voices")).alias("usual_share"),
    )
    scores = pl.col("scores").list
    return (
        spoken.group_by(group)
        .agg(facts)
        .join(usual, how="cross")
        .select(
            group,
            _with_all_over(scores.sum(), scores.len(), "usual_score").alias("avg_score"),
            _with_all_over(pl.col("grave"), pl.col("voices"), "usual_share").alias("grave_share"),
        )
    )


def _with_all_over(total: pl.Expr, count: pl.Expr, usual: str) -> pl.Expr:
    return (total + ALL_OVER * pl.col(usual)) / (count + ALL_OVER)
