"""The gate: a challenger becomes champion, or does not, and the document says why."""

import math
from collections.abc import Iterator

from spanishgas.errors import GateError
from spanishgas.model.artefact import Model
from spanishgas.model.assessment import Assessment, Evaluation
from spanishgas.model.card import OutOfFold
from spanishgas.model.decision import Promotion
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.model.intervals import pr_auc_interval
from spanishgas.model.lost_columns import silent_columns
from spanishgas.model.measured import BinaryMetrics
from spanishgas.model.missed_gate import advice_on_gate
from spanishgas.model.plain_contender import PlainContender
from spanishgas.policy import Policy


def promotion(
    evaluation: Evaluation,
    plain_contender: PlainContender,
    challenger: Model,
    *,
    policy: Policy,
    feature_sources: FeatureSources,
) -> Promotion:
    """Whether the challenger replaces the champion, with a reason for each condition.

    Promoted when its PR-AUC on the test rows reaches the gate of its experiment, its out-of-fold PR-AUC is not too
    uncertain, it beats a logistic regression where the gate asks for that, and it is not worse than the champion on the
    same rows, none of which either was trained on. A missing metric fails closed, the champion's included. The champion
    itself, trained again, changes nothing.
    Source: RULES, promotion gate.
    """
    assessed, champion = evaluation.challenger, evaluation.champion
    challenger_pr_auc, champion_pr_auc = _pr_auc(assessed.test), champion and _pr_auc(champion.test)
    compared_pr_auc = _pr_auc(evaluation.compared)
    rules, churn_rate = policy.promotion, evaluation.test_churners / max(evaluation.test_rows, 1)
    gate = rules.gate(assessed.experiment, churn_rate)
    conditions = [
        _reaches_gate(challenger_pr_auc, evaluation.test_churners, gate),
        _is_certain(assessed.out_of_fold, gate - rules.lower_bound_tolerance),
        *_beats_line(challenger_pr_auc, plain_contender.test_pr_auc),
    ]
    passed_gate = all(holds for holds, _ in conditions)
    reasons = [reason for _, reason in conditions]
    not_worse, unchanged = True, False
    if champion is not None:
        unchanged = champion.model_id == assessed.model_id
        not_worse = compared_pr_auc is not None and champion_pr_auc is not None and compared_pr_auc >= champion_pr_auc
        reasons.append(_champion_reason(champion, champion_pr_auc, not_worse=not_worse, unchanged=unchanged))
    silent = () if passed_gate else silent_columns(challenger, feature_sources)
    return Promotion(
        promoted=passed_gate and not_worse and not unchanged,
        passed_gate=passed_gate,
        unchanged=unchanged,
        reasons=tuple(reasons),
        advice=() if passed_gate else tuple(advice_on_gate(evaluation, challenger_pr_auc, silent)),
        minimum_pr_auc=gate,
        challenger_id=assessed.model_id,
        challenger_pr_auc=challenger_pr_auc,
        champion_id=champion and champion.model_id,
        compared_pr_auc=compared_pr_auc,
        champion_pr_auc=champion_pr_auc,
        champion_passed_gate=champion
        and champion_pr_auc is not None
        and champion_pr_auc >= rules.gate(champion.experiment, churn_rate),
    )


def scoring_model(champion: Model | None, challenger: Model | None = None, promotion: Promotion | None = None) -> Model:
    """The model that scores: the challenger where a training promoted it, else the champion while it meets the gate.

    Without a training what the champion reached when it was promoted is held against the policy before a run starts.
    Source: RULES, promotion gate (a model that fails never scores a customer).

    Raises:
        GateError: the challenger was not promoted, or there is none, and no champion meets the gate either.
    """
    if promotion is not None and promotion.promoted and challenger is not None:
        return challenger
    if champion is not None and (promotion is None or promotion.champion_passed_gate):
        return champion
    untrained = "None was ever promoted: run a training on labelled data first."
    reasons, advice = (promotion.reasons, promotion.advice) if promotion else ((untrained,), ())
    raise GateError(" ".join(("No model may score.", *reasons, "Nothing was published.", *advice)))


def _pr_auc(metrics: BinaryMetrics | None) -> float | None:
    value = metrics and metrics.pr_auc
    return value if value is not None and math.isfinite(value) else None


def _reaches_gate(pr_auc: float | None, churners: int, gate: float) -> tuple[bool, str]:
    if pr_auc is None:
        return False, "The challenger has no PR-AUC on the test rows; without it the gate stays closed."
    holds = pr_auc >= gate
    figure = f"{pr_auc:.4f}{_between(pr_auc, churners)}"
    return holds, f"Test PR-AUC {figure} {'reaches' if holds else 'misses'} the gate of {gate:.2f}."


def _is_certain(out_of_fold: OutOfFold, least: float) -> tuple[bool, str]:
    """Whether the cross-validated figure begins near enough to the gate; the test part alone may have been lucky."""
    pr_auc = _pr_auc(out_of_fold)
    if pr_auc is None:
        return False, "The challenger has no out-of-fold PR-AUC; without it the gate stays closed."
    interval = pr_auc_interval(pr_auc, out_of_fold.churners)
    holds = (interval[0] if interval else pr_auc) >= least
    figure = f"Out of fold it is {pr_auc:.4f}{_between(pr_auc, out_of_fold.churners)}"
    return holds, f"{figure}." if holds else f"{figure}: too uncertain, the lower end must reach {least:.2f}."


def _between(pr_auc: float, churners: int) -> str:
    interval = pr_auc_interval(pr_auc, churners)
    return f" (95 %: {interval[0]:.2f} to {interval[1]:.2f})" if interval else ""


def _beats_line(pr_auc: float | None, line: float | None) -> Iterator[tuple[bool, str]]:
    """Where a logistic regression was asked."""
    if line is not None:
        holds = pr_auc is not None and pr_auc > line
        yield holds, f"A logistic regression reaches {line:.4f} on the same rows{'' if holds else ', no less'}."


def _champion_reason(champion: Assessment, pr_auc: float | None, *, not_worse: bool, unchanged: bool) -> str:
    name = f"champion {champion.model_id}"
    if unchanged:
        return f"The challenger is the {name}; nothing changes."
    if pr_auc is None:
        return (
            f"The {name} has no PR-AUC on the same test rows ({champion.error or 'metric missing'}), so nobody "
            "can say the challenger is not worse. Restore what is missing, or withdraw the champion by taking "
            "models/champion.json away."
        )
    return f"The challenger is {'not worse' if not_worse else 'worse'} than the {name} (PR-AUC {pr_auc:.4f})."
