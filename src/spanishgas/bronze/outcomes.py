"""Whether outcomes can be true: day of leaving and horizon agree with the label, and not all are alike."""

from collections.abc import Iterator

import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import RawDataset
from spanishgas.errors import InputError
from spanishgas.tables.base import LABEL
from spanishgas.tables.findings import Finding, Severity

_TABLE = "bronze_labels"


def outcome_findings(labels: pl.DataFrame, raw: RawTable, dataset: RawDataset) -> Iterator[Finding]:
    """Labels that their own day of leaving contradicts, and horizons or label dates that differ, with counts.

    Labels that contradict themselves are an error above the registry's ``maximum_contradictory_share``.
    """
    left, stayed = pl.col(LABEL) == 1, pl.col(LABEL) == 0
    day, start = pl.col("churn_effective_date"), pl.col("label_date")
    end = start + pl.duration(days="horizon_days")
    cases = [
        ("outside_horizon", left & ((day <= start) | (day > end)), "left, but on a day outside the horizon"),
        (
            "left_and_stayed",
            stayed & ((day > start).fill_null(True) & (day <= end).fill_null(True) & day.is_not_null()),
            "stayed, but have a day of leaving within the horizon",
        ),
    ]
    limit = dataset.maximum_contradictory_share
    for check, is_hit, words in cases:
        rows = labels.select(is_hit.fill_null(False)).to_series().arg_true()
        if rows.is_empty():
            continue
        row, share = int(rows[0]), len(rows) / labels.height
        severity, at_most = dataset.verdict(share, limit, labels.height)
        text = (
            f"{raw.file}: {len(rows):,} of {labels.height:,} labels ({share:.2%}) {words}, such as "
            f"{labels['customer_id'][row]} on {labels['churn_effective_date'][row]} in row {row + raw.first_line}."
            f"{at_most}"
        )
        yield Finding("bronze", _TABLE, "churn_effective_date", check, share, limit, severity, text)
    yield from _different(labels, raw)


def few_outcomes(labels: pl.DataFrame, raw: RawTable, dataset: RawDataset) -> Iterator[Finding]:
    """A warning where an outcome has fewer labels than the registry's ``few``."""
    known, limit = labels[LABEL].drop_nulls(), dataset.few
    rarer = min(int((known == outcome).sum()) for outcome in (0, 1))
    if limit is not None and rarer < limit:
        text = (
            f"{raw.file}, column {LABEL}: of {len(known):,} labels {int(known.sum()):,} are of customers who left. "
            f"With fewer than {limit:,} of each outcome a training may miss the gate, and what it reaches is unsure: "
            "add outcomes of earlier label dates."
        )
        yield Finding("bronze", _TABLE, LABEL, "few_outcomes", float(rarer), float(limit), "warning", text)


def _different(labels: pl.DataFrame, raw: RawTable) -> Iterator[Finding]:
    severities: dict[str, Severity] = {"horizon_days": "warning", "label_date": "info"}
    for name, severity in severities.items():
        counts = labels[name].drop_nulls().value_counts(name="rows").sort("rows", name, descending=[True, False])
        if counts.height > 1:
            shown = ", ".join(f"{value} ({rows:,} rows)" for value, rows in counts.head(3).iter_rows())
            text = f"{raw.file}: {counts.height:,} different values of {name} stand side by side: {shown}."
            yield Finding("bronze", _TABLE, name, "different_values", float(counts.height), 1.0, severity, text)


def refuse_alike(labels: pl.DataFrame, file: str, dataset: RawDataset) -> None:
    """Refuse to train on outcomes that are all alike, or that mean the opposite, before anything else is read.

    Raises:
        InputError: the share of leavers is outside the registry's ``usual_mean``.
    """
    known, usual = labels[LABEL].drop_nulls(), dataset.columns[LABEL].usual_mean
    if usual is None or len(known) < dataset.judged_from:
        return
    churners = int(known.sum())
    if usual[0] <= churners / len(known) <= usual[1]:
        return
    raise InputError(
        f"{file}, column {LABEL}: of {len(known):,} labelled customers {churners:,} churned "
        f"({churners / len(known):.1%}), and training needs {usual[0]:.1%} to {usual[1]:.1%}. Are the outcomes known "
        "yet, and does 1 mean that a customer left? Score with the champion until they are (--mode score)."
    )
