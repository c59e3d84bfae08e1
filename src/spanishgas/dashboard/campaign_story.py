"""What a campaign takes, promises and can tell, in the reader's words and as rows for pictures; and all campaigns."""

from collections.abc import Callable, Sequence
from math import ceil
from textwrap import wrap
from typing import Literal

import polars as pl

from spanishgas.campaigns.standings import Standing
from spanishgas.campaigns.store import Alternative, Campaign
from spanishgas.dashboard.amounts import NOTHING, count, day, euros, number, short_day
from spanishgas.dashboard.gate_story import Figure
from spanishgas.dashboard.language import _, word

LONGEST_NAME = 61
_WIDEST = 42
"""Letters that fit above a bar on a phone."""


def figures(campaign: Campaign) -> list[Figure]:
    """Calls, control, what is promised and what it takes."""
    said = campaign.promise
    learning = _("{explored} of them to learn").format(explored=count(campaign.explored))
    return [
        Figure(_("To call"), count(campaign.contacts), learning if campaign.explored else _("all by the plan")),
        Figure(_("Control"), count(campaign.controls), _("not called")),
        Figure(_("Promised"), euros(said.incremental_margin_eur), word("promise", said.word)),
        Figure(_("Discounts"), euros(said.discount_eur), _("calls: {cost}").format(cost=euros(said.contact_cost_eur))),
    ]


def limits(campaign: Campaign) -> str:
    """What it may take, by which list and from which day."""
    by = campaign.policy.limits
    text = _("Calls from {contacted} on, by the list of {listed}. Calls: {calls}. Discounts: {budget}.")
    if by.budget_pays_calls:
        text = _("Calls from {contacted} on, by the list of {listed}. Calls: {calls}. Discounts and calls: {budget}.")
    return text.format(
        contacted=day(campaign.contacted_on),
        listed=day(campaign.as_of),
        calls=_("no limit") if by.calls is None else count(by.calls),
        budget=_("no limit") if by.budget_eur is None else euros(by.budget_eur),
    )


def prices(campaign: Campaign) -> str:
    """What a little more of either limit would return."""
    euro, call = campaign.euro_price, campaign.call_price_eur
    if not euro and not call:
        return _("More budget or more calls would return nothing: every offer that pays is made.")
    told = {"euro": euros(euro, 2), "call": euros(call, 2)}
    return _("One more euro of budget returns {euro}; one more call returns {call}.").format(**told)


def control(campaign: Campaign) -> str:
    """What the control costs."""
    if not campaign.controls:
        return _("There is no control: nobody will know what calling changed.")
    text = _("The control costs {cost} that are not won, and buys the difference.")
    return text.format(cost=euros(campaign.control_cost_eur))


def power(campaign: Campaign) -> str:
    """What it can tell, and how large it must be to tell what is expected."""
    if campaign.detectable_points is None:
        return _("It can tell nothing: that takes members who are called, and a control.")
    first = _(
        "It finds a difference of {points} of 100 customers or more in nine of ten such campaigns; {expected} are "
        "expected."
    ).format(points=number(campaign.detectable_points, 1), expected=number(campaign.promised_points, 1))
    needed = campaign.needed_contacts
    if needed is None:
        return first
    if needed <= campaign.contacts:
        enough = _("It is large enough for that.")
        return f"{first} {enough}"
    share = campaign.control_share
    rest = _("To find that takes {calls} calls and a control of {control}.")
    return f"{first} {rest.format(calls=count(needed), control=count(ceil(needed * share / (1 - share))))}"


def name_trouble(name: str, code: Literal["taken", "odd"]) -> str:
    """Why a new campaign cannot have a name."""
    if code == "taken":
        return _("There is a campaign {name} already. Give the new one another name.").format(name=name)
    return _(
        "{name} is no name of a campaign: letters without accents, digits, dots, dashes and underscores, 61 at most."
    ).format(name=name)


def by_offer(campaign: Campaign, members: pl.DataFrame) -> pl.DataFrame:
    """Who gets which offer: ``label``, ``value``, ``shown``, ``kind``, control, discount and expectation in words."""
    found: list[dict[str, str | float]] = []
    for offer in campaign.policy.offers:
        every = members.filter(offer=offer)
        called = every.filter(~pl.col("is_control"))
        if every.height:
            found.append(
                {
                    "label": word("action", offer),
                    "value": float(called.height),
                    "shown": count(called.height),
                    "kind": _("to call"),
                    "control": count(every.height - called.height),
                    "discount": euros(float(called["offer_budget_eur_month"].sum())),
                    "expected": euros(float(called["expected_incremental_margin_eur"].sum())),
                }
            )
    texts = ("label", "shown", "kind", "control", "discount", "expected")
    return pl.DataFrame(found, schema={"value": pl.Float64, **dict.fromkeys(texts, pl.String)})


def alternatives(ways: Sequence[Alternative]) -> pl.DataFrame:
    """The plan beside what needs no responses: ``label``, ``value``, ``shown``, ``kind``, calls and discounts."""
    return pl.DataFrame(
        [
            {
                "label": word("plan", each.name),
                "value": each.incremental_margin_eur,
                "shown": euros(each.incremental_margin_eur),
                "kind": _("this plan") if place == 0 else _("another rule"),
                "calls": count(each.contacts),
                "discounts": euros(each.discount_eur),
            }
            for place, each in enumerate(ways)
        ]
    )


def curve(campaign: Campaign) -> pl.DataFrame:
    """What every budget returns: ``x``, ``y``, and in words ``budget``, ``expected``, ``calls`` and ``more``."""
    return pl.DataFrame(
        [
            {
                "x": point.budget_eur,
                "y": point.incremental_margin_eur,
                "budget": euros(point.budget_eur),
                "expected": euros(point.incremental_margin_eur),
                "calls": count(point.contacts),
                "more": euros(point.euro_price, 2),
            }
            for point in campaign.curve
        ]
    )


def curve_titles() -> dict[str, str]:
    """What the columns of that curve are called."""
    return {
        "budget": _("Budget"),
        "expected": _("Expected beyond doing nothing"),
        "calls": _("Calls"),
        "more": _("One more euro returns"),
    }


def here(campaign: Campaign) -> pl.DataFrame:
    """Where the plan is on that curve."""
    plan, policy = campaign.alternatives[0], campaign.policy
    calls = plan.contacts * policy.economics.outreach_cost_eur if policy.limits.budget_pays_calls else 0.0
    return pl.DataFrame({"x": [plan.discount_eur + calls], "y": [plan.incremental_margin_eur]})


def wrapped(label: str) -> str:
    """A name in lines that fit on a phone."""
    return "\n".join(wrap(label, _WIDEST))


def over_time(standings: Sequence[Standing]) -> pl.DataFrame:
    """Promised and realised euros, in the order of their days: a row a campaign and side that is known.

    Columns ``label``, ``side``, ``value``, ``low``, ``high``, and in words ``shown`` and ``between``.
    """
    found: list[dict[str, str | float]] = []
    for each in in_order(standings):
        said, total = each.campaign.promise, each.found.total
        label = wrapped(f"{short_day(each.campaign.contacted_on)} · {each.campaign.campaign_id}")
        promised = (said.incremental_margin_eur, said.incremental_margin_low_eur, said.incremental_margin_high_eur)
        realised = (total[f"incremental_margin{end}_eur"] for end in ("", "_low", "_high"))
        sides = ((promised_side(), *promised), (realised_side(), *realised))
        found += [
            {"label": label, "side": side, "value": value, "low": low, "high": high}
            for side, value, low, high in sides
            if value is not None
        ]
    rows = pl.DataFrame(found, schema=_INTERVALS)
    return with_words(rows, euros)


_INTERVALS = {"label": pl.String, "side": pl.String, **dict.fromkeys(("value", "low", "high"), pl.Float64)}


def with_words(rows: pl.DataFrame, said: Callable[[float | None], str]) -> pl.DataFrame:
    """Values and their intervals in words too."""
    ends = zip(rows["low"].to_list(), rows["high"].to_list(), strict=True)
    return rows.with_columns(
        pl.Series("shown", [said(value) for value in rows["value"]], dtype=pl.String),
        pl.Series("between", [between(said(low), said(high)) for low, high in ends], dtype=pl.String),
    )


def between(low: str, high: str) -> str:
    """From one amount to another."""
    return _("{low} to {high}").format(low=low, high=high)


def promised_side() -> str:
    """What the promise is called in a picture."""
    return _("promised (90 %)")


def realised_side() -> str:
    """What came true is called in a picture."""
    return _("realised (95 %)")


def in_order(standings: Sequence[Standing]) -> list[Standing]:
    """Campaigns by the day of their calls."""
    return sorted(standings, key=lambda each: (each.campaign.contacted_on, each.campaign.campaign_id))


def standings_table(standings: Sequence[Standing]) -> pl.DataFrame:
    """Every campaign for reading, the latest first: calls, control, promised and realised euros, outcomes."""
    rows = [_standing(each) for each in reversed(in_order(standings))]
    return pl.DataFrame(rows)


def _standing(each: Standing) -> dict[str, str]:
    campaign, said, total = each.campaign, each.campaign.promise, each.found.total
    ends = [euros(total[f"incremental_margin{end}_eur"]) for end in ("", "_low", "_high")]
    realised = ends[0] if ends[0] == NOTHING else f"{ends[0]} ({between(ends[1], ends[2])})"
    promised = euros(said.incremental_margin_eur)
    ends = [euros(said.incremental_margin_low_eur), euros(said.incremental_margin_high_eur)]
    return {
        _("Campaign"): campaign.campaign_id,
        _("Calls from"): short_day(campaign.contacted_on),
        _("Called"): count(campaign.contacts),
        _("Control"): count(campaign.controls),
        _("Promised (90 %)"): f"{promised} ({between(*ends)}), {word('promise', said.word)}",
        _("Realised (95 %)"): realised,
        _("Outcomes"): _("{known} of {members}").format(
            known=count(each.found.outcomes), members=count(each.found.members)
        ),
    }
