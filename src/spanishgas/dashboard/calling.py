"""Campaigns that agents call for: whom to call, what to say and what may be offered, and what came of it.

Whoever takes a customer, is told about one or records a result is asked for the role of an agent here, not on a page.
"""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from spanishgas.campaigns.calls import Result, record_result, take_next
from spanishgas.campaigns.store import campaign_ids, load_campaign, load_members
from spanishgas.config.language import Language
from spanishgas.dashboard import access
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.amounts import euros, number
from spanishgas.dashboard.customer_story import reasons
from spanishgas.dashboard.language import _, word
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run


@dataclass(frozen=True)
class Briefing:
    """A customer to call: what may be offered and why the customer may leave, in words."""

    customer: str
    offer: str
    reasons: list[str]


def campaigns(lake: Lake) -> list[str]:
    """Campaigns, those whose calls began last first."""
    began = {name: load_campaign(lake, name).contacted_on for name in campaign_ids(lake)}
    return sorted(began, key=lambda name: (began[name], name), reverse=True)


def take(lake: Lake, campaign_id: str, named: str, at: datetime) -> str | None:
    """The next customer for whoever asks, by their own name, or as they name themselves where nobody signs in.

    Raises:
        NotAllowedError: who asks is no agent.
        InputError: there is no such campaign, or no name.
    """
    return take_next(lake, campaign_id, _agent(named), at)


def record(
    lake: Lake, campaign_id: str, customer: str, named: str, result: Result, at: datetime, back: date | None = None
) -> None:
    """Keep what came of a call of whoever asks.

    Raises:
        NotAllowedError: who asks is no agent.
        InputError: this agent does not have the customer (any more), or a day to call back does not fit.
    """
    record_result(lake, campaign_id, customer, _agent(named), result, at, back)


def _agent(named: str) -> str:
    who = access.require(Role.AGENT)
    return who.name if access.is_signing_in() else named


def briefing(lake: Lake, campaign_id: str, customer: str, language: Language) -> Briefing:
    """What an agent needs to know of a customer: neither margin nor probability. Raises NotAllowedError."""
    access.require(Role.AGENT)
    campaign = load_campaign(lake, campaign_id)
    member = load_members(lake, campaign_id).row(by_predicate=pl.col("customer_id") == customer, named=True)
    scores = open_run(lake, campaign.run_id).scan("scored_customers").filter(pl.col("customer_id") == customer)
    offer = _("{offer}: up to {discount} a month for {months} months").format(
        offer=word("action", member["offer"]),
        discount=euros(member["offer_budget_eur_month"], 2),
        months=number(campaign.policy.economics.discount_months, 0),
    )
    return Briefing(customer, offer, reasons(scores.collect().row(0, named=True), language))
