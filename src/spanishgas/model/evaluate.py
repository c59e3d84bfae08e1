"""How challenger and champion do on the same untouched test rows."""

import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.assessment import Assessment, ChallengerAssessment, Evaluation
from spanishgas.model.errors import ModelInputError
from spanishgas.model.metrics import binary_metrics
from spanishgas.model.split import is_test
from spanishgas.model.training_rows import testing_rows
from spanishgas.tables.base import LABEL


def evaluation(
    challenger: Model, champion: Model | None, training_master: pl.LazyFrame, model_split: pl.LazyFrame
) -> Evaluation:
    """Metrics of both models on the test part, unrounded; side by side only on rows that neither was trained on.

    Source: RULES, promotion gate.
    """
    rows = testing_rows(training_master, model_split)
    unseen = rows if champion is None else _unseen(champion, rows)
    return Evaluation(
        test_rows=rows.height,
        test_churners=int(rows[LABEL].sum()),
        challenger=ChallengerAssessment(
            **dict(_assessment(challenger, rows)),
            out_of_fold=challenger.card.out_of_fold,
            features_without_values=challenger.card.features_without_values,
        ),
        compared_rows=0 if champion is None else unseen.height,
        compared=None if champion is None else _assessment(challenger, unseen).test,
        champion=None if champion is None else _assessment(champion, unseen),
    )


def _unseen(champion: Model, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that did not train the champion; none where its card does not say by which key it was split."""
    key = champion.card.split_key
    return rows.clear() if key is None else rows.filter(is_test(rows["customer_id"], key))


def _assessment(model: Model, rows: pl.DataFrame) -> Assessment:
    test, error = None, None
    try:
        _check_measurable(rows)
        raw_score = model.raw_score(rows)
    except ModelInputError as refusal:
        error = str(refusal)
    else:
        probability = model.calibrator.probability(raw_score)
        test = binary_metrics(rows[LABEL].to_numpy(), raw_score, probability, model.threshold)
    return Assessment(model_id=model.model_id, experiment=model.card.experiment, test=test, error=error)


def _check_measurable(rows: pl.DataFrame) -> None:
    if rows.is_empty():
        raise ModelInputError("no test row is left that did not train it, or its card does not say which rows did")
    if rows[LABEL].n_unique() < 2:
        raise ModelInputError("all test rows have the same outcome")
