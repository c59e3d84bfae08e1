"""Which labelled customers train and which only test: 80/20 by a keyed hash of the id, five folds within the 80 %."""

import numpy as np
import polars as pl

from spanishgas.model.errors import ModelInputError
from spanishgas.model.keyed_hash import BITS, keyed_hash
from spanishgas.tables.base import LABEL

TEST_SHARE = 0.2
FOLDS = 5
MINIMUM_PER_OUTCOME = 5 * FOLDS


def model_split(gold_master: pl.LazyFrame, *, seed: int, split_key: str) -> pl.LazyFrame:
    """Part and fold of every labelled customer.

    One row a labelled customer, sorted: ``part`` is train or test, ``fold`` is 0..4 in train and null in test.
    The part depends on the customer's id and the key alone, so nobody changes sides while the book changes; the folds
    are stratified by outcome and depend on the seed, never on the order of rows.
    Source: RULES, split (80/20 by a keyed hash; everything else by cross-validation within the 80 %).

    Raises:
        ModelInputError: fewer than 25 labelled churners or as few who stayed; training needs both outcomes.
    """
    labelled = gold_master.select("customer_id", LABEL).drop_nulls(LABEL).sort("customer_id").collect()
    churned = labelled[LABEL].to_numpy() == 1
    _check_outcomes(churned)
    test = is_test(labelled["customer_id"], split_key).to_numpy()
    fold = _stratified_folds(churned, test, np.random.default_rng(seed))
    return labelled.lazy().select(
        "customer_id",
        part=pl.lit(pl.Series(np.where(fold < 0, "test", "train"))),
        fold=pl.lit(pl.Series(fold, dtype=pl.Int8)).replace(-1, None),
    )


def is_test(customer_ids: pl.Series, split_key: str) -> pl.Series:
    """Whether each customer only tests, under a key: a fifth of all, the same ones for ever."""
    return keyed_hash(customer_ids, split_key) < int(TEST_SHARE * 2**BITS)


def _check_outcomes(churned: np.ndarray) -> None:
    churners = int(churned.sum())
    if min(churners, churned.size - churners) < MINIMUM_PER_OUTCOME:
        raise ModelInputError(
            f"Training needs both outcomes: of {churned.size} labelled customers {churners} churned and "
            f"{churned.size - churners} stayed; at least {MINIMUM_PER_OUTCOME} of each are needed. "
            f"Check column {LABEL} of churn_label, or score with the champion instead."
        )


def _stratified_folds(churned: np.ndarray, test: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Fold of each row, -1 for test; the second outcome starts at the fold where the first ended, to even out."""
    fold = np.full(churned.size, -1, dtype=np.int8)
    start = 0
    for outcome in (True, False):
        rows = generator.permutation(np.flatnonzero((churned == outcome) & ~test))
        fold[rows] = (np.arange(rows.size) + start) % FOLDS
        start += rows.size
    return fold
