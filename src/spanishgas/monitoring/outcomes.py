"""What came of what past runs said: the only judge of a model that no model can fool."""

import polars as pl

from spanishgas.model.judged_groups import judged_groups, margin_band
from spanishgas.tables.base import LABEL
from spanishgas.tables.outcomes import OutcomeResults


def outcome_results(silver_labels: pl.LazyFrame, published_scores: pl.LazyFrame) -> pl.LazyFrame:
    """Probabilities of past runs against the outcomes that are known by now: one row a run, grouping and group.

    A run is judged as soon as there are labels of the day it looked from, by what it had published: before a training
    or a new list makes anybody forget it.
    """
    outcomes = silver_labels.select("customer_id", pl.col("label_date").alias("as_of"), LABEL)
    rows = (
        published_scores.join(outcomes, on=["customer_id", "as_of"], how="inner")
        .with_columns(margin_band(pl.col("avg_monthly_margin")))
        .collect()
    )
    found = [_judged(run) for _, run in rows.group_by("run_id", maintain_order=True)]
    if not found:
        return OutcomeResults.create_empty().lazy()
    key = ["label_date", "run_id", "grouping", "group"]
    return pl.concat(found).select(OutcomeResults.column_names()).sort(key).lazy()


def _judged(run: pl.DataFrame) -> pl.DataFrame:
    about = {"run_id": run["run_id"][0], "label_date": run["as_of"][0], "model_id": run["model_id"][0]}
    return judged_groups(run).with_columns(pl.lit(value).alias(name) for name, value in about.items())
