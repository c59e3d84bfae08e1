"""The rows that a model learns from, and those that only test it."""

import polars as pl

from spanishgas.model.encode import require_columns
from spanishgas.tables.base import LABEL

KEY = ("customer_id", "label_date")


def training_rows(training_master: pl.LazyFrame, model_split: pl.LazyFrame, features: tuple[str, ...]) -> pl.DataFrame:
    """Key, outcome, fold and features of the training part: one row a customer and label date, sorted.

    Raises:
        ModelInputError: a feature is not a column of the table.
    """
    require_columns(training_master.collect_schema().names(), (*features, LABEL), "The experiment")
    train = model_split.filter(part="train").select(*KEY, "fold")
    return training_master.select(*KEY, LABEL, *features).join(train, on=KEY, how="inner").sort(KEY).collect()


def testing_rows(training_master: pl.LazyFrame, model_split: pl.LazyFrame) -> pl.DataFrame:
    """All columns of the test part: one row a customer and label date, sorted."""
    test = model_split.filter(part="test").select(KEY)
    return training_master.join(test, on=KEY, how="semi").sort(KEY).collect()
