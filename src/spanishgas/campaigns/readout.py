"""What can be said of a campaign by now: what it changed, whether the sample is what was planned, in one sentence."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from spanishgas.campaigns.effects import effects
from spanishgas.campaigns.store import Campaign
from spanishgas.errors import InputError
from spanishgas.sentences import _, written

_SUSPICIOUS = 0.001
Verdict = Literal["works", "stop", "unclear"]


@dataclass(frozen=True)
class Readout:
    """A read-out: by group, with warnings, a verdict and the sentence that says it."""

    effects: pl.DataFrame
    outcomes: int
    members: int
    warnings: tuple[str, ...]
    verdict: Verdict
    sentence: str


def with_outcomes(members: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Members of whom it is known whether they stayed, with ``left``."""
    known = members.join(outcomes, on="customer_id").filter(pl.col("stayed_90_days").is_not_null())
    return known.with_columns(left=~pl.col("stayed_90_days")).sort("customer_id")


def readout(campaign: Campaign, members: pl.DataFrame, outcomes: pl.DataFrame, today: date) -> Readout:
    """What the outcomes known by a day say.

    Args:
        campaign: as it was planned.
        members: of the campaign.
        outcomes: what is known of them.
        today: the day it is looked at: too early a look is warned of.
    """
    known = with_outcomes(members, outcomes)
    table = effects(known, campaign.policy.economics)
    verdict, sentence = _said(table.row(0, named=True), campaign)
    return Readout(
        table, known.height, members.height, tuple(_warnings(campaign, members, known, today)), verdict, sentence
    )


def _said(total: dict[str, float | None], campaign: Campaign) -> tuple[Verdict, str]:
    points, low, high = (total[name] for name in ("kept_points", "kept_points_low", "kept_points_high"))
    if points is None or low is None or high is None:
        return "unclear", _("Nothing can be told yet: too few outcomes of members who were called, or of the control.")
    euros, least, most = (
        total[name] or 0.0
        for name in ("incremental_margin_eur", "incremental_margin_low_eur", "incremental_margin_high_eur")
    )
    kept = _("calls kept {points} more of 100 customers (95 %: {low} to {high})").format(
        points=written(f"{points:.1f}"), low=written(f"{low:.1f}"), high=written(f"{high:.1f}")
    )
    worth = _("measured: {euros} EUR beyond doing nothing (95 %: {low} to {high})").format(
        euros=written(f"{euros:,.0f}"), low=written(f"{least:,.0f}"), high=written(f"{most:,.0f}")
    )
    if high < 0 or most < 0:
        text = (
            _("Stop: it costs more than it keeps. The {kept}; {worth}.")
            if most < 0
            else _("Stop: calls drive customers away. The {kept}; {worth}.")
        )
        return "stop", text.format(kept=kept, worth=worth)
    if low > 0:
        text = (
            _("It works, and it pays: {kept}; {worth}.")
            if least > 0
            else _("It works, though whether it pays is open: {kept}; {worth}.")
        )
        return "works", text.format(kept=kept, worth=worth)
    text, needed = _("Nothing can be told: {kept}; {worth}.").format(kept=kept, worth=worth), campaign.needed_contacts
    if needed and needed > campaign.contacts:
        more = _("What was promised needs {contacts} contacts.").format(contacts=written(f"{needed:,}"))
        text = f"{text} {more}"
    return "unclear", text


def refuse_unready(campaign: Campaign, members: pl.DataFrame, known: pl.DataFrame, today: date) -> None:
    """Raises InputError where outcomes would teach what is not so: too early, none, or missing of one side."""
    name = f"Campaign {campaign.campaign_id}"
    if today < due(campaign):
        raise InputError(f"{name} teaches from {due(campaign)} on, when its outcomes are complete.")
    if known.is_empty():
        raise InputError(f"{name} has no outcomes yet: bring them by `campaign outcomes`.")
    if _is_lopsided(members, known):
        raise InputError(f"{name}: outcomes are missing of the control or of those who were called. Bring those too.")


def due(campaign: Campaign) -> date:
    """The day from which it is known who stayed."""
    return campaign.contacted_on + timedelta(days=campaign.horizon_days)


def _is_lopsided(members: pl.DataFrame, known: pl.DataFrame) -> bool:
    """Whether the control's share of the outcomes is not what chance makes of its share of the members."""
    from scipy.stats import binomtest

    share = float(members["is_control"].mean() or 0.0)  # pyright: ignore[reportArgumentType]
    controls = int(known["is_control"].sum())
    if not known.height or not 0 < share < 1:
        return False
    return bool(binomtest(controls, known.height, share).pvalue < _SUSPICIOUS)


def _warnings(campaign: Campaign, members: pl.DataFrame, known: pl.DataFrame, today: date) -> list[str]:
    found: list[str] = []
    if today < due(campaign):
        early = _(
            "This is a look before {day}, when outcomes are complete: differences seen now come and go. Whoever stops "
            "at the first that looks good claims effects that are none."
        )
        found.append(early.format(day=due(campaign)))
    if _is_lopsided(members, known):
        controls, share = int(known["is_control"].sum()), members["is_control"].mean()
        lopsided = _(
            "Of {outcomes} outcomes {controls} are of the control, where {share} of the members are: outcomes are "
            "missing of one side, and the difference may be theirs."
        )
        found.append(
            lopsided.format(
                outcomes=written(f"{known.height:,}"), controls=written(f"{controls:,}"), share=written(f"{share:.0%}")
            )
        )
    if missing := members.height - known.height:
        unsaid = _("Of {missing} of {members} members nobody has said yet whether they stayed.")
        found.append(unsaid.format(missing=written(f"{missing:,}"), members=written(f"{members.height:,}")))
    return found
