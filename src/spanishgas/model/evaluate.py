"""How challenger and champion do on the same untouched test rows."""

from typing import Any

import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.errors import ModelInputError
from spanishgas.model.metrics import binary_metrics
from spanishgas.model.split import LABEL


def evaluation(
    challenger: Model, champion: Model | None, gold_master: pl.LazyFrame, model_split: pl.LazyFrame
) -> dict[str, Any]:
    """Metrics of both models on the test part, unrounded.

    ``challenger`` and ``champion`` each hold ``model_id``, ``experiment``, ``test`` (metrics, or null) and ``error``
    (why there are none, or null); ``champion`` is null when there is none. A champion trained on an earlier split may
    know some of these test rows, which can only favour the champion. Source: RULES, promotion gate.
    """
    test = model_split.filter(part="test").select("customer_id")
    rows = gold_master.join(test, on="customer_id", how="semi").sort("customer_id").collect()
    return {
        "test_rows": rows.height,
        "test_churners": int(rows[LABEL].sum()),
        "challenger": {
            **_assessment(challenger, rows),
            "out_of_fold": challenger.card["out_of_fold"],
            "features_without_values": challenger.card["features_without_values"],
        },
        "champion": None if champion is None else _assessment(champion, rows),
    }


def _assessment(model: Model, rows: pl.DataFrame) -> dict[str, Any]:
    named = {"model_id": model.model_id, "experiment": model.card["experiment"]}
    try:
        raw_score = model.raw_score(rows)
    except ModelInputError as error:
        return {**named, "test": None, "error": str(error)}
    probability = model.calibrator.probability(raw_score)
    return {
        **named,
        "test": binary_metrics(rows[LABEL].to_numpy(), raw_score, probability, model.threshold),
        "error": None,
    }
