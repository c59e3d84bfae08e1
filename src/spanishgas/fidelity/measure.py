"""The published run of a baseline twin held against the published statistics."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import polars as pl

from spanishgas.errors import RunError
from spanishgas.fidelity.rows import fidelity_rows
from spanishgas.fidelity.tables import PipelineTables, reading_facts
from spanishgas.model.evaluate import evaluation
from spanishgas.model.search import ParameterSearch
from spanishgas.model.train import challenger
from spanishgas.run.reader import Run

EXPERIMENTS = ("E0", "E2", "E5")
_FROM_ELSEWHERE = {"reading_facts", "truth"}
TRUTH, DEPARTURES = "truth/churn_probability.parquet", "truth/departures.parquet"


def _unwatched(text: str, share: float) -> None:
    """Nobody looks on."""


def measure(run: Run, progress: Callable[[str, float], None] = _unwatched) -> pl.DataFrame:
    """Every published figure beside that of a run, one row a figure."""
    progress("reading the hours", 0.0)
    names = [field.name for field in fields(PipelineTables) if field.name not in _FROM_ELSEWHERE]
    facts = reading_facts(run.scan("bronze_readings"))
    tables = PipelineTables(**{name: run.table(name) for name in names}, reading_facts=facts, truth=_truth(run))
    evaluations: dict[str, dict[str, float]] = {}
    for number, experiment in enumerate(EXPERIMENTS, start=1):
        progress(f"training {experiment}", number / (len(EXPERIMENTS) + 1))
        evaluations[experiment] = _unseen_metrics(run, experiment)
    return fidelity_rows(tables, evaluations)


def causes(run: Run) -> pl.DataFrame:
    """One row a month: customers who left, and the share of them that left for each cause, by the twin's truth."""
    month = pl.col("left_on").dt.truncate("1mo").alias("month")
    left = _twins(run, DEPARTURES).group_by(month, "reason").len().collect()
    wide = left.pivot("reason", index="month", values="len", sort_columns=True).sort("month").fill_null(0)
    reasons = [name for name in wide.columns if name != "month"]
    leavers = pl.sum_horizontal(reasons)
    return wide.select("month", leavers.alias("leavers"), *(pl.col(name) / leavers for name in reasons))


def _truth(run: Run) -> pl.DataFrame:
    return _twins(run, TRUTH).filter(pl.col("as_of") == run.record.as_of).collect()


def _twins(run: Run, key: str) -> pl.LazyFrame:
    """A table that only the twin knows. Raises RunError where the lake has none."""
    if not run.lake.exists(key):
        raise RunError(f"{run.lake.uri(key)} is missing: fidelity is of lakes that spanishgas simulate has made.")
    return run.lake.scan(key)


def _unseen_metrics(run: Run, experiment: str) -> dict[str, float]:
    """Metrics of an experiment on customers it did not learn from: of the test part and out of fold, by their leavers.

    In the test part alone are 400 who left: two draws of the same book differ there by more than a band is wide.
    """
    rows, split = run.scan("training_master"), run.scan("model_split")
    settings: dict[str, Any] = {**run.settings(challenger), "experiment": experiment}
    model = challenger(rows, split, ParameterSearch.untried(settings["experiments"].xgboost), **settings)
    test, others = evaluation(model, None, rows, split).challenger.test, model.card.out_of_fold
    if test is None:
        raise RunError(f"{experiment} could not be measured on the test customers of run {run.record.run_id}.")
    share = test.churners / (test.churners + others.churners)
    return {
        name: share * getattr(test, name) + (1 - share) * getattr(others, name)
        for name in ("pr_auc", "roc_auc", "precision", "recall")
    }
