"""What came of a campaign in the reader's words: the finding with its interval, why to be careful, and by group."""

import polars as pl

from spanishgas.campaigns.learning import Lesson
from spanishgas.campaigns.outcomes import SAID, RefusedRowsError
from spanishgas.campaigns.readout import Caution, Finding, Readout, due, missed_contacts
from spanishgas.campaigns.store import Campaign
from spanishgas.dashboard.amounts import count, day, euros, number, share
from spanishgas.dashboard.campaign_story import between, with_words, wrapped
from spanishgas.dashboard.language import _, ngettext, original, word
from spanishgas.decide.responses import ASSUMPTION
from spanishgas.errors import InputError

_KINDS = {"offer": "action", "main_cause": "cause", "risk_tier": "tier", "why": "why called"}
_SHOWN = 80
"""Letters of a wrong value that are shown."""


def sentence(found: Readout, campaign: Campaign) -> str:
    """What calling changed, in customers and in euros with their intervals, or that nothing can be told."""
    if found.finding == "too_few":
        return _("Nothing can be told yet: too few outcomes of members who were called, or of the control.")
    total = found.total
    texts: dict[Finding, str] = {
        "costs": _("Stop: it costs more than it keeps. {kept}; {worth}."),
        "drives_away": _("Stop: calls drive customers away. {kept}; {worth}."),
        "pays": _("It works, and it pays. {kept}; {worth}."),
        "may_pay": _("It works, though whether it pays is open. {kept}; {worth}."),
        "open": _("Nothing can be told. {kept}; {worth}."),
    }
    points = [number(total[f"kept_points{end}"], 1) for end in ("", "_low", "_high")]
    worth = [euros(total[f"incremental_margin{end}_eur"]) for end in ("", "_low", "_high")]
    told = texts[found.finding].format(
        kept=_("Calls kept {points} more of 100 customers (95 %: {low} to {high})").format(
            points=points[0], low=points[1], high=points[2]
        ),
        worth=_("measured: {euros} beyond doing nothing (95 %: {low} to {high})").format(
            euros=worth[0], low=worth[1], high=worth[2]
        ),
    )
    needed = missed_contacts(campaign) if found.finding == "open" else None
    more = _("To see what was promised takes {calls} calls.")
    return told if needed is None else f"{told} {more.format(calls=count(needed))}"


def cautions(found: Readout, campaign: Campaign) -> dict[Caution, str]:
    """Why to be careful with it, a sentence each."""
    of_all = campaign.controls / max(campaign.controls + campaign.contacts, 1)
    texts: dict[Caution, str] = {
        "early": _(
            "This is a look before {day}, when outcomes are complete: differences seen now come and go. Whoever stops "
            "at the first that looks good claims effects that are none."
        ).format(day=day(due(campaign))),
        "lopsided": _(
            "Of {outcomes} outcomes {controls} are of the control, where {share} of the members are: outcomes are "
            "missing of one side, and the difference may be theirs."
        ).format(outcomes=count(found.outcomes), controls=count(found.controls), share=share(of_all)),
        "missing": _("Of {missing} of {members} members nobody has said yet whether they stayed.").format(
            missing=count(found.members - found.outcomes), members=count(found.members)
        ),
    }
    return {code: texts[code] for code in found.cautions}


def unteachable(found: Readout, campaign: Campaign) -> str | None:
    """Why it teaches nothing yet; None where it may."""
    if "early" in found.cautions:
        return _("It teaches from {day} on, when its outcomes are complete.").format(day=day(due(campaign)))
    if not found.outcomes:
        return _("It teaches once its outcomes are here.")
    if "lopsided" in found.cautions:
        return _("It teaches nothing while outcomes are missing of one side.")
    return None


def grouping_words() -> dict[str, str]:
    """By what members are grouped."""
    return {
        "offer": _("Offer"),
        "main_cause": _("Reason"),
        "risk_tier": _("Risk tier"),
        "why": _("Why called"),
    }


def group_word(grouping: str, group: str) -> str:
    """A group in words."""
    return word(_KINDS[grouping], group)


def by_group(found: Readout, grouping: str) -> pl.DataFrame:
    """Customers kept of 100 by group: ``label``, ``side``, ``value``, ``low``, ``high``, words, and what came of them.

    Groups too small to tell have no value.
    """
    rows = found.effects.filter(grouping=grouping)
    labels = [group_word(grouping, group) for group in rows["group"]]
    told = rows.select(
        pl.Series("label", [wrapped(label) for label in labels], dtype=pl.String),
        pl.lit(_("kept of 100 customers")).alias("side"),
        *(pl.col(f"kept_points{end}").cast(pl.Float64).alias(name) for end, name in _ENDS.items()),
        *(pl.col(f"incremental_margin{end}_eur").cast(pl.Float64).alias(f"{name}_eur") for end, name in _ENDS.items()),
        "contacts",
        "controls",
        "promised_margin_eur",
    )
    return with_words(told, lambda value: number(value, 1))


_ENDS = {"": "value", "_low": "low", "_high": "high"}


def group_table(rows: pl.DataFrame, title: str) -> pl.DataFrame:
    """The same for reading, with euros."""
    too_few = _("too few")
    ends = [rows[f"{name}_eur"].to_list() for name in _ENDS.values()]
    realised = [
        too_few if value is None else f"{euros(value)} ({between(euros(low), euros(high))})"
        for value, low, high in zip(*ends, strict=True)
    ]
    kept = zip(rows["value"], rows["shown"], rows["between"], strict=True)
    return pl.DataFrame(
        {
            title: [label.replace("\n", " ") for label in rows["label"]],
            _("Called"): [count(each) for each in rows["contacts"]],
            _("Control"): [count(each) for each in rows["controls"]],
            _("Kept more, of 100"): [too_few if value is None else f"{shown} ({ends})" for value, shown, ends in kept],
            _("Realised (95 %)"): realised,
            _("Promised"): [euros(each) for each in rows["promised_margin_eur"]],
        }
    )


def wanted() -> str:
    """What a file of outcomes holds."""
    return _(
        "CSV with customer_id and any of {columns}: 1 or 0, yes or no, empty where nobody knows. What was said last "
        "counts. The sheet has all members, and does not tell who is the control."
    ).format(columns=", ".join(SAID))


def read(rows: pl.DataFrame) -> str:
    """What a file says, before it is taken."""
    known = rows.height - rows["stayed_90_days"].null_count()
    text = _("The file is in order: {rows} members; of {known} it says whether they stayed.")
    return text.format(rows=count(rows.height), known=count(known))


def refused(error: InputError) -> str:
    """What is wrong with which column and rows of a file."""
    if not isinstance(error, RefusedRowsError):
        needed = _("It must be CSV in UTF-8 with the column customer_id, at least one of {columns}, and no other.")
        return f"{needed.format(columns=', '.join(SAID))}\n{original(str(error))}"
    text = _("Column {column}: {what}.").format(column=error.column, what=word("refused outcome", error.what))
    rows = [
        _("Row {row}: {value}").format(row=count(row), value=_("nothing") if value is None else f"“{value[:_SHOWN]}”")
        for row, value in error.rows
    ]
    more = ngettext("and {more} more row", "and {more} more rows", error.more).format(more=count(error.more))
    return "\n".join([text, *rows, *([more] if error.more else [])])


def lesson_table(lessons: list[Lesson]) -> pl.DataFrame:
    """What is believed of responses now, where it changed, for reading."""
    return pl.DataFrame(
        {
            _("Offer"): [word("action", each.cell.offer) for each in lessons],
            _("Reason"): [word("cause", each.cell.cause) for each in lessons],
            _("Before"): [_spread(each.before, each.before_spread) for each in lessons],
            _("Now"): [_spread(each.now, each.now_spread) for each in lessons],
            _("Source"): [
                word("promise", "assumed") if each.cell.source == ASSUMPTION else each.cell.source for each in lessons
            ],
        }
    )


def _spread(mean: float, spread: float) -> str:
    return f"{number(mean, 2)} ± {number(spread, 2)}"
