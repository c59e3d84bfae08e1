"""Which rows train and which only test: customers by a keyed hash of the id, label dates by time, five folds within."""

import numpy as np
import polars as pl

from spanishgas.model.errors import ModelInputError
from spanishgas.model.keyed_hash import BITS, keyed_hash
from spanishgas.tables.base import LABEL

TEST_SHARE = 0.2
FOLDS = 5
MINIMUM_PER_OUTCOME = 5 * FOLDS


def model_split(training_master: pl.LazyFrame, *, seed: int, split_key: str) -> pl.LazyFrame:
    """Part and fold of every row that trains or tests: one row a customer and label date, sorted.

    ``part`` is train or test, ``fold`` is 0..4 in train and null in test. Whether a customer tests depends on the id
    and the key alone, so nobody changes sides while the book changes. With several label dates the rows of the last one
    test and those before it train, so that what tests is later and of other customers; rows that are neither are in no
    part. A customer's rows share a fold; folds are stratified by whether the customer ever left, and depend on the
    seed, never on the order of rows.
    Source: RULES, split (80/20 by a keyed hash; everything else by cross-validation within the 80 %) and two days.

    Raises:
        ModelInputError: fewer than 25 labelled churners or as few who stayed; training needs both outcomes.
    """
    rows = training_master.select("customer_id", "label_date", LABEL).sort("customer_id", "label_date").collect()
    tests, is_last = is_test(rows["customer_id"], split_key), pl.col("label_date") == pl.col("label_date").max()
    is_only = rows["label_date"].n_unique() < 2
    rows = rows.with_columns(
        part=pl.when(tests & is_last).then(pl.lit("test")).when(~tests & (~is_last | is_only)).then(pl.lit("train"))
    ).drop_nulls("part")
    _check_outcomes(rows[LABEL].to_numpy() == 1)
    folds = customer_folds(rows.filter(part="train"), np.random.default_rng(seed))
    split = rows.join(folds, on="customer_id", how="left", maintain_order="left")
    in_train = pl.when(part="train").then("fold").alias("fold")
    return split.lazy().select("customer_id", "label_date", "part", in_train)


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


def row_folds(rows: pl.DataFrame, generator: np.random.Generator) -> np.ndarray:
    """Fold of each row when its customers are dealt anew; see ``customer_folds``."""
    folds = customer_folds(rows, generator)
    return rows.join(folds, on="customer_id", how="left", maintain_order="left")["fold"].to_numpy()


def customer_folds(train: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """Fold of each customer, stratified by whether it ever left: one row a customer, sorted.

    The second outcome starts at the fold where the first ended, to even out.
    """
    customers = train.group_by("customer_id").agg(left=pl.col(LABEL).max()).sort("customer_id")
    left = customers["left"].to_numpy() == 1
    fold, start = np.empty(left.size, dtype=np.int8), 0
    for outcome in (True, False):
        rows = generator.permutation(np.flatnonzero(left == outcome))
        fold[rows] = (np.arange(rows.size) + start) % FOLDS
        start += rows.size
    return customers.select("customer_id", fold=pl.Series(fold, dtype=pl.Int8))
