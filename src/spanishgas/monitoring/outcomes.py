"""What came of what past runs said: the only judge of a model that no model can fool."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from spanishgas.model.judged_groups import EVERYBODY, judged_groups, margin_band
from spanishgas.policy import OutcomeRules, Policy
from spanishgas.tables.base import LABEL
from spanishgas.tables.findings import Audited, Finding
from spanishgas.tables.outcomes import OutcomeResults

_NAMED = 3


def outcome_results(silver_labels: pl.LazyFrame, published_scores: pl.LazyFrame, *, policy: Policy) -> Audited:
    """Probabilities of past runs against the outcomes that are known by now: one row a run, grouping and group.

    A run is judged as soon as there are labels of the day it looked from, by what it had published. Where the last
    judged one broke its word, a warning says by how much and in which groups most.
    """
    outcomes = silver_labels.select("customer_id", pl.col("label_date").alias("as_of"), LABEL)
    rows = (
        published_scores.join(outcomes, on=["customer_id", "as_of"], how="inner")
        .with_columns(margin_band(pl.col("avg_monthly_margin")))
        .collect()
    )
    found = [_judged(run) for _, run in rows.group_by("run_id", maintain_order=True)]
    if not found:
        return Audited(OutcomeResults.create_empty().lazy(), [])
    key = ["label_date", "run_id", "grouping", "group"]
    table = pl.concat(found).select(OutcomeResults.column_names()).sort(key)
    last = table.filter(pl.col("label_date") == pl.col("label_date").max())
    return Audited(table.lazy(), list(broken_word(last, policy.outcomes)))


def broken_word(judged: pl.DataFrame, rules: OutcomeRules) -> Iterator[Finding]:
    """What of one run's judged groups is beyond chance and matters: the number of churners, and the slope.

    Args:
        judged: the rows of ``outcome_results`` of one run.
        rules: what is beyond chance, and what matters.
    """
    everybody = judged.row(by_predicate=pl.col("grouping") == EVERYBODY, named=True)
    day, broken = everybody["label_date"], _beyond(judged, rules)
    if not broken.is_empty():
        whole = f"{everybody['churners']:,} of {everybody['rows']:,} customers left after {day}"
        groups = broken.filter(pl.col("grouping") != EVERYBODY).head(_NAMED)
        most = ", ".join(_of_group(row) for row in groups.iter_rows(named=True))
        text = f"{whole}, and run {everybody['run_id']} had expected {everybody['expected_churners']:,.0f}."
        yield _finding("churners", everybody["deviation"], text + (f" Most apart: {most}." if most else ""))
    slope = everybody["slope"]
    if slope is not None and not rules.slope[0] <= slope <= rules.slope[1]:
        bold = "too bold" if slope < 1 else "too timid"
        text = f"The probabilities of {day} were {bold}: calibration slope {slope:.2f}, where 1 is right."
        yield _finding("slope", slope, text)


def _beyond(judged: pl.DataFrame, rules: OutcomeRules) -> pl.DataFrame:
    """Groups whose churners are too far from those expected, the furthest first."""
    churners, expected = pl.col("churners"), pl.col("expected_churners")
    of_all = expected.filter(grouping=EVERYBODY).sum()
    return judged.filter(rules.is_apart(churners, expected, pl.col("deviation"), of_all)).sort(
        pl.col("deviation").abs(), "grouping", "group", descending=[True, False, False]
    )


def _of_group(row: dict[str, Any]) -> str:
    return f"{row['grouping']} {row['group']} ({row['churners']:,} for {row['expected_churners']:,.0f})"


def _finding(column: str, value: float, text: str) -> Finding:
    advice = " Look at outcome_results by group, and train anew once labels of these months are there."
    return Finding("silver", "outcome_results", column, "broken_word", value, None, "warning", text + advice)


def _judged(run: pl.DataFrame) -> pl.DataFrame:
    about = {"run_id": run["run_id"][0], "label_date": run["as_of"][0], "model_id": run["model_id"][0]}
    return judged_groups(run).with_columns(pl.lit(value).alias(name) for name, value in about.items())
