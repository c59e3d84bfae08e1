"""Scores of rows by fits that have not seen them."""

from collections.abc import Callable

import numpy as np

from spanishgas.model.algorithms.base import Matrix, Scorer


def out_of_fold_score(
    fit: Callable[[Matrix, np.ndarray], Scorer],
    matrix: Matrix,
    churned: np.ndarray,
    fold: np.ndarray,
    fitted: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """Log-odds of every row by a fit without the row's fold; ``fitted`` is called after each fit."""
    score = np.empty(churned.size, dtype=np.float64)
    for held_out in (fold == number for number in np.unique(fold)):
        score[held_out] = fit(matrix.rows(~held_out), churned[~held_out]).raw_score(matrix.rows(held_out))
        fitted()
    return score
