"""Fits side by side, and the scores of rows by fits that have not seen them."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import TypeVar

import numpy as np

from spanishgas.model.algorithms.base import Matrix, Scorer

Result = TypeVar("Result")


def side_by_side(calls: Iterable[Callable[[], Result]], threads: int) -> Generator[Result]:
    """What each call returns, in the order of the calls; so many run at once.

    Whoever stops taking results, or is stopped, begins no further call.
    """
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(lambda call: call(), calls)
    finally:
        pool.shutdown(cancel_futures=True)


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

    with closing(side_by_side([partial(scored, held_out) for held_out in folds], threads)) as scores:
        for held_out, found in zip(folds, scores, strict=True):
            score[held_out] = found
            fitted()
    return score
