"""The published run of a baseline twin held against the published statistics."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import polars as pl

from spanishgas.decide.offers import with_flags
from spanishgas.decide.responses import Belief
from spanishgas.errors import RunError
from spanishgas.fidelity.decisions import decision_rows
from spanishgas.fidelity.rows import fidelity_rows
from spanishgas.fidelity.tables import ModelMetrics, PipelineTables, reading_facts
from spanishgas.model.evaluate import evaluation
from spanishgas.model.search import ParameterSearch
from spanishgas.model.train import challenger
from spanishgas.policy import Policy
from spanishgas.run.reader import Run

EXPERIMENTS = ("E0", "E2", "E5")
_METRICS = ("pr_auc", "roc_auc", "precision", "recall")
_FROM_ELSEWHERE = {"reading_facts", "truth"}
TRUTH, DEPARTURES = "truth/churn_probability.parquet", "truth/departures.parquet"


def _unwatched(text: str, share: float) -> None:
    """Nobody looks on."""


def measure(run: Run, progress: Callable[[str, float], None] = _unwatched) -> pl.DataFrame:
    """Every published figure beside that of a run, one row a figure.

    Raises RunError where the lake has no truth of the day that the run lists for.
    """
    truth = _truth(run)
    progress("reading the hours", 0.0)
    names = [field.name for field in fields(PipelineTables) if field.name not in _FROM_ELSEWHERE]
    facts = reading_facts(run.scan("bronze_readings"))
    tables = PipelineTables(**{name: run.table(name) for name in names}, reading_facts=facts, truth=truth)
    metrics: dict[str, ModelMetrics] = {}
    for number, experiment in enumerate(EXPERIMENTS, start=1):
        progress(f"training {experiment}", number / (len(EXPERIMENTS) + 1))
        metrics[experiment] = _metrics(run, experiment)
    return fidelity_rows(tables, metrics)


def decisions(run: Run, policy: Policy, belief: Belief) -> pl.DataFrame:
    """What a run's plan promises and is worth, and what other plans are; see ``fidelity.decisions``.

    Raises RunError where the lake has no truth of the day that the run lists for.
    """
    scored = with_flags(run.scan("scored_customers"), run.scan("gold_master"), None, policy, run.record.as_of)
    return decision_rows(scored, run.scan("score_deviations"), _truth(run), run.model(), belief, policy)


def causes(run: Run) -> pl.DataFrame:
    """One row a month: customers who left, and the share of them that left for each cause, by the twin's truth."""
    month = pl.col("left_on").dt.truncate("1mo").alias("month")
    left = _twins(run, DEPARTURES).group_by(month, "reason").len().collect()
    wide = left.pivot("reason", index="month", values="len", sort_columns=True).sort("month").fill_null(0)
    reasons = [name for name in wide.columns if name != "month"]
    leavers = pl.sum_horizontal(reasons)
    return wide.select("month", leavers.alias("leavers"), *(pl.col(name) / leavers for name in reasons))


def _truth(run: Run) -> pl.DataFrame:
    told, day = _twins(run, TRUTH), run.record.as_of
    truth = told.filter(pl.col("as_of") == day).collect()
    if truth.is_empty():
        days = told.select(pl.col("as_of").unique().sort()).collect().to_series()
        raise RunError(
            f"{run.lake.uri(TRUTH)} tells nothing of {day}, the day that run {run.record.run_id} lists for, only of "
            f"{', '.join(map(str, days))}: run anew on the files that are there, or simulate until that day."
        )
    return truth


def _twins(run: Run, key: str) -> pl.LazyFrame:
    """A table that only the twin knows. Raises RunError where the lake has none."""
    if not run.lake.exists(key):
        raise RunError(f"{run.lake.uri(key)} is missing: fidelity is of lakes that spanishgas simulate has made.")
    return run.lake.scan(key)


def _metrics(run: Run, experiment: str) -> ModelMetrics:
    """Metrics of an experiment on the test part, and pooled with those out of fold, by the leavers of each.

    In the test part alone are 400 who left: two draws of the same book differ there by more than a band is wide. No
    model has learned from a row that it is measured on. The threshold, though, was chosen on the rows out of fold, four
    fifths of all, so that precision and recall are of unseen customers in the test part only.
    """
    rows, split = run.scan("training_master"), run.scan("model_split")
    settings: dict[str, Any] = {**run.settings(challenger), "experiment": experiment}
    model = challenger(rows, split, ParameterSearch.untried(settings["experiments"].xgboost), **settings)
    test, others = evaluation(model, None, rows, split).challenger.test, model.card.out_of_fold
    if test is None:
        raise RunError(f"{experiment} could not be measured on the test customers of run {run.record.run_id}.")
    share = test.churners / (test.churners + others.churners)
    alone, out_of_fold = ({name: getattr(each, name) for name in _METRICS} for each in (test, others))
    return ModelMetrics(alone, {name: share * alone[name] + (1 - share) * out_of_fold[name] for name in _METRICS})
