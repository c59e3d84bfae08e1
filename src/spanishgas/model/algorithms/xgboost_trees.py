"""Gradient-boosted trees by XGBoost: categories and missing values are split on as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import xgboost as xgb

from spanishgas.model.algorithms.base import Matrix

TREES = "model.ubj"


@dataclass(frozen=True)
class FittedTrees:
    """A booster, and the threads it predicts with."""

    booster: xgb.Booster
    threads: int

    def raw_score(self, matrix: Matrix) -> np.ndarray:
        """Log-odds of the trees, one a row."""
        return self.booster.predict(self._data(matrix), output_margin=True).astype(np.float64)

    def contributions(self, matrix: Matrix) -> np.ndarray:
        """Shapley values of the log-odds by XGBoost's own ``pred_contribs``, the average last."""
        return self.booster.predict(self._data(matrix), pred_contribs=True).astype(np.float64)

    @property
    def rounds(self) -> int:
        """How many trees there are."""
        return self.booster.num_boosted_rounds()

    def files(self) -> dict[str, bytes]:
        """The booster as raw UBJ."""
        return {TREES: bytes(self.booster.save_raw("ubj"))}

    def _data(self, matrix: Matrix) -> xgb.DMatrix:
        return xgb.DMatrix(matrix.values, **_described(matrix), nthread=self.threads)


class XGBoostTrees:
    """XGBoost's histogram trees. ``parameters`` are under XGBoost's own names; ``rounds`` is the number of trees."""

    name = "xgboost"
    file_names: tuple[str, ...] = (TREES,)
    libraries: Mapping[str, str] = MappingProxyType({"xgboost": xgb.__version__})

    def fit(
        self, matrix: Matrix, churned: np.ndarray, parameters: Mapping[str, Any], *, seed: int, threads: int
    ) -> FittedTrees:
        """Boost ``rounds`` trees on log-loss."""
        data = _quantiles(matrix, churned, threads)
        booster = xgb.train(_options(parameters, seed, threads), data, num_boost_round=parameters["rounds"])
        return FittedTrees(booster, threads)

    def fit_until(
        self,
        rows: tuple[Matrix, np.ndarray],
        held_out: tuple[Matrix, np.ndarray],
        parameters: Mapping[str, Any],
        *,
        patience: int | None,
        seed: int,
        threads: int,
    ) -> FittedTrees:
        """Boost up to ``rounds`` trees, and keep those up to the least log-loss on rows and outcomes held out.

        Boosting ends when ``patience`` trees have not lessened it; without patience all trees are kept.
        """
        if patience is None:
            return self.fit(*rows, parameters, seed=seed, threads=threads)
        data, other = (
            _quantiles(*rows, threads),
            xgb.DMatrix(held_out[0].values, held_out[1], **_described(held_out[0])),
        )
        booster = xgb.train(
            _options(parameters, seed, threads) | {"eval_metric": "logloss"},
            data,
            num_boost_round=parameters["rounds"],
            evals=[(other, "held_out")],
            early_stopping_rounds=patience,
            verbose_eval=False,
        )
        return FittedTrees(booster[: booster.best_iteration + 1], threads)

    def load(self, files: Mapping[str, bytes], *, threads: int) -> FittedTrees:
        """The booster of its UBJ."""
        booster = xgb.Booster({"nthread": threads})
        booster.load_model(bytearray(files[TREES]))
        return FittedTrees(booster, threads)


def _quantiles(matrix: Matrix, churned: np.ndarray, threads: int) -> xgb.QuantileDMatrix:
    return xgb.QuantileDMatrix(matrix.values, churned, **_described(matrix), nthread=threads)


def _options(parameters: Mapping[str, Any], seed: int, threads: int) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "rounds"} | {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "seed": seed,
        "nthread": threads,
        "verbosity": 0,
    }


def _described(matrix: Matrix) -> dict[str, list[str]]:
    return {"feature_names": list(matrix.features), "feature_types": list(matrix.types)}
