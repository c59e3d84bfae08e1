"""A small search for tree parameters: a fixed number of trials, on folds of the training part, kept as a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import polars as pl

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.artefact import Model
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiments, TreeParameters
from spanishgas.model.out_of_fold import side_by_side
from spanishgas.model.split import FOLDS
from spanishgas.model.training_rows import training_rows
from spanishgas.tables.base import LABEL
from spanishgas.tables.document import Document

if TYPE_CHECKING:
    import optuna


class Trial(Document):
    """Parameters that were tried, and what they reached on rows held out, as means of folds."""

    parameters: TreeParameters
    log_loss: float
    pr_auc: float


class ParameterSearch(Document):
    """What was tried, and the parameters that the challenger is trained with."""

    trials: tuple[Trial, ...]
    parameters: TreeParameters
    pr_auc_difference: tuple[float, ...]
    """PR-AUC of the best trial minus that of the packaged parameters, one a fold that the search has not seen."""
    reason: str

    @classmethod
    def untried(cls, parameters: TreeParameters) -> Self:
        """These parameters, without a search."""
        return cls(trials=(), parameters=parameters, pr_auc_difference=(), reason="nothing else was tried")


def parameter_search(
    training_master: pl.LazyFrame,
    model_split: pl.LazyFrame,
    champion: Model | None,
    *,
    experiment: str,
    experiments: Experiments,
    seed: int,
    threads: int,
) -> ParameterSearch:
    """The tree parameters for the experiment: the best of a seeded search where it wins, else the packaged ones.

    Trials are judged by log-loss on the first folds of the training part: the packaged parameters first; the
    champion's, where they are others, last and beyond the number of trials. The best one is then compared with the
    packaged ones on the other folds, which no trial has seen, and wins if its PR-AUC is higher there on average.
    Time decides nothing, so that the same rows and seed give the same document with any number of threads.

    Raises:
        InputError: no experiment has this name.
        ModelInputError: a feature of the experiment is missing.
    """
    if not experiments.search.trials:
        return ParameterSearch.untried(experiments.xgboost)
    features = experiments.experiment(experiment).features
    rows = training_rows(training_master, model_split, features)
    return best_parameters(rows, features, champion, experiments=experiments, seed=seed, threads=threads)


def best_parameters(
    rows: pl.DataFrame,
    features: tuple[str, ...],
    champion: Model | None,
    *,
    experiments: Experiments,
    seed: int,
    threads: int,
) -> ParameterSearch:
    """What ``parameter_search`` finds for rows with outcome and fold, whatever their features are called."""
    matrix = Encoder.fit(rows, features).matrix(rows)
    bench = _Bench(matrix, rows[LABEL].to_numpy(), rows["fold"].to_numpy(), experiments, seed, threads)
    trials = _tried(bench, champion)
    best = min(trials, key=lambda trial: trial.log_loss)
    packaged = experiments.xgboost
    if best.parameters == packaged:
        return ParameterSearch(
            trials=trials,
            parameters=packaged,
            pr_auc_difference=(),
            reason="no trial was better than the packaged ones",
        )
    differences = bench.differences(best.parameters, packaged)
    wins = float(np.mean(differences)) > 0
    said = f"PR-AUC {np.mean(differences):+.4f} on average on {len(differences)} folds that the search has not seen"
    return ParameterSearch(
        trials=trials,
        parameters=best.parameters if wins else packaged,
        pr_auc_difference=differences,
        reason=f"the best trial {'wins' if wins else 'does not win'}: {said}",
    )


@dataclass(frozen=True)
class _Bench:
    """Where parameters are tried: the training part with its folds."""

    matrix: Matrix
    churned: np.ndarray
    fold: np.ndarray
    experiments: Experiments
    seed: int
    threads: int

    def differences(self, one: TreeParameters, other: TreeParameters) -> tuple[float, ...]:
        """PR-AUC of one minus that of another, one a fold that no trial has seen."""
        unseen = range(self.experiments.search.folds, FOLDS)
        fits = [partial(self.pr_auc, each, fold) for fold in unseen for each in (one, other)]
        found = list(side_by_side(fits, self.threads))
        return tuple(first - second for first, second in zip(found[::2], found[1::2], strict=True))

    def pr_auc(self, parameters: TreeParameters, fold: int) -> float:
        """Of a fit without the fold."""
        from sklearn.metrics import average_precision_score

        from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees

        train, churned, test, outcomes = self._parts(fold)
        fitted = XGBoostTrees().fit(train, churned, parameters.model_dump(), seed=self.seed)
        return float(average_precision_score(outcomes, fitted.raw_score(test)))

    def trial(self, shape: Mapping[str, Any], rounds: int | None = None) -> Trial:
        """What a shape of trees reaches on the first folds; without ``rounds`` early stopping finds how many."""
        folds = range(self.experiments.search.folds)
        found = list(side_by_side([partial(self._on_fold, fold, shape, rounds) for fold in folds], self.threads))
        boosted, losses, pr_auc = (float(np.mean(each)) for each in zip(*found, strict=True))
        parameters = TreeParameters(**shape, rounds=rounds or max(round(boosted), 1))
        return Trial(parameters=parameters, log_loss=losses, pr_auc=pr_auc)

    def _on_fold(self, fold: int, shape: Mapping[str, Any], rounds: int | None) -> tuple[int, float, float]:
        """Rounds, log-loss and PR-AUC of one fold."""
        from scipy.special import expit
        from sklearn.metrics import average_precision_score, log_loss

        from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees

        train, churned, test, outcomes = self._parts(fold)
        search = self.experiments.search
        fitted = XGBoostTrees().fit_until(
            (train, churned),
            (test, outcomes),
            {**shape, "rounds": rounds or search.most_rounds},
            patience=None if rounds else search.patience,
            seed=self.seed,
        )
        score = fitted.raw_score(test)
        loss = log_loss(outcomes, expit(score), labels=[0, 1])
        return fitted.rounds, float(loss), float(average_precision_score(outcomes, score))

    def _parts(self, fold: int) -> tuple[Matrix, np.ndarray, Matrix, np.ndarray]:
        """Features and outcomes without the fold, and of it."""
        held_out = self.fold == fold
        return self.matrix.rows(~held_out), self.churned[~held_out], self.matrix.rows(held_out), self.churned[held_out]


def _tried(bench: _Bench, champion: Model | None) -> tuple[Trial, ...]:
    """The packaged parameters, the shapes to try first, what is drawn then, and the champion's if they are others.

    What is drawn does not depend on the champion, so that the same rows again give the same model again.
    """
    import optuna

    search, packaged = bench.experiments.search, bench.experiments.xgboost
    trials = [_again(bench, packaged)]
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        sampler=optuna.samplers.TPESampler(seed=bench.seed, n_startup_trials=search.random_trials)
    )
    space = _space()
    for trial in trials:
        shape = trial.parameters.model_dump(include=set(space))
        if all(_SPACE[name][0] <= value <= _SPACE[name][1] for name, value in shape.items()):
            study.add_trial(optuna.create_trial(params=shape, distributions=space, value=trial.log_loss))
    for first in search.tried_first:
        study.enqueue_trial(first.model_dump())
    while len(trials) < search.trials:
        asked = study.ask(space)
        tried = bench.trial(asked.params)
        study.tell(asked, tried.log_loss)
        trials.append(tried)
    if champion is not None:
        known = TreeParameters.model_validate(champion.card.parameters)
        if known not in [trial.parameters for trial in trials]:
            trials.append(_again(bench, known))
    return tuple(trials)


def _again(bench: _Bench, parameters: TreeParameters) -> Trial:
    """What parameters reach whose number of trees is known."""
    return bench.trial(parameters.model_dump(exclude={"rounds"}), parameters.rounds)


_SPACE: dict[str, tuple[float, float, bool]] = {
    "max_depth": (2, 7, False),
    "learning_rate": (0.05, 0.2, True),  # slower ones gain .002 and cost as much as all others together
    "subsample": (0.6, 1.0, False),
    "colsample_bytree": (0.2, 1.0, False),
    "min_child_weight": (0.5, 30.0, True),
    "reg_lambda": (0.5, 30.0, True),
    "max_cat_to_onehot": (1, 20, False),
}
"""What is drawn from: the least and the most, and whether on a logarithmic scale; whole numbers where both are."""


def _space() -> "dict[str, optuna.distributions.BaseDistribution]":
    from optuna.distributions import FloatDistribution, IntDistribution

    return {
        name: IntDistribution(low, high)
        if isinstance(low, int) and isinstance(high, int)
        else FloatDistribution(low, high, log=log)
        for name, (low, high, log) in _SPACE.items()
    }
