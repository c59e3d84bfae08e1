"""How challenger and champion do on the same untouched test rows."""

import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.card import OutOfFold
from spanishgas.model.errors import ModelInputError
from spanishgas.model.metrics import BinaryMetrics, binary_metrics
from spanishgas.tables.base import LABEL
from spanishgas.tables.document import Document


class Assessment(Document):
    """One model on the test rows: its metrics, or why there are none."""

    model_id: str
    experiment: str
    test: BinaryMetrics | None
    error: str | None


class ChallengerAssessment(Assessment):
    """The challenger, with what it reached out of fold."""

    out_of_fold: OutOfFold
    features_without_values: tuple[str, ...]


class Evaluation(Document):
    """Challenger and champion on the same test rows; ``champion`` is null when there is none."""

    test_rows: int
    test_churners: int
    challenger: ChallengerAssessment
    champion: Assessment | None


def evaluation(
    challenger: Model, champion: Model | None, gold_master: pl.LazyFrame, model_split: pl.LazyFrame
) -> Evaluation:
    """Metrics of both models on the test part, unrounded.

    A champion trained on an earlier split may know some of these test rows, which can only favour the champion.
    Source: RULES, promotion gate.
    """
    test = model_split.filter(part="test").select("customer_id")
    rows = gold_master.join(test, on="customer_id", how="semi").sort("customer_id").collect()
    return Evaluation(
        test_rows=rows.height,
        test_churners=int(rows[LABEL].sum()),
        challenger=ChallengerAssessment(
            **dict(_assessment(challenger, rows)),
            out_of_fold=challenger.card.out_of_fold,
            features_without_values=challenger.card.features_without_values,
        ),
        champion=None if champion is None else _assessment(champion, rows),
    )


def _assessment(model: Model, rows: pl.DataFrame) -> Assessment:
    test, error = None, None
    try:
        raw_score = model.raw_score(rows)
    except ModelInputError as refusal:
        error = str(refusal)
    else:
        probability = model.calibrator.probability(raw_score)
        test = binary_metrics(rows[LABEL].to_numpy(), raw_score, probability, model.threshold)
    return Assessment(model_id=model.model_id, experiment=model.card.experiment, test=test, error=error)
