"""Schemas of what a model is trained and tested on."""

import dataframely as dy

from spanishgas.tables.base import customer_key, described, flag
from spanishgas.tables.features import GoldMaster
from spanishgas.tables.judged import JudgedGroups

_ONE_OUTCOME = "all outcomes are the same"
_FLAT = "all scores are the same"
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
    """One row a customer and label date that calibrated or tests: what unaware fits say, and what came."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", _LABEL_DATE))
    part = _part()
    churn_probability = dy.Float64(
        min=0, max=1, **described("0..1", "Calibrated probability; of training rows by a fit that has not seen them")
    )
    churn_prediction = flag("1: probability at or above the model's threshold")
    churned_within_horizon = flag("Left within the horizon")
    segment = dy.String(**described("-", "Residential, SME or Corporate"))
    portfolio_type = dy.String(**described("-", "Segment and fuels"))
    province_code = dy.String(**described("-", "Province as the retailer writes it"))
    risk_tier = dy.String(**described("-", "Low, Medium, High or Critical"))
    margin_band = dy.String(**described("-", "Band of the mean monthly margin, EUR; unknown without readings"))
    is_second_residence = flag("Second home", null="the retailer's files do not say it")


class ThresholdSweep(dy.Schema):
    """One row a part and threshold, by steps of 0.01: what flagging from there on costs and finds."""

    part = _part(primary_key=True)
    threshold = dy.Float64(min=0, max=1, primary_key=True, **described("0..1", "Probability flagged from"))
    flagged = dy.Int64(min=0, **described("rows", "Customers flagged: the calls"))
    found = dy.Int64(min=0, **described("rows", "Of them those who left"))
    precision = dy.Float64(min=0, max=1, **described("0..1", "Found of flagged", null="nobody is flagged"))
    recall = dy.Float64(min=0, max=1, **described("0..1", "Found of all who left", null="nobody left"))


class RankingCurve(dy.Schema):
    """One row a part and number of calls, the likeliest to leave first: PR, ROC and gains curves are drawn from it."""

    part = _part(primary_key=True)
    called = dy.Int64(min=0, primary_key=True, **described("rows", "Customers called, by falling probability"))
    called_share = dy.Float64(min=0, max=1, **described("0..1", "Of the part"))
    lowest_probability = dy.Float64(min=0, max=1, **described("0..1", "Of the last one called"))
    precision = dy.Float64(min=0, max=1, **described("0..1", "Of those called those who left"))
    recall = dy.Float64(min=0, max=1, **described("0..1", "Of those who left those called", null="nobody left"))
    false_positive_rate = dy.Float64(
        min=0, max=1, **described("0..1", "Of those who stayed those called", null="nobody stayed")
    )
    lift = dy.Float64(min=0, **described("-", "Precision over the churn rate", null="nobody left"))


class FeatureImportance(dy.Schema):
    """One row a feature of the challenger: how much it moves probabilities of the test part."""

    feature = dy.String(primary_key=True, **described("-", "Feature of the experiment that was trained"))
    mean_absolute_contribution_log_odds = dy.Float64(min=0, **described("log-odds", "Mean size of its Shapley value"))
    contribution_share = dy.Float64(min=0, max=1, **described("0..1", "Of all features' mean sizes"))


class SeedStability(dy.Schema):
    """One row a seed: what the same training becomes when only its chance is another."""

    seed = dy.Int64(min=0, primary_key=True, **described("-", "Seed of the fit; the first is the challenger's"))
    test_pr_auc = dy.Float64(min=0, max=1, **described("0..1", "Average precision on the test part", null=_ONE_OUTCOME))
    rank_correlation = dy.Float64(
        min=-1,
        max=1,
        **described("-1..1", "Spearman's, of its scores with the challenger's on the test part", null=_FLAT),
    )
    changed_flag_share = dy.Float64(
        min=0,
        max=1,
        **described("0..1", "Of those the challenger flags, the share that it would not call among as many"),
    )


class TimeForward(dy.Schema):
    """One row a way to split: what training on earlier days reaches on the last, and what a split of customers does."""

    split = dy.String(
        primary_key=True, regex="^(forward|customers)$", **described("-", "forward in time, or customers")
    )
    rows = dy.Int64(min=0, **described("rows", "Rows judged"))
    churners = dy.Int64(min=0, **described("rows", "Of them those who left"))
    expected_churners = dy.Float64(min=0, **described("rows", "Sum of the probabilities"))
    pr_auc = dy.Float64(min=0, max=1, **described("0..1", "Average precision"))
    roc_auc = dy.Float64(min=0, max=1, **described("0..1", "Area under the ROC curve"))
    brier = dy.Float64(min=0, max=1, **described("0..1", "Brier score"))
    slope = dy.Float64(**described("-", "Calibration slope: 1 is right, below 1 is too bold"))


class CalibrationGroups(JudgedGroups):
    """One row a part, grouping and group of customers: what was said against what came."""

    part = _part(primary_key=True)


SCHEMAS = (
    TrainingMaster,
    ModelSplit,
    HeldOutPredictions,
    ThresholdSweep,
    RankingCurve,
    CalibrationGroups,
    FeatureImportance,
    SeedStability,
    TimeForward,
)
