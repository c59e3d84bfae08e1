"""Schemas of what a campaign keeps: its members, and what came of them."""

import dataframely as dy

from spanishgas.tables.base import customer_id, described

_NOT_SAID = "nobody has said it yet"


class CampaignMembers(dy.Schema):
    """One row a member: the offer, whether the customer is called, and what was expected when it was planned."""

    customer_id = customer_id()
    offer = dy.String(min_length=1, **described("-", "The offer, which a member of the control group does not get"))
    why = dy.String(min_length=1, **described("-", "plan, or explore: called to learn"))
    is_control = dy.Bool(**described("0/1", "Not called, so that the difference can be told"))
    control_propensity = dy.Float64(min=0, max=1, **described("0..1", "Share of the member's stratum that is control"))
    offer_propensity = dy.Float64(min=0, max=1, **described("0..1", "With which the offer was drawn"))
    churn_probability = dy.Float64(min=0, max=1, **described("0..1", "Without an offer, as planned with"))
    churn_probability_with_offer = dy.Float64(min=0, max=1, **described("0..1", "As the response lets expect"))
    main_cause = dy.String(min_length=1, **described("-", "What the offer answers"))
    risk_tier = dy.String(**described("-", "Tier of risk"))
    avg_monthly_margin = dy.Float64(**described("EUR/month", "Mean margin of the last 12 months"))
    offer_budget_eur_month = dy.Float64(min=0, **described("EUR/month", "The offer's largest monthly cost"))
    expected_incremental_margin_eur = dy.Float64(**described("EUR", "Expected beyond doing nothing, if called"))
    response_source = dy.String(min_length=1, **described("-", "Where the response was from"))
    contacted_on = dy.Date(**described("date", "Day from which outcomes count"))


class CampaignOutcomes(dy.Schema):
    """One row a member of whom something was said."""

    customer_id = customer_id()
    contacted = dy.Bool(**described("0/1", "Was called or written to", null=_NOT_SAID))
    reached = dy.Bool(**described("0/1", "Answered the call", null=_NOT_SAID))
    accepted = dy.Bool(**described("0/1", "Took the offer", null=_NOT_SAID))
    stayed_90_days = dy.Bool(**described("0/1", "Was still a customer 90 days later", null=_NOT_SAID))
    stayed_after_offer = dy.Bool(**described("0/1", "Was still a customer when the offer had ended", null=_NOT_SAID))
