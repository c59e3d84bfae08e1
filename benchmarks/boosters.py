"""Who is compared with the champion: each takes the data and gives a score a row, by fits without the row's fold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import optuna
import polars as pl
from sklearn.metrics import log_loss
from threadpoolctl import threadpool_limits

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees
from spanishgas.model.experiments import Experiments
from spanishgas.model.search import best_parameters


@dataclass(frozen=True)
class Data:
    """The training part of a twin."""

    rows: pl.DataFrame
    features: tuple[str, ...]
    matrix: Matrix
    churned: np.ndarray
    searched: np.ndarray
    """The fold of each row that searches use."""
    fold: np.ndarray
    """The fold of each row that judges."""
    log_odds: np.ndarray
    """What the twin knows."""
    book: Experiments
    seed: int
    threads: int

    @property
    def categories(self) -> list[int]:
        """Which columns of the matrix are categories."""
        return [column for column, kind in enumerate(self.matrix.types) if kind == "c"]

    def scored(self, fit: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
        """Scores by ``fit``, which takes masks of the rows that train and of those that are scored."""
        score = np.empty(self.churned.size)
        for fold in np.unique(self.fold):
            score[self.fold == fold] = fit(self.fold != fold, self.fold == fold)
        return score


def champion(data: Data) -> np.ndarray:
    """The trees with the parameters of the packaged search."""
    found = best_parameters(
        data.rows, data.features, None, experiments=data.book, seed=data.seed, threads=data.threads
    ).parameters
    return data.scored(partial(_xgboost, data, found.model_dump()))


def tuned_xgboost(data: Data) -> np.ndarray:
    """XGBoost, tuned as anyone would."""

    def tried(trial: optuna.Trial, train: np.ndarray, test: np.ndarray) -> tuple[float, int]:
        fitted = XGBoostTrees().fit_until(
            (data.matrix.rows(train), data.churned[train]),
            (data.matrix.rows(test), data.churned[test]),
            _xgboost_shape(trial) | {"rounds": data.book.search.most_rounds},
            patience=data.book.search.patience,
            seed=data.seed,
        )
        odds = fitted.raw_score(data.matrix.rows(test))
        return float(log_loss(data.churned[test], 1 / (1 + np.exp(-odds)))), fitted.rounds

    best, rounds = _tuned(data, tried)
    return data.scored(partial(_xgboost, data, _xgboost_shape(best) | {"rounds": rounds}))


def tuned_lightgbm(data: Data) -> np.ndarray:
    """LightGBM, tuned as anyone would."""
    import lightgbm as lgb

    def tried(trial: optuna.Trial, train: np.ndarray, test: np.ndarray) -> tuple[float, int]:
        shape = _lightgbm_shape(trial)
        trees = lgb.LGBMClassifier(
            n_estimators=data.book.search.most_rounds, random_state=data.seed, n_jobs=data.threads, **shape
        )
        trees.fit(
            data.matrix.values[train],
            data.churned[train],
            categorical_feature=data.categories,
            eval_X=data.matrix.values[test],
            eval_y=data.churned[test],
            callbacks=[lgb.early_stopping(data.book.search.patience, verbose=False)],
        )
        return float(trees.best_score_["valid_0"]["binary_logloss"]), trees.best_iteration_

    best, rounds = _tuned(data, tried)

    def fit(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        shape = _lightgbm_shape(best)
        trees = lgb.LGBMClassifier(n_estimators=rounds, random_state=data.seed, n_jobs=data.threads, **shape)
        trees.fit(data.matrix.values[train], data.churned[train], categorical_feature=data.categories)
        return trees.booster_.predict(data.matrix.values[test])

    return data.scored(fit)


def catboost(data: Data) -> np.ndarray:
    """CatBoost as it comes."""
    import pandas as pd
    from catboost import CatBoostClassifier

    frame = pd.DataFrame(data.matrix.values)
    frame = frame.astype(dict.fromkeys(data.categories, str))

    def fit(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        trees = CatBoostClassifier(
            random_seed=data.seed, thread_count=data.threads, verbose=0, allow_writing_files=False
        )
        trees.fit(frame[train], data.churned[train], cat_features=data.categories)
        return trees.predict_proba(frame[test])[:, 1]

    return data.scored(fit)


def histograms(data: Data) -> np.ndarray:
    """scikit-learn's histogram boosting as it comes."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    def fit(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        trees = HistGradientBoostingClassifier(categorical_features=data.categories, random_state=data.seed)
        with threadpool_limits(data.threads):
            trees.fit(data.matrix.values[train], data.churned[train])
            return trees.predict_proba(data.matrix.values[test])[:, 1]

    return data.scored(fit)


def truth(data: Data) -> np.ndarray:
    """Trees fitted to the true log-odds: what these features can tell, were outcomes not a matter of chance."""
    import lightgbm as lgb

    def fit(train: np.ndarray, test: np.ndarray) -> np.ndarray:
        trees = lgb.LGBMRegressor(
            n_estimators=600, learning_rate=0.05, random_state=data.seed, n_jobs=data.threads, verbose=-1
        )
        trees.fit(data.matrix.values[train], data.log_odds[train], categorical_feature=data.categories)
        return trees.booster_.predict(data.matrix.values[test])

    return data.scored(fit)


CONTENDERS: dict[str, Callable[[Data], np.ndarray]] = {
    "champion": champion,
    "LightGBM, tuned": tuned_lightgbm,
    "XGBoost, tuned": tuned_xgboost,
    "CatBoost, defaults": catboost,
    "scikit-learn's histograms, defaults": histograms,
    "fit to the true log-odds": truth,
}


def _tuned(
    data: Data, tried: Callable[[optuna.Trial, np.ndarray, np.ndarray], tuple[float, int]]
) -> tuple[optuna.trial.FrozenTrial, int]:
    """The best trial and its mean rounds: as many trials as the packaged search has, on its folds, by log-loss."""
    search = data.book.search

    def objective(trial: optuna.Trial) -> float:
        found = [tried(trial, data.searched != fold, data.searched == fold) for fold in range(search.folds)]
        trial.set_user_attr("rounds", max(round(float(np.mean([rounds for _, rounds in found]))), 1))
        return float(np.mean([loss for loss, _ in found]))

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = optuna.samplers.TPESampler(seed=data.seed, n_startup_trials=search.random_trials)
    study = optuna.create_study(sampler=sampler)
    study.optimize(objective, n_trials=search.trials)
    return study.best_trial, study.best_trial.user_attrs["rounds"]


def _xgboost(data: Data, parameters: Mapping[str, Any], train: np.ndarray, test: np.ndarray) -> np.ndarray:
    fitted = XGBoostTrees().fit(data.matrix.rows(train), data.churned[train], parameters, seed=data.seed)
    return fitted.raw_score(data.matrix.rows(test))


def _xgboost_shape(trial: optuna.trial.BaseTrial) -> dict[str, Any]:
    """What a trial draws, or drew."""
    return {
        "max_depth": trial.suggest_int("max_depth", 2, 8),
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.3, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.3, 1.0),
        "min_child_weight": trial.suggest_float("min_child_weight", 0.5, 30, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.1, 30, log=True),
    }


def _lightgbm_shape(trial: optuna.trial.BaseTrial) -> dict[str, Any]:
    """What a trial draws, or drew."""
    return {
        "num_leaves": trial.suggest_int("num_leaves", 4, 64, log=True),
        "learning_rate": trial.suggest_float("learning_rate", 0.03, 0.3, log=True),
        "subsample": trial.suggest_float("subsample", 0.5, 1.0),
        "subsample_freq": 1,
        "colsample_bytree": trial.suggest_float("colsample_bytree", 0.3, 1.0),
        "min_child_samples": trial.suggest_int("min_child_samples", 5, 100, log=True),
        "reg_lambda": trial.suggest_float("reg_lambda", 0.1, 30, log=True),
        "verbose": -1,
    }
