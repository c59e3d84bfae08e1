"""The gate: a challenger becomes champion, or does not, and the document says why."""

import math
from collections.abc import Mapping
from typing import Any

from spanishgas.model.artefact import Model
from spanishgas.policy import Policy


def promotion(evaluation: dict[str, Any], *, policy: Policy) -> dict[str, Any]:
    """Whether the challenger replaces the champion, with a reason for each condition.

    Promoted when its PR-AUC on the test rows reaches the gate, and it is not worse than the champion on the same rows.
    A missing metric fails closed, the champion's included. The champion itself, trained again, changes nothing.
    Source: RULES, promotion gate.
    """
    challenger, champion = evaluation.get("challenger") or {}, evaluation.get("champion")
    challenger_pr_auc = _pr_auc(challenger)
    gate = policy.promotion.minimum_pr_auc
    passed_gate = challenger_pr_auc is not None and challenger_pr_auc >= gate
    reasons = [_gate_reason(challenger_pr_auc, gate, passed_gate)]
    not_worse, unchanged = True, False
    if champion is not None:
        champion_pr_auc = _pr_auc(champion)
        unchanged = champion["model_id"] == challenger.get("model_id")
        not_worse = (
            challenger_pr_auc is not None and champion_pr_auc is not None and challenger_pr_auc >= champion_pr_auc
        )
        reasons.append(_champion_reason(champion, champion_pr_auc, not_worse=not_worse, unchanged=unchanged))
    return {
        "promoted": passed_gate and not_worse and not unchanged,
        "passed_gate": passed_gate,
        "unchanged": unchanged,
        "reasons": reasons,
        "minimum_pr_auc": gate,
        "challenger_id": challenger.get("model_id"),
        "challenger_pr_auc": challenger_pr_auc,
        "champion_id": champion and champion["model_id"],
        "champion_pr_auc": champion and _pr_auc(champion),
    }


def scoring_model(challenger: Model, champion: Model | None, promotion: dict[str, Any]) -> Model | None:
    """The model that scores after a training: the challenger if promoted, else the champion, else none."""
    return challenger if promotion["promoted"] is True else champion


def _pr_auc(assessment: Mapping[str, Any]) -> float | None:
    value = (assessment.get("test") or {}).get("pr_auc")
    return value if isinstance(value, float) and math.isfinite(value) else None


def _gate_reason(pr_auc: float | None, gate: float, passed: bool) -> str:
    if pr_auc is None:
        return "The challenger has no PR-AUC on the test rows; without it the gate stays closed."
    return f"Test PR-AUC {pr_auc:.4f} {'reaches' if passed else 'misses'} the gate of {gate:.2f}."


def _champion_reason(champion: Mapping[str, Any], pr_auc: float | None, *, not_worse: bool, unchanged: bool) -> str:
    name = f"champion {champion['model_id']}"
    if unchanged:
        return f"The challenger is the {name}; nothing changes."
    if pr_auc is None:
        return (
            f"The {name} has no PR-AUC on the same test rows ({champion.get('error') or 'metric missing'}), so nobody "
            "can say the challenger is not worse. Restore what is missing, or withdraw the champion."
        )
    return f"The challenger is {'not worse' if not_worse else 'worse'} than the {name} (PR-AUC {pr_auc:.4f})."
