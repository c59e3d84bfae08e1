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


def fold_fits(
    fit: Callable[[Matrix, np.ndarray], Fit],
    matrix: Matrix,
    churned: np.ndarray,
    fold: np.ndarray,
    *,
    threads: int,
    among: np.ndarray | None = None,
) -> Generator[tuple[np.ndarray, Fit]]:
    """The rows of each fold, as a mask, and the fit on the others (of those ``among``), in the order of the folds."""
    masks = [fold == number for number in np.unique(fold)]
    learned = [~held_out if among is None else ~held_out & among for held_out in masks]
    fits = [partial(fit, matrix.rows(rows), churned[rows]) for rows in learned]
    with closing(side_by_side(fits, threads)) as found:
        yield from zip(masks, found, strict=True)


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
    with closing(fold_fits(fit, matrix, churned, fold, threads=threads)) as fits:
        for held_out, scorer in fits:
            score[held_out] = scorer.raw_score(matrix.rows(held_out))
            fitted()
    return score
