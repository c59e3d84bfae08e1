from pathlib import Path

import pytest
import yaml

from spanishgas.errors import InputError
from spanishgas.policy import Policy


def _written(tmp_path: Path, **changes: object) -> Path:
    content = yaml.safe_load((Path(__file__).parents[1] / "src/spanishgas/config/policy.yaml").read_text())
    path = tmp_path / "policy.yaml"
    path.write_text(yaml.safe_dump({**content, **changes}))
    return path


def test_the_packaged_policy_holds_the_business_rules():
    policy = Policy.load()
    assert policy.promotion.minimum_pr_auc == policy.threshold.minimum_recall == 0.70
    assert [(t.name, t.start, t.action, t.timing, t.maximum_offer_share) for t in policy.risk_tiers] == [
        ("Low", 0.0, "no_offer", "60-90 days", 0.0),
        ("Medium", 0.4, "offer_small", "30-60 days", 0.05),
        ("High", 0.6, "offer_medium", "immediate", 0.15),
        ("Critical", 0.8, "offer_large", "immediate", 0.25),
    ]
    assert (policy.drift.maximum_p_value, policy.drift.minimum_effect) == (0.01, 0.10)
    assert policy.decision == "incremental"
    assert policy.economics.model_dump() == {
        "outreach_cost_eur": 20.0,
        "customer_value_months": 32.0,
        "discount_months": 12.0,
    }
    assert policy.limits.model_dump() == {"budget_eur": None, "calls": None, "budget_pays_calls": False}
    assert policy.guardrails.model_dump() == {"cautious_quantile": 0.25, "rest_days": 90}


def test_what_can_be_offered_are_the_actions_of_the_tiers_the_smallest_first():
    assert list(Policy.load().offers.items()) == [("offer_small", 0.05), ("offer_medium", 0.15), ("offer_large", 0.25)]


def test_a_policy_that_says_nothing_of_the_decision_has_no_limits(tmp_path):
    path = _written(tmp_path)
    content = yaml.safe_load(path.read_text())
    for entry in ("decision", "limits", "guardrails"):
        del content[entry]
    path.write_text(yaml.safe_dump(content))
    policy = Policy.load(path)
    assert (policy.decision, policy.limits.calls, policy.limits.budget_eur) == ("incremental", None, None)


def test_the_break_even_precision_of_an_outreach_without_discount_is_about_9_percent():
    economics = Policy.load().economics
    assert economics.outreach_cost_eur / (7 * economics.customer_value_months) == pytest.approx(0.089, abs=0.001)


def test_tiers_may_share_an_offer_that_is_the_same_in_each(tmp_path):
    policy = Policy.load(_written(tmp_path, risk_tiers=[TIER, CALL, {**CALL, "name": "C", "from": 0.8}]))
    assert policy.offers == {"call": 0.1}


ECONOMICS = {"outreach_cost_eur": 20, "customer_value_months": 32, "discount_months": 12}
TIER = {"name": "A", "from": 0.0, "action": "no_offer", "timing": "later", "maximum_offer_share": 0.0}
CALL = {**TIER, "name": "B", "from": 0.5, "action": "call", "maximum_offer_share": 0.1}
TWO_SHARES = "one offer has two maximum_offer_share"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"risk_tiers": [{**TIER, "from": 0.1}]}, "begin at 0"),
        ({"risk_tiers": [TIER, {**TIER, "name": "B"}]}, "ascending"),
        ({"risk_tiers": [TIER, {**TIER, "from": 0.5}]}, "same name"),
        ({"risk_tiers": [{**TIER, "maximum_offer_share": 0.1}]}, "no budget"),
        ({"risk_tiers": []}, "risk_tiers"),
        ({"risk_tiers": [TIER, CALL, {**CALL, "name": "C", "from": 0.8, "maximum_offer_share": 0.2}]}, TWO_SHARES),
        ({"risk_tiers": [{**CALL, "from": 0}, {**CALL, "name": "C", "maximum_offer_share": 0.2}]}, TWO_SHARES),
        ({"decision": "guess"}, "decision: expected 'incremental' or 'tier_rule'"),
        ({"economics": {**ECONOMICS, "save_rate": 0.3}}, "economics.save_rate: is no entry that is known here"),
        ({"economics": {**ECONOMICS, "offer_months": 12}}, "economics.offer_months: is no entry that is known here"),
        ({"economics": {**ECONOMICS, "discount_months": -1}}, "economics.discount_months: at least 0"),
        ({"limits": {"budget_eur": -1}}, "limits.budget_eur: at least 0"),
        ({"limits": {"calls": 1.5}}, "limits.calls: a whole number"),
        ({"guardrails": {"cautious_quantile": 0}}, "guardrails.cautious_quantile: more than 0"),
        ({"guardrails": {"cautious_quantile": 0.51}}, "guardrails.cautious_quantile: at most 0.5"),
        ({"guardrails": {"rest_days": -1}}, "guardrails.rest_days: at least 0"),
        ({"promotion": {"minimum_pr_auc": 1.7}}, "promotion.minimum_pr_auc"),
        ({"promotion": {}}, "promotion.minimum_pr_auc"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_with_the_entry(tmp_path, changes, said):
    with pytest.raises(InputError, match=said):
        Policy.load(_written(tmp_path, **changes))


def test_a_file_that_is_no_yaml_is_refused(tmp_path):
    path = tmp_path / "policy.yaml"
    path.write_text("promotion: [")
    with pytest.raises(InputError, match=r"policy\.yaml"):
        Policy.load(path)
