"""Schemas of the leakage audit: what features saw, what the files hold of later, what differs, what is too good."""

import dataframely as dy

from spanishgas.tables.base import described, flag

_LABEL_DATE = "Day that training looked from"
_NO_DATE = "no row says a date"
_TOO_SMALL = "no bin is large enough to be judged"
_NONE_LEFT = "no feature is left, or it cannot be told"


def _label_date() -> dy.Date:
    return dy.Date(primary_key=True, **described("date", _LABEL_DATE))


def _feature() -> dy.String:
    return dy.String(primary_key=True, **described("-", "Feature of the experiment that was trained"))


class LeakageSources(dy.Schema):
    """One row a label date, feature and dated table that the feature's tier stands on."""

    label_date = _label_date()
    feature = _feature()
    source_table = dy.String(primary_key=True, **described("-", "Table that the tier reads, itself or through others"))
    latest_source_date = dy.Date(**described("date", "Day on which its newest row became known", null=_NO_DATE))
    days_past = dy.Int32(**described("days", "From the label date to that day; above 0 is a leak", null=_NO_DATE))


class LeakageFiles(dy.Schema):
    """One row a label date and dated table of the files: what it holds that was not known then."""

    label_date = _label_date()
    source_table = dy.String(primary_key=True, **described("-", "Table that the files say, whatever the day"))
    rows = dy.Int64(min=0, **described("rows", "All of its rows"))
    later_rows = dy.Int64(min=0, **described("rows", "Of these, those that say something of a later day"))
    latest_source_date = dy.Date(**described("date", "Day on which its newest row became known", null=_NO_DATE))


class LeakageDifferences(dy.Schema):
    """One row a label date and feature that is another when all later than that day is deleted from the files."""

    label_date = _label_date()
    feature = _feature()
    customers = dy.Int64(min=0, **described("count", "Customers whose value differs"))
    example_customer = dy.String(**described("-", "The first of them by identifier"))
    trained_value = dy.String(**described("-", "What was trained on, as text", null="the value is missing"))
    replayed_value = dy.String(**described("-", "What it is without later rows, as text", null="the value is missing"))


class SingleFeatures(dy.Schema):
    """One row a feature: what it reaches alone on the training part, and its bin with the highest churn rate."""

    feature = _feature()
    pr_auc = dy.Float64(min=0, max=1, **described("0..1", "Average precision of its bins' churn rates, out of fold"))
    base_rate = dy.Float64(min=0, max=1, **described("0..1", "Churn rate of all rows: what chance reaches"))
    missing_rows = dy.Int64(min=0, **described("rows", "Training rows without a value"))
    highest_bin = dy.String(**described("-", "Value or values of the bin", null=_TOO_SMALL))
    highest_bin_rows = dy.Int64(min=0, **described("rows", "Rows of the bin", null=_TOO_SMALL))
    highest_bin_churn_rate = dy.Float64(min=0, max=1, **described("0..1", "Churn rate of the bin", null=_TOO_SMALL))
    is_too_good = flag("1: nearly all of a large enough bin churned")


class LeakageFigures(dy.Schema):
    """One row a set of features: what the challenger reaches on it, out of fold."""

    features = dy.String(
        primary_key=True, regex="^(all|without_too_good)$", **described("-", "all, or without_too_good")
    )
    feature_count = dy.Int64(min=0, **described("count", "Features of the set"))
    pr_auc = dy.Float64(min=0, max=1, **described("0..1", "Average precision, on the raw score", null=_NONE_LEFT))
    roc_auc = dy.Float64(min=0, max=1, **described("0..1", "Area under the ROC curve", null=_NONE_LEFT))


SCHEMAS = (LeakageSources, LeakageFiles, LeakageDifferences, SingleFeatures, LeakageFigures)
