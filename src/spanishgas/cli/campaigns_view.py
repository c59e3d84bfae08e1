"""What a person sees of a campaign: plan, read-out, what was learned, and all of them."""

from datetime import date
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from spanishgas.campaigns.learning import lessons
from spanishgas.campaigns.readout import readout
from spanishgas.campaigns.standings import standings
from spanishgas.campaigns.store import Campaign
from spanishgas.decide.responses import Belief
from spanishgas.lake import Lake
from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.program import command

_CURVE_ROWS = 8


def show_campaign(console: Console, campaign: Campaign, lake: Lake) -> None:
    """A campaign as it was planned."""
    limits = campaign.policy.limits
    budget = "no limit" if limits.budget_eur is None else f"{limits.budget_eur:,.0f} EUR"
    calls = "no limit" if limits.calls is None else f"{limits.calls:,}"
    lines = [
        f"Campaign {campaign.campaign_id}, calls on {campaign.contacted_on}, on run {campaign.run_id}",
        f"Limits      discounts {budget}, calls {calls}",
        f"Calls       {campaign.contacts:,}, of them {campaign.explored:,} to learn; control {campaign.controls:,}",
        f"Promise     {campaign.promise.sentence()}",
        f"Prices      one more euro of discounts returns {campaign.euro_price:,.2f} EUR, one more call "
        f"{campaign.call_price_eur:,.2f} EUR",
        f"Control     costs {campaign.control_cost_eur:,.0f} EUR that are not won, and buys the difference",
        f"Can tell    {_can_tell(campaign)}",
    ]
    for line in lines:
        console.print(Text(line), soft_wrap=True)
    console.print(_alternatives(campaign))
    console.print(_curve(campaign))
    export = command("campaign", "contacts", campaign.campaign_id, "--out", "calls.xlsx", "--lake", lake)
    console.print(f"Whom to call: {export}", soft_wrap=True)


def _can_tell(campaign: Campaign) -> str:
    if campaign.detectable_points is None:
        return "nothing: there is no control"
    text = f"a difference of {campaign.detectable_points:.1f} of 100 customers or more in nine of ten campaigns"
    if campaign.promised_points is not None:
        text += f"; {campaign.promised_points:.1f} are expected"
    if campaign.needed_contacts is not None:
        text += f", which {campaign.needed_contacts:,} contacts would find"
    return text


def _alternatives(campaign: Campaign) -> Table:
    table = _table("Without control, by the same responses", "Plan", "Calls", "Discounts, EUR", "Expected, EUR")
    for each in campaign.alternatives:
        table.add_row(
            each.name, f"{each.contacts:,}", f"{each.discount_eur:,.0f}", f"{each.incremental_margin_eur:,.0f}"
        )
    return table


def _curve(campaign: Campaign) -> Table:
    table = _table("What a budget returns", "Discounts, EUR", "Calls", "Expected, EUR", "One more euro returns")
    points = campaign.curve
    step = max(len(points) // _CURVE_ROWS, 1)
    for point in points[::-step][::-1]:
        table.add_row(
            f"{point.budget_eur:,.0f}",
            f"{point.contacts:,}",
            f"{point.incremental_margin_eur:,.0f}",
            f"{point.euro_price:,.2f}",
        )
    return table


def show_readout(
    console: Console, campaign: Campaign, members: pl.DataFrame, outcomes: pl.DataFrame, today: date
) -> None:
    """What a campaign changed."""
    found = readout(campaign, members, outcomes, today)
    console.print(Text(found.sentence, style="bold"), soft_wrap=True)
    for warning in found.cautions.values():
        console.print(Text(f"warning {warning}", style="yellow"), soft_wrap=True)
    table = _table(
        f"Campaign {campaign.campaign_id}: called against control, 95 % intervals",
        "Group",
        "Called",
        "Control",
        "Kept more, of 100",
        "Measured, EUR",
        "Promised, EUR",
    )
    for row in found.effects.iter_rows(named=True):
        name = EVERYBODY if row["grouping"] == EVERYBODY else f"{row['grouping']}: {row['group']}"
        table.add_row(
            name,
            f"{row['contacts']:,}",
            f"{row['controls']:,}",
            _interval(row, "kept_points", "{:.1f}"),
            _interval(row, "incremental_margin_eur", "{:,.0f}"),
            f"{row['promised_margin_eur']:,.0f}",
        )
    console.print(table)


def show_learned(console: Console, before: Belief, after: Belief) -> None:
    """What is believed of the responses now, where it changed."""
    table = _table("Responses, log-odds that an offer takes away", "Offer", "Cause", "Before", "Now", "Source")
    for each in lessons(before, after):
        told = (f"{each.before:.2f} ± {each.before_spread:.2f}", f"{each.now:.2f} ± {each.now_spread:.2f}")
        table.add_row(each.cell.offer, each.cell.cause, *told, each.cell.source)
    console.print(table)


def show_campaigns(console: Console, lake: Lake) -> None:
    """Promised and realised euros of every campaign."""
    table = _table(
        "Campaigns: what was promised and what came true (EUR beyond doing nothing)",
        "Campaign",
        "Called",
        "Control",
        "Promised (90 %)",
        "",
        "Measured (95 %)",
        "Outcomes",
    )
    for each in standings(lake):
        campaign, found, said = each.campaign, each.found, each.campaign.promise
        table.add_row(
            campaign.campaign_id,
            f"{campaign.contacts:,}",
            f"{campaign.controls:,}",
            f"{said.incremental_margin_eur:,.0f} ({said.incremental_margin_low_eur:,.0f} to "
            f"{said.incremental_margin_high_eur:,.0f})",
            said.word,
            _interval(found.total, "incremental_margin_eur", "{:,.0f}"),
            f"{found.outcomes:,} of {found.members:,}",
        )
    console.print(table)


def _interval(row: dict[str, Any], name: str, form: str) -> str:
    stem, unit = (name.removesuffix("_eur"), "_eur") if name.endswith("_eur") else (name, "")
    if row[name] is None:
        return "too few"
    value, low, high = (form.format(row[key]) for key in (name, f"{stem}_low{unit}", f"{stem}_high{unit}"))
    return f"{value} ({low} to {high})"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    for number, name in enumerate(columns):
        table.add_column(name, justify="left" if number == 0 else "right")
    return table
