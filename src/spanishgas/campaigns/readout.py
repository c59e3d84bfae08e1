"""What can be said of a campaign by now: what it changed, whether the sample is what was planned, in one sentence."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import polars as pl

from spanishgas.campaigns.effects import effects
from spanishgas.campaigns.store import Campaign
from spanishgas.errors import InputError

_SUSPICIOUS = 0.001
Verdict = Literal["works", "stop", "unclear"]
Finding = Literal["too_few", "costs", "drives_away", "pays", "may_pay", "open"]
"""What outcomes say: nothing yet, calls cost more than they keep, they drive customers away, they keep customers and it
pays, or may; or they say nothing certain."""
Caution = Literal["early", "lopsided", "missing"]
"""Why to be careful: it is early, outcomes are missing of one side, or of some members."""
_VERDICTS: dict[Finding, Verdict] = {
    "too_few": "unclear",
    "costs": "stop",
    "drives_away": "stop",
    "pays": "works",
    "may_pay": "works",
    "open": "unclear",
}


@dataclass(frozen=True)
class Readout:
    """A read-out: by group, with what it says and why to be careful, as codes and in sentences."""

    effects: pl.DataFrame
    outcomes: int
    controls: int
    """Outcomes of the control."""
    members: int
    cautions: dict[Caution, str]
    """Each with its sentence."""
    finding: Finding
    sentence: str

    @property
    def verdict(self) -> Verdict:
        """The finding for whoever decides about the next campaign."""
        return _VERDICTS[self.finding]

    @property
    def total(self) -> dict[str, Any]:
        """The effect on all members."""
        return self.effects.row(0, named=True)


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
    finding = _finding(table.row(0, named=True))
    return Readout(
        effects=table,
        outcomes=known.height,
        controls=int(known["is_control"].sum()),
        members=members.height,
        cautions=_cautions(campaign, members, known, today),
        finding=finding,
        sentence=_sentence(finding, table.row(0, named=True), campaign),
    )


def _finding(total: dict[str, Any]) -> Finding:
    _, least, most = _euros(total)
    if total["kept_points"] is None:
        return "too_few"
    if most < 0:
        return "costs"
    if total["kept_points_high"] < 0:
        return "drives_away"
    if total["kept_points_low"] > 0:
        return "pays" if least > 0 else "may_pay"
    return "open"


def _euros(total: dict[str, Any]) -> tuple[float, float, float]:
    """Measured, and the ends of the interval; 0 where margins are all the same."""
    euros, least, most = (total[f"incremental_margin{end}_eur"] or 0.0 for end in ("", "_low", "_high"))
    return euros, least, most


def _sentence(finding: Finding, total: dict[str, Any], campaign: Campaign) -> str:
    if finding == "too_few":
        return "Nothing can be told yet: too few outcomes of members who were called, or of the control."
    points, low, high = (total[f"kept_points{end}"] for end in ("", "_low", "_high"))
    euros, least, most = _euros(total)
    kept = f"calls kept {points:.1f} more of 100 customers (95 %: {low:.1f} to {high:.1f})"
    worth = f"measured: {euros:,.0f} EUR beyond doing nothing (95 %: {least:,.0f} to {most:,.0f})"
    texts: dict[Finding, str] = {
        "costs": f"Stop: it costs more than it keeps. The {kept}; {worth}.",
        "drives_away": f"Stop: calls drive customers away. The {kept}; {worth}.",
        "pays": f"It works, and it pays: {kept}; {worth}.",
        "may_pay": f"It works, though whether it pays is open: {kept}; {worth}.",
    }
    needed = missed_contacts(campaign)
    more = "" if needed is None else f" What was promised needs {needed:,} contacts."
    return texts.get(finding, f"Nothing can be told: {kept}; {worth}.{more}")


def missed_contacts(campaign: Campaign) -> int | None:
    """Contacts that what was promised needs to be seen, where the campaign has fewer."""
    needed = campaign.needed_contacts
    return needed if needed and needed > campaign.contacts else None


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
    from scipy.special import bdtr, bdtrc  # scipy.stats would take a server 50 MB

    share = float(members["is_control"].mean() or 0.0)  # pyright: ignore[reportArgumentType]
    controls = int(known["is_control"].sum())
    if not known.height or not 0 < share < 1:
        return False
    tails = bdtr(controls, known.height, share), bdtrc(controls - 1, known.height, share) if controls else 1.0
    return bool(2 * min(tails) < _SUSPICIOUS)


def _cautions(campaign: Campaign, members: pl.DataFrame, known: pl.DataFrame, today: date) -> dict[Caution, str]:
    found: dict[Caution, str] = {}
    if today < due(campaign):
        found["early"] = (
            f"This is a look before {due(campaign)}, when outcomes are complete: differences seen now come and go. "
            "Whoever stops at the first that looks good claims effects that are none."
        )
    if _is_lopsided(members, known):
        controls, share = int(known["is_control"].sum()), members["is_control"].mean()
        found["lopsided"] = (
            f"Of {known.height:,} outcomes {controls:,} are of the control, where {share:.0%} of the members are: "
            "outcomes are missing of one side, and the difference may be theirs."
        )
    if missing := members.height - known.height:
        found["missing"] = f"Of {missing:,} of {members.height:,} members nobody has said yet whether they stayed."
    return found
