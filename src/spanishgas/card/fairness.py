"""Whom the model serves worse: flags and errors by segment, second home and province."""

from typing import Any

import polars as pl

from spanishgas.card.sections import Section, Table, share
from spanishgas.model.intervals import share_interval
from spanishgas.model.judged_groups import EVERYBODY

_GROUPINGS = {"segment": "segment", "is_second_residence": "second home", "province_code": "province"}
_FEWEST_CHURNERS = 20
"""Below so many who left, a recall of a group is noise."""


def served(groups: pl.DataFrame) -> Section:
    """Flags and errors of each group out of fold, and which groups' recall is below the whole one's beyond chance."""
    rows = groups.filter(part="train")
    if rows.is_empty():
        return Section("Whom it serves worse")
    whole = rows.row(by_predicate=pl.col("grouping") == EVERYBODY, named=True)
    parts = rows.filter(pl.col("grouping").is_in(list(_GROUPINGS)) & (pl.col("churners") >= _FEWEST_CHURNERS))
    overall = whole["found"] / max(whole["churners"], 1)
    worse = [_name(row) for row in parts.rows(named=True) if _is_below(row, overall)]
    said = (
        f"Worse than the whole beyond chance: {', '.join(worse)}."
        if worse
        else "None is below the whole beyond chance."
    )
    return Section(
        "Whom it serves worse",
        (
            "Flags and errors out of fold. A group whose leavers are found less often gets fewer calls and offers "
            f"than it should. {said}",
            "Who is offered something after that is in the table offer_groups of each list.",
        ),
        tables=(
            Table(
                ("group", "rows", "left", "flagged", "found of those who left", "flagged of those who stayed"),
                [_errors(row) for row in (whole, *parts.rows(named=True))],
            ),
        ),
    )


def _is_below(row: dict[str, Any], overall: float) -> bool:
    interval = share_interval(row["found"], row["churners"])
    return interval is not None and interval[1] < overall


def _name(row: dict[str, Any]) -> str:
    return "all" if row["grouping"] == EVERYBODY else f"{_GROUPINGS[row['grouping']]} {row['group']}"


def _errors(row: dict[str, Any]) -> tuple[str, ...]:
    rows, churners, flagged, found = (row[name] for name in ("rows", "churners", "flagged", "found"))
    wrongly = (flagged - found) / (rows - churners) if rows > churners else None
    recall = found / churners if churners else None
    return _name(row), f"{rows:,}", share(churners / rows), share(flagged / rows), share(recall), share(wrongly)
