"""What to do about each customer: the tier's action and timing, within budget, never at an expected loss."""

import polars as pl

from spanishgas.errors import SpanishGasError
from spanishgas.policy import NO_OFFER, Policy, RiskTier
from spanishgas.tables.results import Recommendations

NEGATIVE_MARGIN, UNKNOWN_MARGIN, NEGATIVE_IMPACT = "negative_margin", "unknown_margin", "negative_impact"


class GuardrailError(SpanishGasError):
    """A recommendation that must not leave the house: without a reason, or with a probability outside 0..1."""


def recommendations(scored_customers: pl.LazyFrame, risk_levers: pl.LazyFrame, *, policy: Policy) -> pl.LazyFrame:
    """One recommendation a customer, sorted by customer; EUR a month, and EUR over the customer's value horizon.

    Action, timing and budget are those of the risk tier. Guardrail 1 turns an offer into ``no_offer`` when the average
    margin is negative or unknown or the expected margin impact is negative, and says so in ``guardrail``; the timing
    stays, as the day to look again. ``priority_rank`` is by expected loss avoided, then by what is at stake, then by
    probability, then by customer. Source: RULES, action and timing, offer budget, guardrails 1 to 3, economics.

    Raises:
        GuardrailError: a customer has no reason code (guardrail 2) or a probability outside 0..1 (guardrail 3).
    """
    scored = scored_customers.sort("customer_id").collect()
    _check_guardrails(scored)
    margin = pl.col("avg_monthly_margin")
    tiers = policy.risk_tiers
    offers = (
        scored.lazy()
        .with_columns(
            _of_tier(tiers, "action").alias("action"),
            _of_tier(tiers, "timing").alias("timing"),
            (_of_tier(tiers, "maximum_offer_share") * margin.clip(lower_bound=0)).alias("offer_budget_eur_month"),
        )
        .with_columns(expected_margin_impact_eur=expected_margin_impact(policy))
        .with_columns(guardrail=_guardrail())
        .with_columns(action=pl.when(pl.col("guardrail").is_null()).then("action").otherwise(pl.lit(NO_OFFER)))
        .with_columns(_zero_without_offer("offer_budget_eur_month"), _zero_without_offer("expected_margin_impact_eur"))
        .with_columns(expected_monthly_loss_avoided_eur=_loss_avoided(policy))
    )
    return (
        offers.join(_best_levers(risk_levers), on="customer_id", how="left")
        .with_columns(priority_rank=_priority())
        .sort("customer_id")
        .select(Recommendations.column_names())
    )


def expected_margin_impact(policy: Policy) -> pl.Expr:
    """Margin won by the tier's offer against doing nothing, EUR over the customer's value horizon.

    = probability x save rate x margin x value months
      − budget x offer months x share who take the discount and stay (1 − probability x (1 − save rate))
      − outreach cost.
    Those who would have stayed anyway get the discount too, so it is charged for them. Source: RULES, economics
    (EUR 20 a contact; EUR 7 a month x 32 months); with a save rate of 1 and no discount it breaks even at 9 %.
    """
    economics = policy.economics
    probability = pl.col("churn_probability")
    saved = probability * economics.save_rate * pl.col("avg_monthly_margin") * economics.customer_value_months
    stays = 1 - probability * (1 - economics.save_rate)
    return saved - pl.col("offer_budget_eur_month") * economics.offer_months * stays - economics.outreach_cost_eur


def _of_tier(tiers: tuple[RiskTier, ...], attribute: str) -> pl.Expr:
    return pl.col("risk_tier").replace_strict({tier.name: getattr(tier, attribute) for tier in tiers})


def _guardrail() -> pl.Expr:
    """Why guardrail 1 withholds an offer; null where it does not, or where there is no offer to withhold."""
    margin = pl.col("avg_monthly_margin")
    return (
        pl.when(pl.col("action") == NO_OFFER)
        .then(None)
        .when(margin.is_null())
        .then(pl.lit(UNKNOWN_MARGIN))
        .when(margin < 0)
        .then(pl.lit(NEGATIVE_MARGIN))
        .when(pl.col("expected_margin_impact_eur") < 0)
        .then(pl.lit(NEGATIVE_IMPACT))
    )


def _zero_without_offer(column: str) -> pl.Expr:
    return pl.when(pl.col("action") == NO_OFFER).then(0.0).otherwise(column).alias(column)


def _loss_avoided(policy: Policy) -> pl.Expr:
    saved = policy.economics.save_rate * pl.col("expected_monthly_loss_eur")
    return pl.when(pl.col("action") == NO_OFFER).then(0.0).otherwise(saved)


def _priority() -> pl.Expr:
    by = ("expected_monthly_loss_avoided_eur", "expected_monthly_loss_eur", "churn_probability")
    return pl.struct(*(-pl.col(name) for name in by), "customer_id").rank("ordinal").cast(pl.Int64)


def _best_levers(risk_levers: pl.LazyFrame) -> pl.LazyFrame:
    """The lever that lowers each customer's probability most."""
    best = risk_levers.sort("churn_probability_with_lever", "lever").unique("customer_id", keep="first")
    return best.select("customer_id", "lever", "churn_probability_with_lever")


def _check_guardrails(scored: pl.DataFrame) -> None:
    probability = pl.col("churn_probability")
    broken = {
        "no reason code (guardrail 2)": pl.col("reason_1").is_null(),
        "a probability outside 0..1 (guardrail 3)": ~probability.is_between(0, 1).fill_null(value=False),
    }
    for what, condition in broken.items():
        customers = scored.filter(condition)["customer_id"].to_list()
        if customers:
            raise GuardrailError(f"{len(customers)} customers with {what}, first {customers[0]}; nothing is sent.")
