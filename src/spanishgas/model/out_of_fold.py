"""Fits side by side, and the scores of rows by fits that have not seen them."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import numpy as np

from spanishgas.model.algorithms.base import Matrix, Scorer

Result = TypeVar("Result")


def side_by_side(calls: Iterable[Callable[[], Result]], threads: int) -> Iterator[Result]:
    """What each call returns, in the order of the calls; so many run at once.

    Whoever is stopped while waiting begins no further call.
    """
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(lambda call: call(), calls)


def out_of_fold_score(
    fit: Callable[[Matrix, np.ndarray], Scorer],
    matrix: Matrix,
    churned: np.ndarray,
    fold: np.ndarray,
    *,
    threads: int,
    fitted: Callable[[], None] = lambda: None,
) -> np.ndarray:
    """Log-odds of every row by a fit without the row's fold; ``fitted`` is called after each fit."""
    score = np.empty(churned.size, dtype=np.float64)
    folds = [fold == number for number in np.unique(fold)]

    def scored(held_out: np.ndarray) -> np.ndarray:
        return fit(matrix.rows(~held_out), churned[~held_out]).raw_score(matrix.rows(held_out))

    scores = side_by_side([partial(scored, held_out) for held_out in folds], threads)
    for held_out, found in zip(folds, scores, strict=True):
        score[held_out] = found
        fitted()
    return score
