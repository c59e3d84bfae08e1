"""What training on earlier days reaches on a later one, and how much better a split of customers alone looks."""

from functools import partial
from typing import Any

import numpy as np
import polars as pl

from spanishgas.model.algorithms.registry import load_algorithm
from spanishgas.model.artefact import Model
from spanishgas.model.calibrate import Calibrator
from spanishgas.model.encode import Encoder
from spanishgas.model.judged_groups import calibration_slope
from spanishgas.model.metrics import binary_metrics
from spanishgas.model.out_of_fold import fold_scores
from spanishgas.model.split import is_test, row_folds
from spanishgas.model.training_rows import testing_rows
from spanishgas.tables.base import LABEL, dtypes
from spanishgas.tables.training import TimeForward


def time_forward(
    challenger: Model, training_master: pl.LazyFrame, model_split: pl.LazyFrame, *, split_key: str, threads: int
) -> pl.LazyFrame:
    """Ways to split, judged on the test part, which is of the last label date: a row each, none for one date.

    ``forward`` is the challenger itself, which has seen no row of that date. ``customers`` has its parameters and
    learns from the customers who never test on all dates, the last among them; it is calibrated out of fold. It knows a
    day more and nothing lies between what it learns and what it is judged on: so good a split of customers alone looks.
    """
    days = training_master.select(pl.col("label_date").n_unique()).collect().item()
    judged = testing_rows(training_master, model_split)
    if days < 2 or judged[LABEL].n_unique() < 2:
        return TimeForward.create_empty().lazy()
    columns = ("customer_id", "label_date", LABEL, *challenger.features)
    rows = training_master.select(columns).sort("customer_id", "label_date").collect()
    others = rows.filter(~is_test(rows["customer_id"], split_key))
    found = [
        ("customers", *_figures(challenger, judged, *_split_by_customers(challenger, others, judged, threads))),
        ("forward", *_figures(challenger, judged, challenger.raw_score(judged), challenger.calibrator)),
    ]
    return pl.LazyFrame(found, schema=dtypes(TimeForward), orient="row")


def _split_by_customers(
    challenger: Model, train: pl.DataFrame, judged: pl.DataFrame, threads: int
) -> tuple[np.ndarray, Calibrator]:
    """Raw score of the judged rows, and what makes probabilities of it."""
    card, encoder = challenger.card, Encoder.fit(train, challenger.features)
    fit = partial(load_algorithm(card.algorithm).fit, parameters=card.parameters, seed=card.seed)
    matrix, churned = encoder.matrix(train), train[LABEL].to_numpy()
    fold = row_folds(train, np.random.default_rng(card.seed))
    out_of_fold, _ = fold_scores(fit, matrix, churned, fold, threads=threads)
    return fit(matrix, churned).raw_score(encoder.matrix(judged)), Calibrator.fit(out_of_fold, churned)


def _figures(challenger: Model, judged: pl.DataFrame, raw: np.ndarray, calibrator: Calibrator) -> tuple[Any, ...]:
    churned, probability = judged[LABEL].to_numpy(), calibrator.probability(raw)
    found = binary_metrics(churned, raw, probability, challenger.threshold)
    slope = calibration_slope(probability, churned)
    return found.rows, found.churners, float(probability.sum()), found.pr_auc, found.roc_auc, found.brier, slope
