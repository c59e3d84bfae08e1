"""Schemas of the eight feature tiers and of the gold table that joins them; each feature is described here only."""

import dataframely as dy

from spanishgas.tables.base import customer_id, described, flag, table_name
from spanishgas.tables.bronze import CONTACT_CONSENT, DO_NOT_CONTACT, LANGUAGE, LANGUAGES

_NO_CONTRACT = "customer without a contract"
_NO_USAGE = "customer without readings in the window"
_NOT_PAID = "nothing consumed at a known price in the window"
_FEW_MONTHS = "fewer than two months of readings in the window"
_FEW_PRICES = "fewer than two recorded prices in the window"
_NO_PRICE = "no recorded price in the window"
_NO_COST = "no cost recorded for the province"
_OPTIONAL = "optional column of the raw file"
_NOBODY = "nobody of the whole book was in touch in the last 365 days"
_NO_RENEWAL = "customer without a renewal date"


class CustomerGrain(dy.Schema):
    """One row a customer: the key that all tiers share."""

    customer_id = customer_id()


class FeaturesLifecycle(CustomerGrain):
    """One row a customer: tier 1A, where the customer stands in the life of the contract."""

    months_to_renewal = dy.Float64(
        **described("months", "Next renewal of the current contract - as-of", null=_NO_CONTRACT)
    )
    renewal_bucket = dy.String(**described("-", "expired, 0-3m, 3-6m, 6-12m or 12m+", null=_NO_CONTRACT))
    is_within_3m_of_renewal = flag("Renewal in 0 to 3 months", null=_NO_CONTRACT)
    tenure_months = dy.Float64(
        **described("months", "As-of - first activation", null="neither activation nor sign-up known")
    )
    tenure_bucket = dy.String(
        **described("-", "0-6m, 6-12m, 1-2y, 2-5y or 5y+", null="neither activation nor sign-up known")
    )
    is_expired_contract = flag("Renewal date reached or passed", null=_NO_CONTRACT)
    contract_term_months = dy.Float64(
        min=0, **described("months", "Agreed term, else renewal - start", null=_NO_CONTRACT)
    )
    has_active_contract = flag("A contract that has not ended and whose renewal is ahead")
    segment = dy.String(**described("-", "Residential, SME or Corporate"))
    sales_channel = dy.String(**described("-", "Channel of the sale"))
    is_high_competition_province = flag("Province with strong competition", null=_OPTIONAL)
    is_second_residence = flag("Second home", null=_OPTIONAL)
    is_dual_fuel = flag("Used electricity and gas in the window")
    portfolio_type = dy.String(**described("-", "Segment and DualFuel or SingleFuel"))
    is_digital_channel = flag("Sold on a comparison or the own website")
    is_comparison_channel = flag("Sold on a comparison website")
    is_own_website_channel = flag("Sold on the own website")


class FeaturesMarketCore(CustomerGrain):
    """One row a customer: tier MP core, how much the customer uses and pays, and against what."""

    avg_monthly_elec_kwh = dy.Float64(min=0, **described("kWh/month", "Mean electricity of a month", null=_NO_USAGE))
    total_elec_kwh_12m = dy.Float64(min=0, **described("kWh", "Electricity of the window", null=_NO_USAGE))
    avg_monthly_gas_m3 = dy.Float64(min=0, **described("m3/month", "Mean gas of a month", null=_NO_USAGE))
    total_gas_m3_12m = dy.Float64(min=0, **described("m3", "Gas of the window", null=_NO_USAGE))
    avg_elec_price_eur_kwh = dy.Float64(
        **described("EUR/kWh", "Electricity price weighted by consumption", null=_NOT_PAID)
    )
    avg_gas_price_eur_m3 = dy.Float64(**described("EUR/m3", "Gas price weighted by consumption", null=_NOT_PAID))
    price_vs_benchmark = dy.Float64(
        **described("share", "Own electricity price / market benchmark - 1", null="nothing paid, or no benchmark given")
    )
    gas_share_of_revenue = dy.Float64(
        **described("share", "Gas revenue / all revenue", null="no revenue in the window")
    )
    price_update_count = dy.Int64(min=0, **described("count", "Different pricing dates in the window"))
    province_avg_elec_cost = dy.Float64(**described("EUR/kWh", "Mean electricity cost of the province", null=_NO_COST))
    province_avg_gas_cost = dy.Float64(**described("EUR/m3", "Mean gas cost of the province", null=_NO_COST))


class FeaturesMarketRisk(CustomerGrain):
    """One row a customer: tier MP risk, how unsteady consumption, prices and margins are."""

    std_monthly_elec_kwh = dy.Float64(min=0, **described("kWh", "Spread of monthly electricity", null=_FEW_MONTHS))
    std_monthly_gas_m3 = dy.Float64(min=0, **described("m3", "Spread of monthly gas", null=_FEW_MONTHS))
    active_months_count = dy.Int64(min=0, max=12, **described("count", "Months with consumption"))
    std_margin = dy.Float64(min=0, **described("EUR", "Spread of monthly margin", null=_FEW_MONTHS))
    min_monthly_margin = dy.Float64(**described("EUR", "Worst monthly margin", null=_NO_USAGE))
    negative_margin_months = dy.Int64(min=0, max=12, **described("count", "Months with a margin below 0"))
    elec_price_trend_12m = dy.Float64(
        **described("share", "(last - first) / first recorded peak price", null=_NO_PRICE)
    )
    gas_price_trend_12m = dy.Float64(**described("share", "(last - first) / first recorded gas price", null=_NO_PRICE))
    elec_price_volatility_12m = dy.Float64(
        min=0, **described("EUR/kWh", "Spread of recorded peak prices", null=_FEW_PRICES)
    )
    is_price_increase = flag("The peak price rose in the window", null=_NO_PRICE)
    province_elec_cost_trend = dy.Float64(
        **described("share", "(last - first) / first electricity cost of the province", null=_NO_COST)
    )
    elec_price_vs_province_cost_spread = dy.Float64(
        **described("EUR/kWh", "Last recorded peak price - mean electricity cost of the province", null=_NO_PRICE)
    )
    rolling_margin_trend = dy.Float64(
        **described(
            "EUR/month", "Mean margin of the last 3 months - of the 3 before", null="no readings in these months"
        )
    )


class FeaturesBehaviour(CustomerGrain):
    """One row a customer: tier 2A, what the customer came to say (the latest interaction unless counted)."""

    has_interaction = flag("Was ever in touch")
    interaction_count = dy.Int64(min=0, **described("count", "Interactions"))
    customer_intent = dy.String(**described("-", "What the customer wanted; no_interaction"))
    is_cancellation_intent = flag("Wanted to cancel or switch")
    is_complaint_intent = flag("Complained")
    recent_complaint_flag = flag("Complained, or wanted to cancel or switch")
    complaint_count = dy.Int64(min=0, **described("count", "Interactions that were complaints"))
    has_billing_issue = flag("Came about a bill or payment")
    intent_severity_score = dy.Int64(
        min=0, max=3, **described("0..3", "Cancellation 3, complaint 2, pricing 1, else 0")
    )
    last_interaction_days_ago = dy.Int64(min=0, **described("days", "As-of - latest interaction; 9999 without one"))
    interaction_within_3m_of_renewal = flag("Interaction 0 to 3 months before the renewal", null=_NO_RENEWAL)
    is_interaction_within_30d_of_renewal = flag("Interaction 0 to 1 month before the renewal", null=_NO_RENEWAL)
    complaint_near_renewal = flag("Complaint 0 to 3 months before the renewal", null=_NO_RENEWAL)
    months_since_last_change = dy.Float64(min=0, **described("months", "As-of - last change of product; 9999 if none"))


class FeaturesSentiment(CustomerGrain):
    """One row a customer: tier 2B, how the customer felt (the latest interaction unless averaged)."""

    sentiment_label = dy.String(**described("-", "negative, neutral, positive; no_interaction"))
    avg_sentiment_score = dy.Float64(
        min=-1, max=1, **described("-1..1", "Mean mood", null="no interaction with a score")
    )
    is_negative_sentiment = flag("The mood was negative")
    complaint_x_negative_sentiment = flag("Complained in a negative mood")


class FeaturesCompound(CustomerGrain):
    """One row a customer: tier 3, risks that matter together."""

    is_price_sensitive = flag("Asked about prices or offers")
    is_high_risk_lifecycle = flag("Expired or 0-3m to renewal, and at most 12 months a customer", null=_NO_CONTRACT)
    is_competition_x_renewal = flag("Strong competition, and renewal within 3 months", null=_NO_CONTRACT)
    dual_fuel_x_renewal = flag("Dual fuel, and renewal within 3 months", null=_NO_CONTRACT)
    dual_fuel_x_competition = flag("Dual fuel in a province with strong competition", null=_OPTIONAL)
    dual_fuel_x_intent = flag("Dual fuel, and complained or wanted to leave")
    renewal_x_complaint = flag("Renewal within 3 months, and complained", null=_NO_CONTRACT)
    high_risk_x_negative_sentiment = flag("High-risk lifecycle in a negative mood", null=_NO_CONTRACT)
    tenure_x_interaction = dy.String(
        **described("-", "Tenure bucket of those in touch, else none", null="neither activation nor sign-up known")
    )


class FeaturesStrings(CustomerGrain):
    """One row a customer: tier 1B, pairs of categories for linear models."""

    intent_x_renewal_bucket = dy.String(**described("-", "Intent and renewal bucket", null=_NO_CONTRACT))
    intent_x_tenure_bucket = dy.String(**described("-", "Intent and tenure bucket", null="tenure not known"))
    sentiment_x_renewal_bucket = dy.String(**described("-", "Sentiment and renewal bucket", null=_NO_CONTRACT))
    intent_x_sentiment = dy.String(**described("-", "Intent and sentiment"))
    tenure_x_renewal_bucket = dy.String(**described("-", "Tenure and renewal bucket", null=_NO_CONTRACT))
    sales_channel_x_renewal_bucket = dy.String(**described("-", "Channel and renewal bucket", null=_NO_CONTRACT))
    has_interaction_x_renewal_bucket = dy.String(**described("-", "In touch and renewal bucket", null=_NO_CONTRACT))
    competition_x_intent = dy.String(**described("-", "Competition (0/1) and intent", null=_OPTIONAL))


class FeaturesSurroundings(CustomerGrain):
    """One row a customer: tier 4, what goes on around the customer, and whether the last month is like the others."""

    province_avg_sentiment_score = dy.Float64(
        min=-1, max=1, **described("-1..1", "Mean mood of the province's latest contacts, with 20 of all", null=_NOBODY)
    )
    province_complaint_share = dy.Float64(
        min=0,
        max=1,
        **described("share", "Of these, complaints and wishes to leave; with 20 contacts of all", null=_NOBODY),
    )
    similar_use_avg_sentiment_score = dy.Float64(
        min=-1,
        max=1,
        **described(
            "-1..1",
            "Mean mood of those who use about as much electricity, with 20 of all",
            null=f"{_NO_USAGE}, or {_NOBODY}",
        ),
    )
    last_month_elec_vs_usual = dy.Float64(
        min=-1,
        **described(
            "share",
            "Last month's electricity / usual - 1, cleared of the season of the segment",
            null=f"{_FEW_MONTHS}, the last one not read, or usually no consumption",
        ),
    )


class GoldMaster(
    FeaturesLifecycle,
    FeaturesMarketCore,
    FeaturesMarketRisk,
    FeaturesBehaviour,
    FeaturesSentiment,
    FeaturesCompound,
    FeaturesStrings,
    FeaturesSurroundings,
):
    """One row a customer: every feature of every tier, the business columns and the outcome."""

    avg_monthly_margin = dy.Float64(
        **described("EUR/month", "Mean margin of a month; never trained on", null=_NO_USAGE)
    )
    total_margin_12m = dy.Float64(**described("EUR", "Margin of the window; never trained on", null=_NO_USAGE))
    province_code = dy.String(**described("-", "Province as the retailer writes it; never trained on"))
    product_bundle = dy.String(**described("-", "electricity, gas or dual; never trained on", null=_OPTIONAL))
    contact_consent = flag(f"{CONTACT_CONSENT}; never trained on", null=_OPTIONAL)
    do_not_contact = flag(f"{DO_NOT_CONTACT}; never trained on", null=_OPTIONAL)
    language = dy.String(regex=LANGUAGES, **described("-", f"{LANGUAGE}; never trained on", null=_OPTIONAL))
    churned_within_horizon = flag("Left within the horizon", null="outcome not known")


SCHEMAS = (
    FeaturesLifecycle,
    FeaturesMarketCore,
    FeaturesMarketRisk,
    FeaturesBehaviour,
    FeaturesSentiment,
    FeaturesCompound,
    FeaturesStrings,
    FeaturesSurroundings,
    GoldMaster,
)
TIER_SCHEMAS: dict[str, type[CustomerGrain]] = {table_name(schema): schema for schema in SCHEMAS[:-1]}
