"""Schemas of the ladder: what each experiment and algorithm reached, fold by fold and together."""

import dataframely as dy

from spanishgas.tables.base import described

_TOO_FEW = "too few churners for the recall asked for"
_NOT_PAIRED = "the champion's own row"
_ONE_FOLD = "a single measurement has no interval"
_UNPUBLISHED = "never published"


def _experiment() -> dy.String:
    return dy.String(primary_key=True, **described("-", "Experiment: which feature tiers"))


def _algorithm() -> dy.String:
    return dy.String(primary_key=True, **described("-", "What was fitted on them"))


def _figure(description: str, *, null: str | None = None) -> dy.Float64:
    return dy.Float64(**described("-", description, null=null))


class ExperimentFolds(dy.Schema):
    """One row an experiment, algorithm, repeat and fold of the cross-validation of the training part."""

    experiment = _experiment()
    algorithm = _algorithm()
    repeat = dy.Int8(min=0, primary_key=True, **described("count", "How often the customers were dealt before"))
    fold = dy.Int8(min=0, max=4, primary_key=True, **described("-", "Fold that was held out"))
    rows = dy.Int64(min=0, **described("count", "Rows of the fold"))
    churners = dy.Int64(min=0, **described("count", "Of them those who left"))
    pr_auc = _figure("Average precision, on the raw score")
    roc_auc = _figure("Area under the ROC curve, on the raw score")
    brier = _figure("Brier score of the calibrated probability")
    log_loss = _figure("Logarithmic loss of the calibrated probability")
    precision = _figure("Precision at the threshold that the other folds give", null=_TOO_FEW)
    recall = _figure("Recall at the threshold that the other folds give", null=_TOO_FEW)
    lift_10 = _figure("Churn rate of the tenth with the highest scores over that of all")


class ExperimentLadder(dy.Schema):
    """One row an experiment, algorithm and metric: the mean of all folds with its 95 % interval."""

    experiment = _experiment()
    algorithm = _algorithm()
    metric = dy.String(
        primary_key=True, **described("-", "pr_auc, roc_auc, brier, log_loss, precision, recall, lift_10")
    )
    value = _figure("Mean of all folds", null=_TOO_FEW)
    low = _figure("Lower end of the interval", null=_ONE_FOLD)
    high = _figure("Upper end of the interval", null=_ONE_FOLD)
    difference = _figure("Mean difference to the champion's experiment in the same folds", null=_NOT_PAIRED)
    difference_low = _figure("Lower end of the difference's interval", null=_NOT_PAIRED)
    difference_high = _figure("Upper end of the difference's interval", null=_NOT_PAIRED)
    published = _figure("What was published of the real data", null=_UNPUBLISHED)


SCHEMAS = (ExperimentFolds, ExperimentLadder)
