"""What a logistic regression reaches, where a gate asks whether trees are worth their while."""

import polars as pl

from spanishgas.model.algorithms.registry import load_contender
from spanishgas.model.artefact import Model
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiments
from spanishgas.model.training_rows import testing_rows, training_rows
from spanishgas.policy import Policy
from spanishgas.tables.base import LABEL
from spanishgas.tables.document import Document

_LINE = "logistic_regression"


class PlainContender(Document):
    """PR-AUC of a logistic regression on the test rows; null where nobody asked."""

    test_pr_auc: float | None


def plain_contender(
    challenger: Model,
    training_master: pl.LazyFrame,
    model_split: pl.LazyFrame,
    *,
    policy: Policy,
    experiments: Experiments,
    seed: int,
) -> PlainContender:
    """A logistic regression on the challenger's features and training rows, measured on the test rows.

    Fitted only for experiments whose gate is a multiple of the churn rate: an absolute gate says enough by itself.
    Source: RULES, promotion gate.
    """
    if challenger.card.experiment not in policy.promotion.experiments:
        return PlainContender(test_pr_auc=None)
    from sklearn.metrics import average_precision_score

    rows = training_rows(training_master, model_split, challenger.features)
    test = testing_rows(training_master, model_split)
    encoder = Encoder.fit(rows, challenger.features)
    fitted = load_contender(_LINE).fit(
        encoder.matrix(rows), rows[LABEL].to_numpy(), experiments.parameters(_LINE), seed=seed
    )
    score = fitted.raw_score(encoder.matrix(test))
    return PlainContender(test_pr_auc=float(average_precision_score(test[LABEL].to_numpy(), score)))
