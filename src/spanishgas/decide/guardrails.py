"""Why a customer gets no offer, whatever it promises: each reason has a code."""

import numpy as np
import polars as pl

from spanishgas.config.language import Language
from spanishgas.errors import SpanishGasError

DO_NOT_CONTACT, NO_CONSENT = "do_not_contact", "no_consent"
REST_PERIOD, IN_CONTROL = "rest_period", "in_control"
UNKNOWN_MARGIN, NEGATIVE_MARGIN = "unknown_margin", "negative_margin"
REFUSALS = (DO_NOT_CONTACT, NO_CONSENT, REST_PERIOD, IN_CONTROL, UNKNOWN_MARGIN, NEGATIVE_MARGIN)
"""What is against any offer to a customer."""
LOW_RISK, NO_RESPONSE, NEGATIVE_IMPACT, BEYOND_LIMITS = "low_risk", "no_response", "negative_impact", "beyond_limits"

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        DO_NOT_CONTACT: "asked not to be contacted",
        NO_CONSENT: "has not agreed to be contacted",
        REST_PERIOD: "was contacted only recently",
        IN_CONTROL: "is the control group of a campaign that runs",
        UNKNOWN_MARGIN: "margin is not known",
        NEGATIVE_MARGIN: "margin is negative",
        LOW_RISK: "risk is low",
        NO_RESPONSE: "nobody knows what an offer does for this cause",
        NEGATIVE_IMPACT: "no offer is sure enough to pay",
        BEYOND_LIMITS: "others return more within budget and calls",
    },
    "es": {
        DO_NOT_CONTACT: "pidió que no se le contacte",
        NO_CONSENT: "no ha dado su consentimiento",
        REST_PERIOD: "se le contactó hace poco",
        IN_CONTROL: "es grupo de control de una campaña en curso",
        UNKNOWN_MARGIN: "no se conoce su margen",
        NEGATIVE_MARGIN: "su margen es negativo",
        LOW_RISK: "el riesgo es bajo",
        NO_RESPONSE: "nadie sabe qué logra una oferta con esta causa",
        NEGATIVE_IMPACT: "ninguna oferta compensa con seguridad suficiente",
        BEYOND_LIMITS: "otros rinden más con este presupuesto y estas llamadas",
    },
}
"""Each code in words, for whoever reads."""


class GuardrailError(SpanishGasError):
    """A recommendation that must not leave the house: without a reason, or with a probability outside 0..1."""


def check_scores(scored: pl.DataFrame) -> None:
    """Guardrails 2 and 3, on which everything else hangs.

    Raises:
        GuardrailError: a customer has no reason code or a probability outside 0..1.
    """
    probability = pl.col("churn_probability")
    broken = {
        "no reason code (guardrail 2)": pl.col("reason_1").is_null(),
        "a probability outside 0..1 (guardrail 3)": ~probability.is_between(0, 1).fill_null(value=False),
    }
    for what, condition in broken.items():
        customers = scored.filter(condition)["customer_id"].to_list()
        if customers:
            raise GuardrailError(f"{len(customers)} customers with {what}, first {customers[0]}; nothing is sent.")


def refused() -> pl.Expr:
    """Code of what is against any offer to a customer; null where nothing is. Source: RULES, guardrail 1."""
    margin = pl.col("avg_monthly_margin")
    return (
        pl.when((pl.col("do_not_contact") == 1).fill_null(value=False))
        .then(pl.lit(DO_NOT_CONTACT))
        .when((pl.col("contact_consent") == 0).fill_null(value=False))
        .then(pl.lit(NO_CONSENT))
        .when("is_resting")
        .then(pl.lit(REST_PERIOD))
        .when("is_in_control")
        .then(pl.lit(IN_CONTROL))
        .when(margin.is_null())
        .then(pl.lit(UNKNOWN_MARGIN))
        .when(margin < 0)
        .then(pl.lit(NEGATIVE_MARGIN))
    )


def not_offered(wanted: np.ndarray, is_known: np.ndarray, pays: np.ndarray) -> pl.Series:
    """Code of why a customer whom nothing refuses got no offer.

    Args:
        wanted: offers that the decision may choose from, by customer and offer.
        is_known: offers whose response somebody knows or assumes.
        pays: offers that pay, at the cautious end too.
    """
    code = np.select(
        [~wanted.any(axis=1), ~(wanted & is_known).any(axis=1), ~pays.any(axis=1)],
        [LOW_RISK, NO_RESPONSE, NEGATIVE_IMPACT],
        default=BEYOND_LIMITS,
    )
    return pl.Series("not_offered", code.astype(str).tolist(), dtype=pl.String)
