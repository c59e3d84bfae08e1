"""One contender on one experiment: scores of rows by fits that have not seen them, over repeated folds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl

from spanishgas.experiments.fold_metrics import fold_metrics
from spanishgas.model.algorithms.registry import load_contender
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiment, Experiments
from spanishgas.model.out_of_fold import fold_scores
from spanishgas.model.split import FOLDS, row_folds
from spanishgas.tables.base import LABEL, dtypes
from spanishgas.tables.experiments import ExperimentFolds

SCHEMA = {name: dtype for name, dtype in dtypes(ExperimentFolds).items() if name not in ("experiment", "algorithm")}


@dataclass(frozen=True)
class Contest:
    """The rows that all contenders are compared on, and the rules."""

    rows: pl.DataFrame
    """The training part: one row a customer and label date, sorted, with outcome and features."""
    book: Experiments
    seed: int
    threads: int
    minimum_recall: float
    recall_confidence: float

    @property
    def repeats(self) -> int:
        """How often the customers are dealt into folds."""
        return self.book.comparison.repeats

    @property
    def fits(self) -> int:
        """Fits of one contender."""
        return self.repeats * FOLDS

    def results(self, experiment: Experiment, algorithm: str, fitted: Callable[[], None]) -> pl.DataFrame:
        """What a contender reaches: one row a repeat and fold. ``fitted`` is called after each fit."""
        encoder = Encoder.fit(self.rows, experiment.features)
        matrix, churned = encoder.matrix(self.rows), self.rows[LABEL].to_numpy()
        fit = partial(load_contender(algorithm).fit, parameters=self.book.parameters(algorithm), seed=self.seed)
        found = [
            {"repeat": repeat, **of_fold}
            for repeat, fold in enumerate(self._dealt())
            for of_fold in fold_metrics(
                churned,
                fold_scores(fit, matrix, churned, fold, threads=self.threads, fitted=fitted)[0],
                fold,
                minimum_recall=self.minimum_recall,
                confidence=self.recall_confidence,
            )
        ]
        return pl.DataFrame(found, schema=SCHEMA)

    def _dealt(self) -> Iterator[np.ndarray]:
        """The fold of each row, repeat by repeat; a customer's rows share one."""
        for repeat in range(self.repeats):
            yield row_folds(self.rows, np.random.default_rng([self.seed, repeat]))
