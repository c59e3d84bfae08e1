"""Schemas of what a model is trained and tested on."""

import dataframely as dy

from spanishgas.tables.base import customer_key, described, flag
from spanishgas.tables.features import GoldMaster
from spanishgas.tables.judged import JudgedGroups

_LABEL_DATE = "Day the features look from, and the horizon starts"


class TrainingMaster(GoldMaster):
    """One row a labelled customer and label date: the gold table as it was on that day."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", _LABEL_DATE))


def _part(*, primary_key: bool = False) -> dy.String:
    return dy.String(primary_key=primary_key, regex="^(train|test)$", **described("-", "train or test"))


class ModelSplit(dy.Schema):
    """One row a labelled customer and label date that trains or tests."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", _LABEL_DATE))
    part = _part()
    fold = dy.Int8(min=0, max=4, **described("-", "Fold of the cross-validation, the customer's", null="test rows"))


class HeldOutPredictions(dy.Schema):
    """One row a customer and label date that trains or tests: what a model says that has not seen it, and what came."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", _LABEL_DATE))
    part = _part()
    churn_probability = dy.Float64(
        min=0, max=1, **described("0..1", "Calibrated probability; of training rows by the fit without their fold")
    )
    churned_within_horizon = flag("Left within the horizon")
    segment = dy.String(**described("-", "Residential, SME or Corporate"))
    portfolio_type = dy.String(**described("-", "Segment and fuels"))
    province_code = dy.String(**described("-", "Province as the retailer writes it"))
    risk_tier = dy.String(**described("-", "Low, Medium, High or Critical"))
    margin_band = dy.String(**described("-", "Band of the mean monthly margin, EUR; unknown without readings"))


class ThresholdSweep(dy.Schema):
    """One row a part and threshold, by steps of 0.01: what flagging from there on costs and finds."""

    part = _part(primary_key=True)
    threshold = dy.Float64(min=0, max=1, primary_key=True, **described("0..1", "Probability flagged from"))
    flagged = dy.Int64(min=0, **described("rows", "Customers flagged: the calls"))
    found = dy.Int64(min=0, **described("rows", "Of them those who left"))
    precision = dy.Float64(min=0, max=1, **described("0..1", "Found of flagged", null="nobody is flagged"))
    recall = dy.Float64(min=0, max=1, **described("0..1", "Found of all who left", null="nobody left"))


class CalibrationGroups(JudgedGroups):
    """One row a part, grouping and group of customers: what was said against what came."""

    part = _part(primary_key=True)


SCHEMAS = (TrainingMaster, ModelSplit, HeldOutPredictions, ThresholdSweep, CalibrationGroups)
