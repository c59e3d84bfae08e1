"""What of the drift is worth waking somebody for, and the one sentence that says where the book stands.

Source: RULES, drift and alerts.
"""

from collections.abc import Iterator

import polars as pl

from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.tables.base import PROBABILITY
from spanishgas.tables.findings import Finding

_NAMED = 3
_PLAIN = {"segment": "segment", "province_code": "province"}


def drift_alerts(drift_results: pl.DataFrame, prediction_drift: pl.DataFrame) -> Iterator[Finding]:
    """What touches the champion's probabilities: a warning where they moved, and one where values went missing."""
    moved = _moved_predictions(prediction_drift)
    if not moved.is_empty():
        text = f"{_of_group(moved.row(0, named=True))}{_further(moved)}{_most_moved(drift_results)} {_ADVICE}"
        yield Finding("monitoring", "prediction_drift", "ratio", "drift", moved["ratio"][0], None, "warning", text)
    lost = _by_effect(drift_results.filter(level="act"))
    if lost:
        text = f"{_named(lost)} had values when the champion learned, and lost them: a file or a feed may be damaged."
        yield Finding("monitoring", "drift_results", "level", "drift", float(len(lost)), None, "warning", text)


def drift_level(drift_results: pl.DataFrame, prediction_drift: pl.DataFrame) -> str:
    """The gravest level of anything compared: none, calendar, moved, act."""
    if prediction_drift.filter(is_act=1).height:
        return "act"
    levels = set(drift_results["level"])
    return next((level for level in ("act", "moved", "calendar") if level in levels), "none")


def drift_sentence(drift_results: pl.DataFrame, prediction_drift: pl.DataFrame) -> str:
    """What moved and what it means in euros, in one sentence."""
    if prediction_drift.is_empty():
        return "nothing to compare with yet"
    whole = prediction_drift.row(by_predicate=pl.col("grouping") == EVERYBODY, named=True)
    features = drift_results.filter(pl.col("feature") != PROBABILITY)
    counts = {level: features.filter(level=level)["feature"].n_unique() for level in ("moved", "calendar")}
    said = f"{whole['current_probability']:.1%} to leave ({whole['reference_probability']:.1%} when it learned)"
    return (
        f"{drift_level(drift_results, prediction_drift)}: the champion expects {said}, "
        f"{whole['expected_monthly_loss_eur']:,.0f} EUR of margin a month; {counts['moved']} columns moved, "
        f"{counts['calendar']} alike in whole provinces"
    )


_ADVICE = "Look at prediction_drift and drift_results, and at the outcomes of past runs as they come."


def _moved_predictions(prediction_drift: pl.DataFrame) -> pl.DataFrame:
    """The groups that somebody must look at: the whole book first, then the furthest from chance."""
    is_part = pl.col("grouping") != EVERYBODY
    return prediction_drift.filter(is_act=1).sort(
        is_part, pl.col("deviation").abs(), "grouping", "group", descending=[False, True, False, False]
    )


def _of_group(row: dict[str, float | str]) -> str:
    whom = "all customers" if row["grouping"] == EVERYBODY else f"{_PLAIN[str(row['grouping'])]} {row['group']}"
    loss = float(row["expected_monthly_loss_eur"])
    before = loss / max(float(row["ratio"]), 1e-9)
    return (
        f"The champion expects {row['current_probability']:.1%} of {whom} to leave, and learned from "
        f"{row['reference_probability']:.1%}: {loss:,.0f} EUR of margin a month, at that rate {before:,.0f}."
    )


def _further(moved: pl.DataFrame) -> str:
    others = moved.height - 1
    return f" {others} other groups moved too." if others > 1 else " One other group moved too." if others else ""


def _most_moved(drift_results: pl.DataFrame) -> str:
    moved = _by_effect(drift_results.filter((pl.col("is_drifted") == 1) & (pl.col("feature") != PROBABILITY)))
    return f" Most moved: {_named(moved)}." if moved else ""


def _by_effect(rows: pl.DataFrame) -> list[str]:
    """Features of the rows, the largest effect first, each once."""
    ordered = rows.sort("effect", "feature", descending=[True, False])
    return ordered["feature"].unique(maintain_order=True).to_list()


def _named(features: list[str]) -> str:
    return ", ".join(features[:_NAMED]) + (f" and {len(features) - _NAMED} more" if len(features) > _NAMED else "")
