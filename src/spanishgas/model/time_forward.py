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
from spanishgas.model.out_of_fold import out_of_fold_score
from spanishgas.model.split import customer_folds, is_test
from spanishgas.model.training_rows import testing_rows
from spanishgas.tables.base import LABEL, dtypes
from spanishgas.tables.training import TimeForward


def time_forward(
    challenger: Model,
    training_master: pl.LazyFrame,
    model_split: pl.LazyFrame,
    *,
    seed: int,
    split_key: str,
    threads: int,
) -> pl.LazyFrame:
    """Two ways to split, judged on the test part, which is of the last label date: one row each, none for one date.

    ``forward`` is the challenger itself, which has seen no row of that date. ``customers`` has its parameters and the
    same customers to learn from, on all dates, the last among them, and is calibrated out of fold. What it reaches
    above the challenger is how optimistic a split of customers alone is. Source: RULES, two days.
    """
    columns = ("customer_id", "label_date", LABEL, *challenger.features)
    rows = training_master.select(columns).sort("customer_id", "label_date").collect()
    judged = testing_rows(training_master, model_split)
    if rows["label_date"].n_unique() < 2 or judged[LABEL].n_unique() < 2:
        return TimeForward.create_empty().lazy()
    others = rows.filter(~is_test(rows["customer_id"], split_key))
    raw = challenger.raw_score(judged)
    found = [
        ("customers", *_figures(judged, *_split_by_customers(challenger, others, judged, seed, threads))),
        ("forward", *_figures(judged, raw, challenger.calibrator.probability(raw))),
    ]
    return pl.LazyFrame(found, schema=dtypes(TimeForward), orient="row")


def _split_by_customers(
    challenger: Model, train: pl.DataFrame, judged: pl.DataFrame, seed: int, threads: int
) -> tuple[np.ndarray, np.ndarray]:
    """Raw score and probability of the judged rows."""
    card, encoder = challenger.card, Encoder.fit(train, challenger.features)
    fit = partial(load_algorithm(card.algorithm).fit, parameters=card.parameters, seed=card.seed)
    matrix, churned = encoder.matrix(train), train[LABEL].to_numpy()
    folds = customer_folds(train, np.random.default_rng(seed))
    fold = train.join(folds, on="customer_id", how="left", maintain_order="left")["fold"].to_numpy()
    calibrator = Calibrator.fit(out_of_fold_score(fit, matrix, churned, fold, threads=threads), churned)
    raw = fit(matrix, churned).raw_score(encoder.matrix(judged))
    return raw, calibrator.probability(raw)


def _figures(judged: pl.DataFrame, raw: np.ndarray, probability: np.ndarray) -> tuple[Any, ...]:
    from sklearn.metrics import average_precision_score, roc_auc_score

    churned = judged[LABEL].to_numpy()
    return (
        churned.size,
        int(churned.sum()),
        float(probability.sum()),
        float(average_precision_score(churned, raw)),
        float(roc_auc_score(churned, raw)),
        float(np.mean((probability - churned) ** 2)),
        calibration_slope(probability, churned),
    )
