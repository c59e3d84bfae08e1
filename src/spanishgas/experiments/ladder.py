"""The ladder of a run: every experiment by every algorithm on the same folds, and each beside the champion's."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from spanishgas.experiments.contest import Contest
from spanishgas.experiments.fold_metrics import METRICS
from spanishgas.experiments.intervals import Interval, interval
from spanishgas.model.algorithms.registry import load_contender
from spanishgas.model.experiments import Experiment, Experiments
from spanishgas.model.split import FOLDS
from spanishgas.model.training_rows import KEY, training_rows
from spanishgas.run.kept_tables import keep_table, kept_table
from spanishgas.run.reader import Run
from spanishgas.run.source_hash import source_hash
from spanishgas.run.store import EXPERIMENTS
from spanishgas.tables.base import LABEL, dtypes, of_schema
from spanishgas.tables.experiments import ExperimentFolds, ExperimentLadder

CHAMPION = "xgboost"
_INTERVALS = ("value", "low", "high")
_DIFFERENCES = ("difference", "difference_low", "difference_high")

Progress = Callable[[str, float], None]
"""Told what is fitted, and the share of all fits that is done."""


def contest_of(run: Run) -> Contest:
    """What a run's experiments are compared on: the training part of its split, and its rules."""
    book = Experiments.load()
    features = tuple(dict.fromkeys(name for rung in book.names() for name in book.experiment(rung).features))
    rows = training_rows(run.scan("training_master"), run.scan("model_split"), features).drop("fold")
    settings, policy = run.record.settings, run.values["policy"]
    return Contest(
        rows=rows,
        book=book,
        seed=settings.seed,
        threads=settings.threads,
        minimum_recall=policy.threshold.minimum_recall,
        recall_confidence=settings.recall_confidence,
    )


def experiment_folds(
    run: Run, contest: Contest, experiments: Sequence[str], algorithms: Sequence[str], progress: Progress
) -> pl.DataFrame:
    """What every experiment reaches by every algorithm: one row a fold; see ``ExperimentFolds``.

    What was computed before, of the same rows by the same rules and code, is taken from the lake: a comparison that was
    ended goes on where it was.
    """
    pairs = [(contest.book.experiment(name), algorithm) for name in experiments for algorithm in algorithms]
    done, whole = 0, contest.fits * len(pairs)
    tables: list[pl.DataFrame] = []
    for number, (experiment, algorithm) in enumerate(pairs, start=1):
        name = f"{experiment.name} by {algorithm}"

        def fitted(name: str = name) -> None:
            nonlocal done
            done += 1
            progress(name, done / whole)

        progress(name, done / whole)
        of_pair = _kept_results(run, contest, experiment, algorithm, fitted)
        done = number * contest.fits
        tables.append(of_pair.with_columns(experiment=pl.lit(experiment.name), algorithm=pl.lit(algorithm)))
    return pl.concat(tables).lazy().pipe(of_schema, ExperimentFolds).collect()


def _kept_results(
    run: Run, contest: Contest, experiment: Experiment, algorithm: str, fitted: Callable[[], None]
) -> pl.DataFrame:
    digest = _decided_by(contest, experiment, algorithm)
    name = f"{EXPERIMENTS}/{run.record.run_id}"
    kept = kept_table(run.lake, name, digest)
    if kept is not None:
        return run.lake.scan(kept.key).collect()
    results = contest.results(experiment, algorithm, fitted)
    keep_table(run.lake, name, digest, results)
    return results


def _decided_by(contest: Contest, experiment: Experiment, algorithm: str) -> str:
    """The hash of all that decides what a contender reaches: rows, rules, code and libraries."""
    contender = load_contender(algorithm)
    rows = contest.rows.select(*KEY, LABEL, *experiment.features).write_csv(float_precision=None)
    parts: list[Any] = [
        hashlib.sha256(rows.encode()).hexdigest(),
        experiment.features,
        [algorithm, contest.book.parameters(algorithm), dict(contender.libraries)],
        [contest.seed, contest.repeats, contest.minimum_recall, contest.recall_confidence],
        source_hash([Contest.results, type(contender).fit]),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def experiment_ladder(folds: pl.DataFrame, champion: str, published: pl.DataFrame) -> pl.DataFrame:
    """The mean of all folds with its interval, and the paired difference to the champion; see ``ExperimentLadder``.

    Args:
        folds: what every experiment and algorithm reached; see ``ExperimentFolds``.
        champion: the experiment that the others are compared with, by XGBoost.
        published: experiment, algorithm, metric and ``published``, one row a figure of the real data.
    """
    order = ["repeat", "fold"]
    best = folds.filter(experiment=champion, algorithm=CHAMPION).sort(order)
    rows = [
        {
            "experiment": experiment,
            "algorithm": algorithm,
            "metric": metric,
            **_figures(of_pair.sort(order), best, metric),
        }
        for (experiment, algorithm), of_pair in folds.group_by(["experiment", "algorithm"], maintain_order=True)
        for metric in METRICS
    ]
    schema = {name: dtype for name, dtype in dtypes(ExperimentLadder).items() if name != "published"}
    table = pl.DataFrame(rows, schema=schema)
    return table.join(published, on=["experiment", "algorithm", "metric"], how="left", maintain_order="left")


def _figures(of_pair: pl.DataFrame, best: pl.DataFrame, metric: str) -> dict[str, float | None]:
    found = _named(_INTERVALS, of_pair[metric])
    if best.is_empty() or of_pair.equals(best):
        return found
    return found | _named(_DIFFERENCES, of_pair[metric] - best[metric])


def _named(names: tuple[str, str, str], values: pl.Series) -> dict[str, float | None]:
    if values.null_count():
        return dict.fromkeys(names)
    found: Interval = interval(values.to_numpy(), FOLDS)
    figures = (found.value, found.low, found.high)
    return {name: None if figure != figure else figure for name, figure in zip(names, figures, strict=True)}  # noqa: PLR0124
