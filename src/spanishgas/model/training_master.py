"""What a model is trained and tested on: the gold table of each label date, with the outcomes that were to come."""

from datetime import date

import polars as pl

from spanishgas.tables.base import LABEL, of_schema
from spanishgas.tables.training import TrainingMaster


def training_master(gold_master: pl.LazyFrame, *, as_of: date) -> pl.LazyFrame:
    """Labelled customers as they were on a label date: one row a customer and label date, sorted.

    The runner makes it for every label date of the labels, with ``as_of`` that date, so that no feature sees what came
    after. Source: RULES, two days.
    """
    labelled = gold_master.filter(pl.col(LABEL).is_not_null()).with_columns(label_date=pl.lit(as_of))
    return labelled.pipe(of_schema, TrainingMaster).sort("customer_id")
