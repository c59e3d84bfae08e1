"""Training a challenger: trees on all training rows; calibration and threshold on rows that fits have not seen."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

import numpy as np
import polars as pl

from spanishgas.model.algorithms.base import Fitted, Matrix
from spanishgas.model.algorithms.registry import load_algorithm
from spanishgas.model.artefact import PSEUDONYM, REFERENCE_GROUPS, Model
from spanishgas.model.calibrate import Calibrator
from spanishgas.model.card import OutOfFold, TrainingFacts
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiment, Experiments, TreeParameters
from spanishgas.model.keyed_hash import keyed_hash
from spanishgas.model.metrics import binary_metrics
from spanishgas.model.out_of_fold import fold_fits
from spanishgas.model.search import ParameterSearch
from spanishgas.model.split import MINIMUM_PER_OUTCOME
from spanishgas.model.threshold import choose_threshold
from spanishgas.model.training_rows import KEY, training_rows
from spanishgas.policy import Policy
from spanishgas.tables.base import LABEL, PROBABILITY

ALGORITHM = "xgboost"
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
    out-of-fold predictions). The same rows and seed give the same bytes, whatever the order of rows and the
    number of threads.

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
    rows = training_rows(training_master, model_split, kept)
    encoder = Encoder.fit(rows, features)
    matrix, churned = encoder.matrix(rows), rows[LABEL].to_numpy()
    fit = partial(load_algorithm(ALGORITHM).fit, parameters=plan.trees.model_dump(), seed=plan.seed)
    of_folds = list(fold_fits(fit, matrix, churned, rows["fold"].to_numpy(), threads=plan.threads))
    raw_score = np.empty(rows.height, dtype=np.float64)
    for held_out, of_fold in of_folds:
        raw_score[held_out] = of_fold.raw_score(matrix.rows(held_out))
    chosen = _calibrating(rows)
    held_out_score, outcomes = raw_score[chosen], churned[chosen]
    if not chosen.all():
        held_out_score = _ahead(fit, matrix, rows, chosen, plan.threads)
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
    reference = rows.select(kept).with_columns(
        pl.Series(PROBABILITY, calibrator.probability(raw_score)),
        keyed_hash(rows["customer_id"], plan.split_key).alias(PSEUDONYM),
    )
    fitted = fit(matrix, churned)
    facts = _facts(rows, plan, threshold.value, out_of_fold)
    return Model.build(fitted, encoder, calibrator, reference, facts, [of_fold for _, of_fold in of_folds])


def _calibrating(rows: pl.DataFrame) -> np.ndarray:
    """Rows that calibrate and choose the threshold, as a mask: those of the last day where it has enough outcomes.

    They are nearest to the days that the model is for. Of a single day, they are all.
    """
    is_last = (rows["label_date"] == rows["label_date"].max()).to_numpy()
    churners = int(rows[LABEL].to_numpy()[is_last].sum())
    enough = min(churners, int(is_last.sum()) - churners) >= MINIMUM_PER_OUTCOME
    return is_last if enough else np.ones_like(is_last)


def _ahead(
    fit: Callable[[Matrix, np.ndarray], Fitted], matrix: Matrix, rows: pl.DataFrame, chosen: np.ndarray, threads: int
) -> np.ndarray:
    """Log-odds of the chosen rows by fits on earlier days and on other customers, as the model will look ahead."""
    score, fold = np.empty(rows.height, dtype=np.float64), rows["fold"].to_numpy()
    for held_out, scorer in fold_fits(fit, matrix, rows[LABEL].to_numpy(), fold, threads=threads, among=~chosen):
        score[held_out & chosen] = scorer.raw_score(matrix.rows(held_out & chosen))
    return score[chosen]


def _facts(rows: pl.DataFrame, plan: TrainingPlan, threshold: float, out_of_fold: OutOfFold) -> TrainingFacts:
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
        threshold=threshold,
        minimum_recall=plan.minimum_recall,
        recall_confidence=plan.recall_confidence,
        out_of_fold=out_of_fold,
        training_rows=rows.height,
        training_churners=int(rows[LABEL].sum()),
        training_data_sha256=_data_hash(rows, features),
        libraries={**load_algorithm(ALGORITHM).libraries, **{name: version(name) for name in LIBRARIES}},
    )


def _data_hash(rows: pl.DataFrame, features: tuple[str, ...]) -> str:
    """Hash of customers, label dates, outcomes, folds and raw features, in the order of customers."""
    content = rows.select(*KEY, LABEL, "fold", *features).write_csv(float_precision=None)
    return hashlib.sha256(content.encode()).hexdigest()
