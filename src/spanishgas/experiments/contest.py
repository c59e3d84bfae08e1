"""One contender on one experiment: scores of rows by fits that have not seen them, over repeated folds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from spanishgas.experiments.fold_metrics import METRICS, fold_metrics
from spanishgas.model.algorithms.base import Contender, Matrix
from spanishgas.model.algorithms.registry import load_contender
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiment, Experiments
from spanishgas.model.split import FOLDS, customer_folds
from spanishgas.tables.base import LABEL

SCHEMA = {
    "repeat": pl.Int8,
    "fold": pl.Int8,
    "rows": pl.Int64,
    "churners": pl.Int64,
    **dict.fromkeys(METRICS, pl.Float64),
}


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
        contender = load_contender(algorithm)
        found = [
            {"repeat": repeat, **of_fold}
            for repeat, fold in enumerate(self._dealt())
            for of_fold in fold_metrics(
                churned,
                self._scores(contender, matrix, churned, fold, fitted),
                fold,
                minimum_recall=self.minimum_recall,
                confidence=self.recall_confidence,
            )
        ]
        return pl.DataFrame(found, schema=SCHEMA)

    def _dealt(self) -> Iterator[np.ndarray]:
        """The fold of each row, repeat by repeat; a customer's rows share one."""
        for repeat in range(self.repeats):
            folds = customer_folds(self.rows, np.random.default_rng([self.seed, repeat]))
            yield self.rows.join(folds, on="customer_id", how="left", maintain_order="left")["fold"].to_numpy()

    def _scores(
        self,
        contender: Contender,
        matrix: Matrix,
        churned: np.ndarray,
        fold: np.ndarray,
        fitted: Callable[[], None],
    ) -> np.ndarray:
        score = np.empty(churned.size, dtype=np.float64)
        parameters = self.book.parameters(contender.name)
        for held_out in (fold == number for number in range(FOLDS)):
            fit = contender.fit(
                matrix.rows(~held_out), churned[~held_out], parameters, seed=self.seed, threads=self.threads
            )
            score[held_out] = fit.raw_score(matrix.rows(held_out))
            fitted()
        return score
