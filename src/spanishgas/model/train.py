"""Training a challenger: trees on all training rows; calibration and threshold on rows that fits have not seen."""

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version

import numpy as np
import polars as pl

from spanishgas.model.algorithms.registry import load_algorithm
from spanishgas.model.artefact import PSEUDONYM, REFERENCE_GROUPS, Model
from spanishgas.model.calibrate import Calibrator, group_shifts
from spanishgas.model.card import OutOfFold, TrainingFacts
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiment, Experiments, TreeParameters
from spanishgas.model.judged_groups import margin_band
from spanishgas.model.keyed_hash import keyed_hash
from spanishgas.model.metrics import binary_metrics
from spanishgas.model.out_of_fold import fold_scores
from spanishgas.model.search import ParameterSearch
from spanishgas.model.split import FOLDS, MINIMUM_PER_OUTCOME
from spanishgas.model.threshold import choose_threshold
from spanishgas.model.training_rows import KEY, training_rows
from spanishgas.policy import Policy
from spanishgas.tables.base import LABEL, PROBABILITY

ALGORITHM = "xgboost"
_MARGIN = "avg_monthly_margin"
LIBRARIES = ("numpy", "polars", "scikit-learn", "scipy")


@dataclass(frozen=True)
class TrainingPlan:
    """Everything but the data that decides what a model becomes, and how many fits run at once, which does not."""

    experiment: Experiment
    trees: TreeParameters
    seed: int
    split_key: str
    threads: int
    minimum_recall: float
    recall_confidence: float


def challenger(
    training_master: pl.LazyFrame,
    model_split: pl.LazyFrame,
    parameter_search: ParameterSearch,
    *,
    experiment: str,
    experiments: Experiments,
    seed: int,
    split_key: str,
    recall_confidence: float,
    threads: int,
    policy: Policy,
) -> Model:
    """Train the experiment's model on the training part of the split.

    Source: RULES, algorithms (XGBoost on E5), class imbalance (no reweighting), calibration and threshold (on
    out-of-fold predictions; with three label dates or more, on the last that trains, by fits on those before it). The
    same rows and seed give the same bytes, whatever the order of rows and the number of threads.

    Raises:
        InputError: no experiment has this name.
        ModelInputError: a feature of the experiment is missing, or churners are too few for the recall asked for.
    """
    plan = TrainingPlan(
        experiment=experiments.experiment(experiment),
        trees=parameter_search.parameters,
        seed=seed,
        split_key=split_key,
        threads=threads,
        minimum_recall=policy.threshold.minimum_recall,
        recall_confidence=recall_confidence,
    )
    return train_model(training_master, model_split, plan)


def train_model(training_master: pl.LazyFrame, model_split: pl.LazyFrame, plan: TrainingPlan) -> Model:
    """Train one model after a plan; see ``challenger`` for rules and errors."""
    features = plan.experiment.features
    kept = tuple(dict.fromkeys((*features, *REFERENCE_GROUPS)))
    rows = training_rows(training_master, model_split, (*kept, _MARGIN))
    encoder = Encoder.fit(rows, features)
    matrix, churned = encoder.matrix(rows), rows[LABEL].to_numpy()
    fit = partial(load_algorithm(ALGORITHM).fit, parameters=plan.trees.model_dump(), seed=plan.seed)
    fold = rows["fold"].to_numpy()
    raw_score, fold_fits = fold_scores(fit, matrix, churned, fold, threads=plan.threads)
    day = _calibration_day(rows)
    calibrating, ahead_score = np.ones_like(churned, dtype=np.bool_), raw_score
    if day is not None:
        calibrating = (rows["label_date"] == day).to_numpy()
        ahead_score, _ = fold_scores(fit, matrix, churned, fold, threads=plan.threads, among=~calibrating)
    held_out_score, outcomes = ahead_score[calibrating], churned[calibrating]
    calibrator = Calibrator.fit(held_out_score, outcomes)
    probability = calibrator.probability(held_out_score)
    threshold = choose_threshold(
        probability,
        outcomes,
        minimum_recall=plan.minimum_recall,
        confidence=plan.recall_confidence,
        new_rows=model_split.filter(part="test").select(pl.len()).collect().item(),
    )
    metrics = binary_metrics(outcomes, held_out_score, probability, threshold.value)
    out_of_fold = OutOfFold(**dict(metrics), recall_lower_bound=threshold.recall_lower_bound)
    said = calibrator.probability(raw_score)
    said[calibrating] = probability
    reference = rows.select(kept).with_columns(
        pl.Series(PROBABILITY, said),
        keyed_hash(rows["customer_id"], plan.split_key).alias(PSEUDONYM),
    )
    fitted = fit(matrix, churned)
    bands = rows.filter(pl.Series(calibrating)).select(margin_band(pl.col(_MARGIN))).to_series().to_numpy()
    shifts = group_shifts(calibrator.log_odds(held_out_score), outcomes, bands)
    facts = _facts(rows, plan, threshold.value, out_of_fold, day).model_copy(update={"margin_shifts": shifts})
    return Model.build(fitted, encoder, calibrator, reference, facts, fold_fits)


def _calibration_day(rows: pl.DataFrame) -> date | None:
    """The last training day, which is nearest to the days that the model is for; None: all rows calibrate, out of fold.

    That day and those before it, which the fits then learn from, need enough of each outcome.
    """
    last = max(rows["label_date"].to_list())
    sides = [rows.filter(is_last)[LABEL] for is_last in (pl.col("label_date") == last, pl.col("label_date") != last)]
    enough = all(min(side.sum(), side.len() - side.sum()) >= MINIMUM_PER_OUTCOME for side in sides)
    return last if enough else None


def _facts(
    rows: pl.DataFrame, plan: TrainingPlan, threshold: float, out_of_fold: OutOfFold, calibration_day: date | None
) -> TrainingFacts:
    features = plan.experiment.features
    return TrainingFacts(
        experiment=plan.experiment.name,
        tiers=plan.experiment.tiers,
        features=features,
        features_without_values=tuple(name for name in features if rows[name].null_count() == rows.height),
        algorithm=ALGORITHM,
        parameters=plan.trees.model_dump(),
        seed=plan.seed,
        split_key=plan.split_key,
        calibration_label_date=calibration_day,
        threshold=threshold,
        minimum_recall=plan.minimum_recall,
        recall_confidence=plan.recall_confidence,
        out_of_fold=out_of_fold,
        training_rows=rows.height,
        training_churners=int(rows[LABEL].sum()),
        training_data_sha256=_data_hash(rows, features),
        fold_fits=FOLDS,
        libraries={**load_algorithm(ALGORITHM).libraries, **{name: version(name) for name in LIBRARIES}},
    )


def _data_hash(rows: pl.DataFrame, features: tuple[str, ...]) -> str:
    """Hash of customers, label dates, outcomes, folds and raw features, in the order of customers."""
    content = rows.select(*KEY, LABEL, "fold", *features).write_csv(float_precision=None)
    return hashlib.sha256(content.encode()).hexdigest()
