"""Schemas of what a run decides: the scores and the recommendations."""

import dataframely as dy

from spanishgas.tables.base import customer_id, customer_key, described, flag

_NO_READINGS = "customers without readings in the window"
_FEW_REASONS = "fewer families of features push this customer's risk the same way"
_NO_LEVER = "the customer is neither flagged nor at risk, or nothing that is known lowers the risk"
_NO_OFFER = "the customer has no offer"
_NO_RESPONSE = "nobody knows what the offer does for this cause"
_NO_WORTH = "the margin or the response is unknown"
_MISSING_VALUE = "the reason is that the value is missing, or there is no such reason"


def _probability() -> dy.Float64:
    return dy.Float64(min=0, max=1, **described("0..1", "Calibrated probability of churn within the horizon"))


_NO_FOLD_FITS = "the model is of an earlier version, which kept no fits without a fold"


def _bound(which: str) -> dy.Float64:
    about = described(
        "0..1", f"{which} end of the 95 % interval of what fits on other customers would say", null=_NO_FOLD_FITS
    )
    return dy.Float64(min=0, max=1, **about)


def _margin() -> dy.Float64:
    return dy.Float64(**described("EUR/month", "Mean margin of the last 12 months", null=_NO_READINGS))


def _loss() -> dy.Float64:
    return dy.Float64(min=0, **described("EUR/month", "Probability x margin; 0 if the margin is negative or unknown"))


def _reason(rank: int, *, null: str | None = _FEW_REASONS) -> dy.String:
    return dy.String(min_length=1, **described("-", f"Reason {rank}: the family of features, by its code", null=null))


def _contribution(rank: int, *, null: str | None = _FEW_REASONS) -> dy.Float64:
    return dy.Float64(**described("log-odds", f"What reason {rank} adds to the calibrated log-odds", null=null))


def _feature(rank: int, *, null: str | None = _FEW_REASONS) -> dy.String:
    return dy.String(min_length=1, **described("-", f"The feature that tells reason {rank}", null=null))


def _value(rank: int) -> dy.String:
    return dy.String(**described("-", f"The customer's value of reason {rank}'s feature, as text", null=_MISSING_VALUE))


def _main_cause() -> dy.String:
    return dy.String(min_length=1, **described("-", "What raises the risk most of what an offer can answer, or other"))


def _segment() -> dy.String:
    return dy.String(**described("-", "Residential, SME or Corporate"))


def _portfolio_type() -> dy.String:
    return dy.String(**described("-", "Segment and fuels"))


def _province() -> dy.String:
    return dy.String(**described("-", "Province as the retailer writes it"))


def _sales_channel() -> dy.String:
    return dy.String(**described("-", "Channel of the sale"))


def _renewal_bucket() -> dy.String:
    return dy.String(**described("-", "Time to the next renewal", null="customers without a contract"))


class ScoredCustomers(dy.Schema):
    """One row a customer: probability, decision, tier, loss and reasons by the promoted model."""

    customer_id = customer_id()
    churn_probability = _probability()
    churn_probability_low = _bound("Lower")
    churn_probability_high = _bound("Upper")
    churn_standard_error_log_odds = dy.Float64(
        min=0,
        **described(
            "log-odds",
            "Standard error of the calibrated log-odds, by fits without a fifth of the customers",
            null=_NO_FOLD_FITS,
        ),
    )
    churn_prediction = flag("1: probability at or above the model's threshold")
    risk_tier = dy.String(**described("-", "Low, Medium, High or Critical"))
    avg_monthly_margin = _margin()
    expected_monthly_loss_eur = _loss()
    reason_1 = _reason(1, null=None)
    reason_1_contribution = _contribution(1, null=None)
    reason_1_feature = _feature(1, null=None)
    reason_1_value = _value(1)
    reason_2 = _reason(2)
    reason_2_contribution = _contribution(2)
    reason_2_feature = _feature(2)
    reason_2_value = _value(2)
    reason_3 = _reason(3)
    reason_3_contribution = _contribution(3)
    reason_3_feature = _feature(3)
    reason_3_value = _value(3)
    main_cause = _main_cause()
    segment = _segment()
    portfolio_type = _portfolio_type()
    province_code = _province()
    product_bundle = dy.String(**described("-", "electricity, gas or dual", null="the retailer's files do not say it"))
    is_second_residence = flag("Second home", null="the retailer's files do not say it")
    sales_channel = _sales_channel()
    renewal_bucket = _renewal_bucket()
    model_id = dy.String(**described("-", "Model that scored"))


class ScoreDeviations(dy.Schema):
    """One row a customer and fit without a fold: how far it is from all fits' mean, as a jackknife counts."""

    customer_id = customer_key(primary_key=True)
    fit = dy.Int64(primary_key=True, min=0, **described("count", "Number of the fit without a fold, from 0"))
    deviation_log_odds = dy.Float64(
        **described("log-odds", "The norm over a customer's fits is the standard error of the calibrated log-odds")
    )


class Recommendations(dy.Schema):
    """One row a customer: what to do, when, at what cost, and why."""

    customer_id = customer_id()
    priority_rank = dy.Int64(min=1, unique=True, **described("rank", "1 first, by expected incremental margin"))
    action = dy.String(**described("-", "no_offer, offer_small, offer_medium or offer_large"))
    timing = dy.String(**described("-", "When to act, or to look again"))
    offer_budget_eur_month = dy.Float64(min=0, **described("EUR/month", "The offer's largest monthly cost"))
    response_source = dy.String(
        min_length=1, **described("-", "Where the response is from: assumption, a campaign's id, or none: no promise")
    )
    expected_incremental_margin_eur = dy.Float64(
        min=0, **described("EUR", "Margin expected beyond doing nothing, over the value horizon; 0 without an offer")
    )
    incremental_margin_low_eur = dy.Float64(**described("EUR", "Lower end of its 90 % interval"))
    incremental_margin_high_eur = dy.Float64(**described("EUR", "Upper end of its 90 % interval"))
    churn_probability_with_offer = dy.Float64(
        min=0,
        max=1,
        **described("0..1", "As the response lets expect, for a customer of such a margin", null=_NO_OFFER),
    )
    break_even_share = dy.Float64(
        min=0, **described("share", "Of such customers who would leave, the offer must keep it to pay", null=_NO_OFFER)
    )
    expected_monthly_loss_avoided_eur = dy.Float64(min=0, **described("EUR/month", "Expected loss the offer avoids"))
    guardrail = dy.String(**described("-", "Why there is no offer, by its code", null="the customer has an offer"))
    risk_tier = dy.String(**described("-", "Low, Medium, High or Critical"))
    churn_probability = _probability()
    avg_monthly_margin = _margin()
    expected_monthly_loss_eur = _loss()
    main_cause = _main_cause()
    lever = dy.String(**described("-", "What lowers the probability most, by its code", null=_NO_LEVER))
    churn_probability_with_lever = dy.Float64(min=0, max=1, **described("0..1", "The model's with it", null=_NO_LEVER))
    reason_1 = _reason(1, null=None)
    reason_1_contribution = _contribution(1, null=None)
    reason_1_feature = _feature(1, null=None)
    reason_1_value = _value(1)
    reason_2 = _reason(2)
    reason_2_feature = _feature(2)
    reason_2_value = _value(2)
    reason_3 = _reason(3)
    reason_3_feature = _feature(3)
    reason_3_value = _value(3)
    segment = _segment()
    portfolio_type = _portfolio_type()
    province_code = _province()
    sales_channel = _sales_channel()
    renewal_bucket = _renewal_bucket()
    model_id = dy.String(**described("-", "Model that scored"))


class CustomerOffers(dy.Schema):
    """One row a customer and offer of the policy: what it would cost and do, and what is against it."""

    customer_id = customer_id()
    action = dy.String(primary_key=True, **described("-", "The offer, as the policy names it"))
    discount_eur_month = dy.Float64(
        min=0, **described("EUR/month", "The offer's largest monthly cost", null=_NO_READINGS)
    )
    churn_probability_with_offer = dy.Float64(
        min=0,
        max=1,
        **described("0..1", "As the response lets expect, for a customer of such a margin", null=_NO_RESPONSE),
    )
    expected_incremental_margin_eur = dy.Float64(
        **described("EUR", "Margin expected beyond doing nothing, over the value horizon", null=_NO_WORTH)
    )
    objection = dy.String(
        **described(
            "-", "Why it is not made: a guardrail's code, or worse: another offer returns more", null="it is made"
        )
    )


class RiskLevers(dy.Schema):
    """One row a customer flagged or at risk, and lever: what would lower the probability, by the model."""

    customer_id = customer_id()
    lever = dy.String(primary_key=True, **described("-", "What could be done, by its code"))
    churn_probability = _probability()
    churn_probability_with_lever = dy.Float64(
        min=0, max=1, **described("0..1", "What the model says of the customer with the lever's features")
    )


class OfferGroups(dy.Schema):
    """One row a grouping and group of customers: who is at risk, who is flagged, and who is offered something."""

    grouping = dy.String(
        primary_key=True, **described("-", "all, segment, province_code, is_second_residence or risk_tier")
    )
    group = dy.String(primary_key=True, **described("-", "Value of the grouping"))
    customers = dy.Int64(min=0, **described("count", "Customers of the group"))
    at_risk = dy.Int64(min=0, **described("count", "Of them those above the lowest tier"))
    flagged = dy.Int64(min=0, **described("count", "Of them those at or above the model's threshold"))
    offers = dy.Int64(min=0, **described("count", "Of them those that are offered something"))
    withheld = dy.Int64(min=0, **described("count", "Of them those to whom no offer may be made, whatever it is"))
    offer_share = dy.Float64(min=0, max=1, **described("0..1", "Offers of customers"))
    offer_budget_eur_month = dy.Float64(min=0, **described("EUR/month", "The offers' largest monthly cost"))
    expected_monthly_loss_eur = dy.Float64(min=0, **described("EUR/month", "Expected loss of the group"))


_NOBODY_KNOWS = "nobody knows what any offer does to those who may be called"


class ThresholdValueCurve(dy.Schema):
    """One row a threshold, by steps of 0.01: what it is worth to call everybody from there on with the best offer."""

    threshold = dy.Float64(min=0, max=1, primary_key=True, **described("0..1", "Probability called from"))
    customers = dy.Int64(min=0, **described("count", "Listed customers at or above it"))
    callable = dy.Int64(min=0, **described("count", "Of them those to whom no guardrail refuses any offer"))
    calls = dy.Int64(min=0, **described("count", "Of them those of whom a response is known: all are called"))
    contact_cost_eur = dy.Float64(min=0, **described("EUR", "The contacts", null=_NOBODY_KNOWS))
    discount_eur = dy.Float64(
        min=0, **described("EUR", "Expected discounts, to all who stay, for their months", null=_NOBODY_KNOWS)
    )
    incremental_margin_eur = dy.Float64(
        **described("EUR", "Margin expected beyond doing nothing, over the value horizon", null=_NOBODY_KNOWS)
    )
    incremental_margin_low_eur = dy.Float64(**described("EUR", "Lower end of its 90 % interval", null=_NOBODY_KNOWS))
    incremental_margin_high_eur = dy.Float64(**described("EUR", "Upper end of its 90 % interval", null=_NOBODY_KNOWS))
    word = dy.String(
        regex="^(assumed|measured)$",
        **described("-", "measured: campaigns have told all responses that it hangs on", null="nobody is called"),
    )


SCHEMAS = (
    ScoreDeviations,
    ScoredCustomers,
    RiskLevers,
    Recommendations,
    CustomerOffers,
    OfferGroups,
    ThresholdValueCurve,
)
