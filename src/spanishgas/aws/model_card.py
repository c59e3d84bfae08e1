"""The card of a registered model in SageMaker's own words; the whole card is the Markdown in the lake.

Source: SageMaker, "Model package model card schema": a subset of the schema of model cards.
"""

import json
from typing import Any

from spanishgas.run.evaluated import EvaluatedModel

_PURPOSE = "The probability that a customer of an energy retailer leaves within the horizon of the labels."
_USES = (
    "To decide whom to call and what to offer. Not to price, refuse or cut off anybody, and not for customers of other "
    "books than it learned from."
)


def card_content(model: EvaluatedModel) -> str:
    """The card as JSON text, without anything of any customer."""
    return json.dumps(
        {
            "model_overview": {"model_creator": "SpanishGas"},
            "intended_uses": {"purpose_of_model": _PURPOSE, "intended_uses": _USES},
            "evaluation_details": [_evaluation(model)],
            "additional_information": {
                "caveats_and_recommendations": " ".join(model.reasons)[:2048],
                "custom_details": {"model_id": model.model_id, "run_id": model.run_id, "as_of": str(model.as_of)},
            },
        }
    )


def _evaluation(model: EvaluatedModel) -> dict[str, Any]:
    test, interval = model.test, model.pr_auc_interval
    figures = {
        "PR-AUC": model.pr_auc,
        "PR-AUC, lower end of 95 %": interval and interval[0],
        "PR-AUC, upper end of 95 %": interval and interval[1],
        "ROC-AUC": test and test.roc_auc,
        "Recall": test and test.recall,
        "Precision": test and test.precision,
        "Threshold": test and test.threshold,
    }
    data = [{"name": name, "type": "number", "value": value} for name, value in figures.items() if value is not None]
    group = {"metric_groups": [{"name": "Untouched customers", "metric_data": data}]} if data else {}
    return {"name": f"Gate of run {model.run_id}", "evaluation_observation": _observed(model), **group}


def _observed(model: EvaluatedModel) -> str:
    return "The model passed the gate." if model.passed_gate else "The model missed the gate and may not score."
