"""Schemas of what a model is trained and tested on."""

import dataframely as dy

from spanishgas.tables.base import customer_key, described
from spanishgas.tables.features import GoldMaster

_LABEL_DATE = "Day the features look from, and the horizon starts"


class TrainingMaster(GoldMaster):
    """One row a labelled customer and label date: the gold table as it was on that day."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", _LABEL_DATE))


class ModelSplit(dy.Schema):
    """One row a labelled customer and label date that trains or tests."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", _LABEL_DATE))
    part = dy.String(regex="^(train|test)$", **described("-", "train or test"))
    fold = dy.Int8(min=0, max=4, **described("-", "Fold of the cross-validation, the customer's", null="test rows"))


SCHEMAS = (TrainingMaster, ModelSplit)
