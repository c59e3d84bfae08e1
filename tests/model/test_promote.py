from typing import Any

import pytest
from support.gold_rows import small_model

from spanishgas.model.promote import promotion, scoring_model
from spanishgas.policy import load_policy

POLICY = load_policy()


def _assessed(model_id: str, pr_auc: object) -> dict[str, Any]:
    return {"model_id": model_id, "test": {"pr_auc": pr_auc}, "error": None}


def _promotion(challenger: object, champion: object = None) -> dict[str, Any]:
    return promotion({"challenger": challenger, "champion": champion}, policy=POLICY)


@pytest.mark.parametrize(("pr_auc", "promoted"), [(0.70, True), (0.6999999, False), (1.0, True), (0.0, False)])
def test_the_gate_is_a_test_pr_auc_of_0_70(pr_auc, promoted):
    document = _promotion(_assessed("new", pr_auc))
    assert (document["promoted"], document["passed_gate"]) == (promoted, promoted)


@pytest.mark.parametrize(
    "challenger",
    [
        _assessed("new", None),
        _assessed("new", float("nan")),
        _assessed("new", float("inf")),
        _assessed("new", "0.99"),
        _assessed("new", True),
        {"model_id": "new", "test": {}},
        {"model_id": "new", "test": None},
        {"model_id": "new"},
        {},
        None,
    ],
)
def test_a_missing_metric_fails_closed(challenger):
    document = _promotion(challenger)
    assert document["promoted"] is False
    assert document["passed_gate"] is False
    assert "no PR-AUC" in document["reasons"][0]


@pytest.mark.parametrize(("new", "old", "promoted"), [(0.80, 0.79, True), (0.80, 0.80, True), (0.80, 0.8000001, False)])
def test_a_challenger_replaces_a_champion_only_if_it_is_not_worse(new, old, promoted):
    assert _promotion(_assessed("new", new), _assessed("old", old))["promoted"] is promoted


def test_a_challenger_better_than_a_poor_champion_still_has_to_pass_the_gate():
    assert _promotion(_assessed("new", 0.69), _assessed("old", 0.50))["promoted"] is False


def test_the_champion_trained_again_changes_nothing():
    document = _promotion(_assessed("same", 0.80), _assessed("same", 0.80))
    assert (document["promoted"], document["unchanged"]) == (False, True)


def test_a_champion_without_a_metric_is_not_replaced_and_the_reason_says_why():
    champion = {"model_id": "old", "test": None, "error": "features missing: tenure_months."}
    document = _promotion(_assessed("new", 0.99), champion)
    assert document["promoted"] is False
    assert "tenure_months" in document["reasons"][1]


def test_the_challenger_scores_only_when_promoted():
    challenger, champion = small_model(), small_model(experiment="E0")
    assert scoring_model(challenger, champion, {"promoted": True}) is challenger
    assert scoring_model(challenger, champion, {"promoted": False}) is champion
    assert scoring_model(challenger, None, {"promoted": False}) is None
