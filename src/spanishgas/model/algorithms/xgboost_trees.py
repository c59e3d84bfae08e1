"""Gradient-boosted trees by XGBoost: categories and missing values are split on as they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import xgboost as xgb

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.registry import STORED_FILES

(TREES,) = STORED_FILES["xgboost"]
ONE_THREAD = 1
"""Threads of one fit wait for each other at every tree, fits side by side for nobody; the bytes are the same."""


@dataclass(frozen=True)
class FittedTrees:
    """Boosted trees, as XGBoost holds them."""

    booster: xgb.Booster

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
        return xgb.DMatrix(matrix.values, **_described(matrix), nthread=ONE_THREAD)


class XGBoostTrees:
    """XGBoost's histogram trees. ``parameters`` are under XGBoost's own names; ``rounds`` is the number of trees."""

    name = "xgboost"
    libraries: Mapping[str, str] = MappingProxyType({"xgboost": xgb.__version__})

    def fit(self, matrix: Matrix, churned: np.ndarray, parameters: Mapping[str, Any], *, seed: int) -> FittedTrees:
        """Boost ``rounds`` trees on log-loss."""
        data = _quantiles(matrix, churned)
        return FittedTrees(xgb.train(_options(parameters, seed), data, num_boost_round=parameters["rounds"]))

    def fit_until(
        self,
        rows: tuple[Matrix, np.ndarray],
        held_out: tuple[Matrix, np.ndarray],
        parameters: Mapping[str, Any],
        *,
        patience: int | None,
        seed: int,
    ) -> FittedTrees:
        """Boost up to ``rounds`` trees, and keep those up to the least log-loss on rows and outcomes held out.

        Boosting ends when ``patience`` trees have not lessened it; without patience all trees are kept.
        """
        if patience is None:
            return self.fit(*rows, parameters, seed=seed)
        data, other = (
            _quantiles(*rows),
            xgb.DMatrix(held_out[0].values, held_out[1], **_described(held_out[0]), nthread=ONE_THREAD),
        )
        booster = xgb.train(
            _options(parameters, seed) | {"eval_metric": "logloss"},
            data,
            num_boost_round=parameters["rounds"],
            evals=[(other, "held_out")],
            early_stopping_rounds=patience,
            verbose_eval=False,
        )
        return FittedTrees(booster[: booster.best_iteration + 1])

    def load(self, files: Mapping[str, bytes]) -> FittedTrees:
        """The booster of its UBJ. It predicts on all cores: rows wait for nobody."""
        booster = xgb.Booster()
        booster.load_model(bytearray(files[TREES]))
        return FittedTrees(booster)


def _quantiles(matrix: Matrix, churned: np.ndarray) -> xgb.QuantileDMatrix:
    return xgb.QuantileDMatrix(matrix.values, churned, **_described(matrix), nthread=ONE_THREAD)


def _options(parameters: Mapping[str, Any], seed: int) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if name != "rounds"} | {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "seed": seed,
        "nthread": ONE_THREAD,
        "verbosity": 0,
    }


def _described(matrix: Matrix) -> dict[str, list[str]]:
    return {"feature_names": list(matrix.features), "feature_types": list(matrix.types)}
