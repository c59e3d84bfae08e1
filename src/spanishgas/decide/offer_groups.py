"""Who is offered something, by segment, province, second home and tier: whether anybody is passed over."""

import polars as pl

from spanishgas.decide.guardrails import REFUSALS
from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.policy import NO_OFFER, Policy
from spanishgas.tables.results import OfferGroups

_GROUPINGS = ("segment", "province_code", "is_second_residence", "risk_tier")


def offer_groups(scored_customers: pl.LazyFrame, recommendations: pl.LazyFrame, *, policy: Policy) -> pl.LazyFrame:
    """Customers, risks, flags and offers of each group: one row a grouping and group, sorted by both."""
    scored = scored_customers.select("customer_id", "churn_prediction", "is_second_residence")
    rows = recommendations.join(scored, on="customer_id").collect().sort("customer_id")
    rows = rows.with_columns(is_at_risk=policy.is_at_risk())
    counted = [_counted(rows.with_columns(pl.lit(EVERYBODY).alias(EVERYBODY)), EVERYBODY)]
    counted += [_counted(rows, grouping) for grouping in _GROUPINGS]
    return pl.concat(counted).lazy().select(OfferGroups.column_names()).sort("grouping", "group")


def _counted(rows: pl.DataFrame, grouping: str) -> pl.DataFrame:
    offers = pl.col("action") != NO_OFFER
    return (
        rows.filter(pl.col(grouping).is_not_null())
        .group_by(pl.col(grouping).cast(pl.String).alias("group"), maintain_order=True)  # sums of floats hang on it
        .agg(
            customers=pl.len().cast(pl.Int64),
            at_risk=pl.col("is_at_risk").cast(pl.Int64).sum(),
            flagged=pl.col("churn_prediction").cast(pl.Int64).sum(),
            offers=offers.cast(pl.Int64).sum(),
            withheld=pl.col("guardrail").is_in(REFUSALS).fill_null(value=False).cast(pl.Int64).sum(),
            offer_share=offers.cast(pl.Float64).mean(),
            offer_budget_eur_month=pl.col("offer_budget_eur_month").sum(),
            expected_monthly_loss_eur=pl.col("expected_monthly_loss_eur").sum(),
        )
        .with_columns(grouping=pl.lit(grouping))
    )
