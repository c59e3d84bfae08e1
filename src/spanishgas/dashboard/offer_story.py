"""What is offered to whom and by which rules, in the reader's words."""

import polars as pl

from spanishgas.config.language import Language
from spanishgas.dashboard.amounts import count, euros, number, share
from spanishgas.dashboard.language import _, first_up, ngettext, word
from spanishgas.decide.guardrails import WORDS
from spanishgas.decide.promise import Promise
from spanishgas.policy import NO_OFFER, Policy


def promised(promise: Promise) -> str:
    """What all offers together are expected to be worth, with the interval and whether it was measured."""
    if not promise.offers:
        return _("No offer is made, so no euros are promised.")
    text = (
        _("Measured: {worth} beyond doing nothing (90 %: {low} to {high}) over {months} months.")
        if promise.word == "measured"
        else _("Assumed: {worth} beyond doing nothing (90 %: {low} to {high}) over {months} months.")
    )
    return text.format(
        worth=euros(promise.incremental_margin_eur),
        low=euros(promise.incremental_margin_low_eur),
        high=euros(promise.incremental_margin_high_eur),
        months=number(promise.horizon_months, 0),
    )


def spent(promise: Promise) -> str:
    """What that takes."""
    text = ngettext(
        "{calls} call ({contacts}) and discounts of {discounts} keep {kept} customers.",
        "{calls} calls ({contacts}) and discounts of {discounts} keep {kept} customers.",
        promise.offers,
    )
    return text.format(
        calls=count(promise.offers),
        contacts=euros(promise.contact_cost_eur),
        discounts=euros(promise.discount_eur),
        kept=number(promise.kept_customers, 1),
    )


def by_tier(customers: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Customers and offers, for reading: a column a tier, the gravest first, so that a phone has room for all."""
    offers = [*policy.offers, NO_OFFER]
    timings = {tier.name: tier.timing for tier in policy.risk_tiers}
    rows = {name: customers.filter(risk_tier=name) for name in policy.tiers_gravest_first}
    lines = {
        _("Timing"): [word("timing", timings[name]) for name in rows],
        _("Customers"): [count(each.height) for each in rows.values()],
        **{
            word("action", offer): [count(each.filter(action=offer).height) for each in rows.values()]
            for offer in offers
        },
        _("Discounts a month, at most"): [euros(float(each["offer_budget_eur_month"].sum())) for each in rows.values()],
    }
    tiers = {word("tier", name): [line[place] for line in lines.values()] for place, name in enumerate(rows)}
    return pl.DataFrame({_("Risk tier"): list(lines), **tiers})


def without_offer(customers: pl.DataFrame, language: Language) -> pl.DataFrame:
    """How many customers get no offer, by why: ``label``, ``value`` and ``shown``, most first."""
    counted = customers.filter(action=NO_OFFER).group_by("guardrail").len().sort("len", "guardrail", descending=True)
    words = WORDS[language]
    labels = [words.get(code or "", code or "–") for code in counted["guardrail"]]
    return pl.DataFrame(
        {
            "label": [first_up(text) for text in labels],
            "value": counted["len"].cast(pl.Float64),
            "shown": [count(each) for each in counted["len"]],
        }
    )


def rules(policy: Policy) -> list[str]:
    """The policy's rules of offers, a sentence each."""
    limits, economics, guardrails = policy.limits, policy.economics, policy.guardrails
    offers = ", ".join(f"{word('action', name).lower()} {share(size)}" for name, size in policy.offers.items())
    by_tier = policy.decision == "tier_rule"
    return [
        _("Every customer gets the offer of the tier.")
        if by_tier
        else _("Every customer gets the offer that returns most beyond doing nothing, or none."),
        _("At most, of the customer's margin: {offers}.").format(offers=offers),
        _("A discount runs for {months} months, a call costs {cost}.").format(
            months=number(economics.discount_months, 0), cost=euros(economics.outreach_cost_eur)
        ),
        _("A kept customer counts for {months} months of margin, which is an assumption.").format(
            months=number(economics.customer_value_months, 0)
        ),
        _("Calls: {calls}. Discounts: {budget}.").format(
            calls=_("no limit") if limits.calls is None else count(limits.calls),
            budget=_("no limit") if limits.budget_eur is None else euros(limits.budget_eur),
        ),
        _("Nobody is contacted twice within {days} days.").format(days=count(guardrails.rest_days)),
        _(
            "No offer may lose money where its response is at the cautious end, the worst {share} of what it may be."
        ).format(share=share(guardrails.cautious_quantile)),
    ]
