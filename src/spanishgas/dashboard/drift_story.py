"""What drifted, in words: where the book stands, what raised an alarm, what was held back and why."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from spanishgas.dashboard.amounts import count, day, euros, number, share
from spanishgas.dashboard.language import _, ngettext, word
from spanishgas.dashboard.model_groups import feature_words
from spanishgas.dashboard.theme import Colours
from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.monitoring.drift import MISSING
from spanishgas.policy import DriftRules
from spanishgas.run.record import Metrics, RunRecord
from spanishgas.tables.base import PROBABILITY

VERDICTS = ("act", "moved", "calendar", "too_small", "by_chance", "none")
"""What becomes of a comparison, the gravest first: an alarm, a change, three ways to be held back, nothing."""
_KINDS = {"segment": "segment", "province_code": "province"}
_MOST, _NAMED = 15, 3


def whole_book(predictions: pl.DataFrame) -> dict[str, Any] | None:
    """What the champion expects of all customers, then and now; none where there is nothing to compare with."""
    return next(predictions.filter(grouping=EVERYBODY).iter_rows(named=True), None)


def sentence(record: RunRecord, predictions: pl.DataFrame, judged: pl.DataFrame) -> str:
    """The level as the run says it, what it means in customers and euros, and how much moved."""
    whole = whole_book(predictions)
    if whole is None or record.metrics is None:
        return _(
            "This is the first list of its champion: there is nothing to compare with yet. From the next run on, its "
            "customers are compared with those that the champion learned from."
        )
    texts = {
        "act": _("Act: something moved that changes who is expected to leave, or values went missing."),
        "moved": _("Features moved, but what the champion expects has not moved enough for an alarm."),
        "calendar": _("Only what moves with the season moved, alike in whole provinces: no alarm."),
        "none": _("Nothing moved that is beyond chance and large enough to matter."),
    }
    level = record.metrics.drift_level
    expects = _(
        "On {day} the champion expects {now} of customers to leave, after {then} of those that it learned from; that "
        "is {loss} of margin a month."
    ).format(
        day=day(record.as_of),
        now=share(whole["current_probability"], 1),
        then=share(whole["reference_probability"], 1),
        loss=euros(whole["expected_monthly_loss_eur"]),
    )
    features = judged.filter(pl.col("feature") != PROBABILITY)
    moved = features.filter(pl.col("verdict").is_in(["act", "moved"]))["feature"].n_unique()
    told = ngettext("{moved} feature moved.", "{moved} features moved.", moved).format(moved=count(moved))
    return f"{texts.get(level, texts['none'])} {expects} {told}"


def cards(metrics: Metrics, predictions: pl.DataFrame, judged: pl.DataFrame) -> list[tuple[str, str]]:
    """The level, what is expected then and now, and how much was held back, each with its name."""
    whole = whole_book(predictions) or {}
    held = judged.filter(pl.col("verdict").is_in(["calendar", "too_small", "by_chance"]))
    counted = held.select("verdict", "feature").n_unique() if held.height else 0
    return [
        (_("Drift"), word("drift level", metrics.drift_level)),
        (_("Expected to leave"), share(whole.get("current_probability"), 1)),
        (_("When the champion learned"), share(whole.get("reference_probability"), 1)),
        (_("Held back"), count(counted)),
    ]


def about_effects(limit: float) -> str:
    """What the bars of effects show."""
    told = _("Distance of two distributions, 0 to 1; from {limit} on, the dashed line, it is large.")
    return told.format(limit=number(limit, 2))


def judged(results: pl.DataFrame, rules: DriftRules) -> pl.DataFrame:
    """The comparisons with a ``verdict`` each, the largest effect first.

    What the run found drifted has its level; of the others those that are significant were too small, and those that
    are large may be chance.
    """
    is_sure = (pl.col("p_value") < rules.maximum_p_value) & (pl.col("p_value_adjusted") < rules.maximum_p_value)
    verdict = (
        pl.when(pl.col("is_drifted") == 1)
        .then(pl.col("level"))
        .when(is_sure)
        .then(pl.lit("too_small"))
        .when(pl.col("effect") >= rules.minimum_effect)
        .then(pl.lit("by_chance"))
        .otherwise(pl.lit("none"))
    )
    return results.with_columns(verdict=verdict).sort("effect", "feature", "kind", descending=[True, False, False])


def verdict_words(codes: Sequence[str] = VERDICTS) -> dict[str, str]:
    """Verdicts in words, by their codes."""
    return {code: word("drift verdict", code) for code in codes}


def verdict_tints(rows: pl.DataFrame, look: Colours) -> dict[str, str]:
    """A colour for each verdict that the bars have: alarms and changes stand out."""
    shades = (look.tiers[0], look.second, look.main, look.tiers[2], look.soft, look.tiers[3])
    found = set(rows["kind"])
    return {told: shade for told, shade in zip(verdict_words().values(), shades, strict=True) if told in found}


def label(feature: str, kind: str) -> str:
    """A comparison by its feature; a comparison of how often it is known says so."""
    name = feature_words(feature)
    return _("{feature}: whether it is known").format(feature=name) if kind == MISSING else name


def effects(rows: pl.DataFrame) -> pl.DataFrame:
    """The largest effects as bars."""
    first = rows.head(_MOST)
    return pl.DataFrame(
        {
            "label": [label(feature, kind) for feature, kind in first.select("feature", "kind").rows()],
            "value": first["effect"],
            "shown": [number(each) for each in first["effect"]],
            "kind": [word("drift verdict", each) for each in first["verdict"]],
        },
        schema_overrides={"label": pl.String, "shown": pl.String, "kind": pl.String},
    )


def effects_table(rows: pl.DataFrame) -> pl.DataFrame:
    """All comparisons for reading, with significance and rows."""
    return pl.DataFrame(
        {
            _("Feature"): [label(feature, kind) for feature, kind in rows.select("feature", "kind").rows()],
            _("Effect"): [number(each) for each in rows["effect"]],
            _("Without what provinces share"): [number(each) for each in rows["effect_within_provinces"]],
            _("Test"): [word("drift test", each) for each in rows["test"]],
            _("p, adjusted"): [_p_value(each) for each in rows["p_value_adjusted"]],
            _("Rows then"): [count(each) for each in rows["reference_rows"]],
            _("Rows now"): [count(each) for each in rows["current_rows"]],
            _("Verdict"): [word("drift verdict", each) for each in rows["verdict"]],
        }
    )


def _p_value(value: float) -> str:
    return f"< {number(0.001)}" if value < 0.001 else number(value)


def alarms(predictions: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    """What somebody must look at: groups of whom far more or fewer are expected to leave, and values that went missing.

    As ``monitoring.alerts`` warns of it.
    """
    is_part = pl.col("grouping") != EVERYBODY
    moved = predictions.filter(is_act=1).sort(is_part, pl.col("deviation").abs(), descending=[False, True])
    lost = rows.filter(verdict="act")["feature"].unique(maintain_order=True)
    told = [
        _("{group}: {now} are expected to leave, after {then}; {loss} of margin a month.").format(
            group=group_words(row["grouping"], row["group"]),
            now=share(row["current_probability"], 1),
            then=share(row["reference_probability"], 1),
            loss=euros(row["expected_monthly_loss_eur"]),
        )
        for row in moved.iter_rows(named=True)
    ]
    return told + [
        _("{feature}: values are missing that were there when the champion learned.").format(
            feature=feature_words(each)
        )
        for each in lost
    ]


def held_back(rows: pl.DataFrame) -> list[str]:
    """What was different and raised no alarm, and why."""
    whys = {
        "calendar": _("Alike in whole provinces, so it is the season or the market: {features}."),
        "too_small": _("Beyond chance, but too small to matter: {features}."),
        "by_chance": _("Large, but it may be chance: {features}."),
    }
    return [text.format(features=named) for code, text in whys.items() if (named := _named(rows.filter(verdict=code)))]


def _named(rows: pl.DataFrame) -> str:
    names = [feature_words(each) for each in rows["feature"].unique(maintain_order=True)]
    more = len(names) - _NAMED
    first = ", ".join(f"“{name}”" for name in names[:_NAMED])
    return _("{first} and {more} more").format(first=first, more=count(more)) if more > 0 else first


def group_words(grouping: str, group: str) -> str:
    """A group in words; all of them are all customers."""
    return _("All customers") if grouping == EVERYBODY else word(_KINDS.get(grouping, grouping), group)
