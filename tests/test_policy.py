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


def test_the_break_even_precision_of_an_outreach_without_discount_is_about_9_percent():
    economics = Policy.load().economics
    assert economics.outreach_cost_eur / (7 * economics.customer_value_months) == pytest.approx(0.089, abs=0.001)


TIER = {"name": "A", "from": 0.0, "action": "no_offer", "timing": "later", "maximum_offer_share": 0.0}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"risk_tiers": [{**TIER, "from": 0.1}]}, "begin at 0"),
        ({"risk_tiers": [TIER, {**TIER, "name": "B"}]}, "ascending"),
        ({"risk_tiers": [TIER, {**TIER, "from": 0.5}]}, "same name"),
        ({"risk_tiers": [{**TIER, "maximum_offer_share": 0.1}]}, "no budget"),
        ({"risk_tiers": []}, "risk_tiers"),
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
