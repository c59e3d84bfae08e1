"""The ladder as one page that needs nothing besides."""

from importlib.resources import files
from typing import Any

import polars as pl
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from spanishgas.experiments.chart import difference_chart, ladder_chart
from spanishgas.experiments.contest import Contest
from spanishgas.experiments.ladder import CHAMPION
from spanishgas.model.split import FOLDS
from spanishgas.tables.base import LABEL

_TITLES = {
    "pr_auc": "PR-AUC",
    "roc_auc": "ROC-AUC",
    "brier": "Brier",
    "log_loss": "log-loss",
    "precision": "precision",
    "recall": "recall",
    "lift_10": "lift at 10 %",
}


def ladder_page(ladder: pl.DataFrame, contest: Contest, champion: str, run_id: str) -> str:
    """HTML with pictures, all figures and how they were measured.

    Args:
        ladder: see ``ExperimentLadder``.
        contest: what was compared.
        champion: the experiment that the others are compared with, by XGBoost.
        run_id: the run whose training part it is.
    """
    template = Environment(autoescape=True, undefined=StrictUndefined).from_string(
        files("spanishgas.experiments").joinpath("ladder.html").read_text("utf-8")
    )
    names = ladder["experiment"].unique(maintain_order=True).to_list()
    rungs = [contest.book.experiment(name) for name in names]
    return template.render(
        run_id=run_id,
        finding=finding(ladder, champion),
        rows=f"{contest.rows.height:,}",
        churners=f"{int(contest.rows[LABEL].sum()):,}",
        repeats=contest.repeats,
        folds=FOLDS,
        ladder_chart=Markup(ladder_chart(ladder)),  # noqa: S704
        difference_chart=Markup(difference_chart(ladder)),  # noqa: S704
        metrics=list(_TITLES.values()),
        table=[
            _row(key, rows, champion) for key, rows in ladder.group_by("experiment", "algorithm", maintain_order=True)
        ],
        rungs=[{"name": rung.name, "tiers": " + ".join(rung.tiers), "columns": len(rung.features)} for rung in rungs],
    )


def finding(ladder: pl.DataFrame, champion: str) -> str:
    """The ladder in one sentence: what the champion reaches, and who beats it, if anybody does."""
    rows = ladder.filter(metric="pr_auc")
    own = rows.filter(experiment=champion, algorithm=CHAMPION)
    if own.is_empty():
        return f"The champion's experiment, {champion} by XGBoost, was not among them."
    value, low, high = own.select("value", "low", "high").row(0)
    better = rows.filter(pl.col("difference_low") > 0).sort("difference", descending=True)
    rivals = [
        f"{experiment} by {algorithm}" for experiment, algorithm in better.select("experiment", "algorithm").rows()
    ]
    reached = f"{champion} by XGBoost reaches a PR-AUC of {value:.3f} ({low:.3f} to {high:.3f})"
    if not rivals:
        return f"{reached}; nothing else is better for certain."
    return f"{reached}; better for certain: {', '.join(rivals)}."


def _row(key: tuple[Any, ...], rows: pl.DataFrame, champion: str) -> dict[str, Any]:
    experiment, algorithm = key
    by_metric = {row["metric"]: row for row in rows.iter_rows(named=True)}
    cells = [_cell(by_metric[name]["value"], by_metric[name]["low"], by_metric[name]["high"]) for name in _TITLES]
    own = by_metric["pr_auc"]
    cells.append(_cell(own["difference"], own["difference_low"], own["difference_high"], sign="+"))
    cells.append(_cell(own["published"]))
    return {
        "experiment": experiment,
        "algorithm": algorithm.replace("_", " "),
        "is_champion": (experiment, algorithm) == (champion, CHAMPION),
        "cells": cells,
    }


def _cell(value: float | None, low: float | None = None, high: float | None = None, sign: str = "") -> dict[str, str]:
    if value is None:
        return {"value": "", "interval": ""}
    interval = "" if low is None or high is None else f"[{low:{sign}.3f}, {high:{sign}.3f}]"
    return {"value": f"{value:{sign}.3f}", "interval": interval}
