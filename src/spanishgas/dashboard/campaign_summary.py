"""What a campaign was planned for and what came of it, in the reader's words: groups, never members."""

from collections import Counter
from collections.abc import Callable

import polars as pl

from spanishgas.campaigns.calls import RESULTS, results
from spanishgas.campaigns.readout import Readout
from spanishgas.campaigns.store import Campaign, load_members
from spanishgas.dashboard import campaign_story, readout_story
from spanishgas.dashboard.amounts import NOTHING, count, day, euros, number, share, signed
from spanishgas.dashboard.language import _, word
from spanishgas.dashboard.reading import titled
from spanishgas.lake import Lake
from spanishgas.model.judged_groups import EVERYBODY

_ALTERNATIVES = 8


def headline(campaign: Campaign) -> str:
    """When it began, and on which run it was planned."""
    return _("Calls from {day} · planned on run {run}, looking from {as_of}").format(
        day=day(campaign.contacted_on), run=campaign.run_id, as_of=day(campaign.as_of)
    )


def cards(campaign: Campaign, found: Readout) -> list[tuple[str, str, str]]:
    """The few figures of a campaign: name, value and note."""
    total, promise = found.total, campaign.promise
    return [
        (
            _("Calls"),
            count(campaign.contacts),
            _("{explored} of them to learn").format(explored=count(campaign.explored)),
        ),
        (_("Control"), count(campaign.controls), _("not called, so that the difference can be told")),
        (
            _("Kept more, of 100"),
            number(total["kept_points"], 1),
            _interval(total, "kept_points_low", "kept_points_high", lambda value: number(value, 1)),
        ),
        (
            _("Measured"),
            euros(total["incremental_margin_eur"]),
            _interval(total, "incremental_margin_low_eur", "incremental_margin_high_eur", euros),
        ),
        (
            _("Promised"),
            euros(promise.incremental_margin_eur),
            _("90 %: {low} to {high}").format(
                low=euros(promise.incremental_margin_low_eur), high=euros(promise.incremental_margin_high_eur)
            ),
        ),
        (
            _("Outcomes known"),
            share(found.outcomes / max(found.members, 1)),
            _("{outcomes} of {members} members").format(outcomes=count(found.outcomes), members=count(found.members)),
        ),
    ]


def effects(found: Readout) -> pl.DataFrame:
    """What calling changed, a row a group, all members first; groups that are too small to tell have no figures."""
    return pl.DataFrame(
        [
            {
                "label": _group(row["grouping"], row["group"]),
                "value": row["kept_points"],
                "low": row["kept_points_low"],
                "high": row["kept_points_high"],
                "shown": _or_few(signed(number(row["kept_points"], 1), row["kept_points"] or 0.0)),
                "between": _interval(row, "kept_points_low", "kept_points_high", lambda value: number(value, 1)),
                "called": count(row["contacts"]),
                "control": count(row["controls"]),
                "left_called": share(row["left_share_contacts"], 1),
                "left_control": share(row["left_share_controls"], 1),
                "measured": _or_few(euros(row["incremental_margin_eur"])),
                "measured_between": _interval(row, "incremental_margin_low_eur", "incremental_margin_high_eur", euros),
                "promised": euros(row["promised_margin_eur"]),
            }
            for row in found.effects.iter_rows(named=True)
        ],
        schema_overrides={"value": pl.Float64, "low": pl.Float64, "high": pl.Float64},
        infer_schema_length=None,
    )


def effects_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "label": _("Group"),
        "called": _("Called"),
        "control": _("Control"),
        "left_called": _("Called: left"),
        "left_control": _("Control: left"),
        "shown": _("Kept more, of 100"),
        "between": _("95 % interval"),
        "measured": _("Measured"),
        "measured_between": _("Measured, 95 %"),
        "promised": _("Promised"),
    }
    return titled(rows, names)


def budget_curve(campaign: Campaign) -> pl.DataFrame:
    """What budgets for discounts return, a few of them, for reading."""
    rows = campaign_story.curve(campaign)
    few = rows.reverse().gather_every(max(rows.height // _ALTERNATIVES, 1)).reverse()
    return titled(few, campaign_story.curve_titles())


def came(lake: Lake, campaign_id: str) -> pl.DataFrame:
    """How many customers are to be called, and what came of those who were, for reading."""
    last = Counter(found[-1] for found in results(lake, campaign_id).values())
    whole = load_members(lake, campaign_id).filter(~pl.col("is_control")).height
    rows = {_("Not called yet"): whole - last.total(), **{word("result", each): last[each] for each in RESULTS}}
    return pl.DataFrame({_("Result"): list(rows), _("Customers"): [count(each) for each in rows.values()]})


def _group(grouping: str, group: str) -> str:
    if grouping == EVERYBODY:
        return _("All members")
    return f"{readout_story.grouping_words()[grouping]}: {readout_story.group_word(grouping, group)}"


def _or_few(text: str) -> str:
    return _("too few") if text == NOTHING else text


def _interval(row: dict[str, float | None], low: str, high: str, shown: Callable[[float | None], str]) -> str:
    if row[low] is None:
        return ""
    return _("95 %: {low} to {high}").format(low=shown(row[low]), high=shown(row[high]))
