"""Whom the model serves worse: flags and errors by segment, second home and province."""

from typing import Any

import polars as pl

from spanishgas.card.sections import Section, Table, count, share
from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.sentences import _, pgettext

_GROUPINGS = ("segment", "is_second_residence", "province_code")
_FALSE_DISCOVERIES = 0.05
_FEWEST_CHURNERS = 20
"""Below so many who left, a recall of a group is noise."""


def served(calibration_groups: pl.LazyFrame) -> Section:
    """Flags and errors of each group of the rows that calibrated, and whose leavers are found less often."""
    title = _("Whom it serves worse")
    rows = calibration_groups.filter(part="train").collect()
    if rows.is_empty():
        return Section(title, (_("No row calibrated it, so nothing can be said."),))
    whole = rows.row(by_predicate=pl.col("grouping") == EVERYBODY, named=True)
    parts = rows.filter(pl.col("grouping").is_in(list(_GROUPINGS)) & (pl.col("churners") >= _FEWEST_CHURNERS))
    small = rows.filter(pl.col("grouping").is_in(list(_GROUPINGS))).height - parts.height
    worse = [_name(row) for row in _found_less_often(parts, whole["found"] / max(whole["churners"], 1))]
    found = (
        _("less often than by chance in {groups}").format(groups=", ".join(worse))
        if worse
        else _("in no group less often than by chance")
    )
    return Section(
        title,
        (
            _(
                "Of the rows that calibrated it, each judged by a fit that had not seen it. Those who leave are found "
                "{found} ({compared} groups compared, false discoveries up to {most}; {small} with fewer than {fewest} "
                "who left are not)."
            ).format(
                found=found,
                compared=parts.height,
                most=share(_FALSE_DISCOVERIES, 0),
                small=small,
                fewest=_FEWEST_CHURNERS,
            ),
            _("Who is offered something after that is in the table offer_groups of each list."),
        ),
        tables=(
            Table(
                (_("group"), _("rows"), _("who left"), _("flagged"), _("recall"), _("flagged of those who stayed")),
                [_errors(row) for row in (whole, *parts.rows(named=True))],
            ),
        ),
    )


def _found_less_often(parts: pl.DataFrame, overall: float) -> list[dict[str, Any]]:
    """Groups whose recall is below the whole one's: binomial, after false-discovery control over all of them."""
    from scipy.stats import binomtest, false_discovery_control

    if parts.is_empty():
        return []
    rows = parts.rows(named=True)
    p_values = [binomtest(row["found"], row["churners"], overall, alternative="less").pvalue for row in rows]
    adjusted = false_discovery_control(p_values, method="bh")
    return [row for row, p_value in zip(rows, adjusted, strict=True) if p_value < _FALSE_DISCOVERIES]


def _name(row: dict[str, Any]) -> str:
    grouping, group = row["grouping"], row["group"]
    if grouping == EVERYBODY:
        return _("all")
    if grouping == "is_second_residence":
        return _("second home") if group == "1" else _("no second home")
    if grouping == "province_code":
        return _("province {group}").format(group=pgettext("province", group))
    return _("segment {group}").format(group=pgettext("segment", group))


def _errors(row: dict[str, Any]) -> tuple[str, ...]:
    rows, churners, flagged, found = (row[name] for name in ("rows", "churners", "flagged", "found"))
    wrongly = (flagged - found) / (rows - churners) if rows > churners else None
    recall = found / churners if churners else None
    return _name(row), count(rows), share(churners / rows), share(flagged / rows), share(recall), share(wrongly)
