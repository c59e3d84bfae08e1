"""Fits side by side, and the scores of rows by fits that have not seen them."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import TypeVar

import numpy as np

from spanishgas.model.algorithms.base import Matrix, Scorer

Result = TypeVar("Result")
Fit = TypeVar("Fit", bound=Scorer)


def side_by_side(calls: Iterable[Callable[[], Result]], threads: int) -> Generator[Result]:
    """What each call returns, in the order of the calls; so many run at once.

    Whoever stops taking results, or is stopped, begins no further call.
    """
    pool = ThreadPoolExecutor(threads)
    try:
        yield from pool.map(lambda call: call(), calls)
    finally:
        pool.shutdown(cancel_futures=True)


def fold_scores(
    fit: Callable[[Matrix, np.ndarray], Fit],
    matrix: Matrix,
    churned: np.ndarray,
    fold: np.ndarray,
    *,
    threads: int,
    among: np.ndarray | None = None,
    fitted: Callable[[], None] = lambda: None,
) -> tuple[np.ndarray, list[Fit]]:
    """Log-odds of every row by a fit without the row's fold, and these fits in the order of the folds.

    Args:
        fit: fits on rows and their outcomes.
        matrix: features, one row a row.
        churned: outcome of each row.
        fold: fold of each row.
        threads: fits that run at once.
        among: rows that may be learned from, as a mask; all where it is not given.
        fitted: called after each fit.
    """
    folds = [fold == number for number in np.unique(fold)]
    learned = [~held_out if among is None else ~held_out & among for held_out in folds]

    def scored(rows: np.ndarray, held_out: np.ndarray) -> tuple[Fit, np.ndarray]:
        scorer = fit(matrix.rows(rows), churned[rows])
        return scorer, scorer.raw_score(matrix.rows(held_out))

    calls = [partial(scored, rows, held_out) for rows, held_out in zip(learned, folds, strict=True)]
    score, kept = np.empty(churned.size, dtype=np.float64), list[Fit]()
    with closing(side_by_side(calls, threads)) as fits:
        for held_out, (scorer, found) in zip(folds, fits, strict=True):
            score[held_out] = found
            kept.append(scorer)
            fitted()
    return score, kept
