"""What the same training becomes when only its chance is another: trees draw rows and columns by a seed."""

from contextlib import closing
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from spanishgas.model.algorithms.registry import load_algorithm
from spanishgas.model.artefact import Model
from spanishgas.model.out_of_fold import side_by_side
from spanishgas.model.training_rows import testing_rows, training_rows
from spanishgas.tables.base import LABEL, dtypes
from spanishgas.tables.training import SeedStability

_FURTHER_SEEDS = 2


def seed_stability(
    challenger: Model, training_master: pl.LazyFrame, model_split: pl.LazyFrame, *, threads: int
) -> pl.LazyFrame:
    """The challenger and fits of the same rows and parameters by the next two seeds: one row a seed, its own first.

    How far they differ is how far a single customer's probability is chance of the fit alone.
    """
    card, test = challenger.card, testing_rows(training_master, model_split)
    rows = training_rows(training_master, model_split, challenger.features)
    matrix, churned = challenger.encoder.matrix(rows), rows[LABEL].to_numpy()
    fit = partial(load_algorithm(card.algorithm).fit, matrix, churned, card.parameters)
    seeds = [card.seed + further for further in range(1, _FURTHER_SEEDS + 1)]
    tested = challenger.encoder.matrix(test)
    own = challenger.raw_score(test)
    with closing(side_by_side([partial(fit, seed=further) for further in seeds], threads)) as fits:
        scores = [own, *(each.raw_score(tested) for each in fits)]
    flagged = int(np.sum(challenger.calibrator.probability(own) >= challenger.threshold))
    found = [
        (seed, _pr_auc(test[LABEL].to_numpy(), score), _rank_correlation(own, score), _changed(own, score, flagged))
        for seed, score in zip((card.seed, *seeds), scores, strict=True)
    ]
    return pl.LazyFrame(found, schema=dtypes(SeedStability), orient="row")


def _pr_auc(churned: np.ndarray, score: np.ndarray) -> float | None:
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(churned, score)) if np.unique(churned).size > 1 else None


def _rank_correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    from scipy.stats import spearmanr

    if min(np.unique(one).size, np.unique(other).size) < 2:
        return None
    found: Any = spearmanr(one, other)
    return float(np.clip(found.statistic, -1, 1))


def _changed(own: np.ndarray, other: np.ndarray, flagged: int) -> float:
    """Of the highest scores of one, the share that is not among as many of the other."""
    first, second = (set(np.argsort(-score, kind="stable")[:flagged].tolist()) for score in (own, other))
    return len(first - second) / max(flagged, 1)
