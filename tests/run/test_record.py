"""The record of a run: its steps by name, its end, and nothing that nobody declared."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from support.rules import POLICY
from support.runs import done, run_record

from spanishgas.run.record import RunRecord, TrainingMetrics


def test_a_finished_step_is_found_by_its_name() -> None:
    record = run_record(steps=[done("silver_bread", rows=1), done("gold_toast", rows=2)])
    assert record.step("gold_toast") == done("gold_toast", rows=2)
    assert record.step("gold_crumbs") is None


def test_a_new_record_runs_and_has_nothing_yet() -> None:
    record = run_record()
    assert (record.status, record.finished_at, record.steps, record.findings) == ("running", None, [], [])
    assert (record.metrics, record.error) == (None, None)
    assert done("silver_bread").model_dump()["keys"] == []
    assert done("silver_bread").reused is False


def test_the_end_has_a_status_and_a_time_with_its_zone() -> None:
    record, before = run_record(), datetime.now(UTC)
    record.finish("refused")
    assert record.status == "refused"
    assert record.finished_at is not None
    assert before <= record.finished_at <= datetime.now(UTC)


@pytest.mark.parametrize("entry", [{"status": "perhaps"}, {"mode": "guess"}, {"mood": "good"}, {"as_of": "soon"}])
def test_what_a_record_cannot_say_is_refused(entry: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match=next(iter(entry))):
        RunRecord.model_validate({**run_record().model_dump(), **entry})


def test_a_figure_that_is_missing_is_no_figure() -> None:
    figures = {"roc_auc": 0.8, "passed_gate": True, "promoted": True, "reasons": (), "features_without_values": ()}
    with pytest.raises(ValidationError, match="pr_auc"):
        TrainingMetrics(**figures)


def _policy_of(economics: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A record whose policy has these economics."""
    record = run_record().model_dump(mode="json", by_alias=True)
    return {**record, "policy": {**record["policy"], "economics": economics, **changes}}


EARLIER = {"outreach_cost_eur": 20.0, "customer_value_months": 32.0, "offer_months": 6.0, "save_rate": 0.3}


def test_the_policy_of_an_earlier_record_is_the_rule_of_its_tiers_with_the_months_of_its_offers() -> None:
    policy = RunRecord.model_validate(_policy_of(EARLIER)).policy
    assert policy.decision == "tier_rule"
    economics = {"outreach_cost_eur": 20.0, "customer_value_months": 32.0, "discount_months": 6.0}
    assert policy.economics.model_dump() == economics
    assert policy.limits.model_dump() == {"budget_eur": None, "calls": None, "budget_pays_calls": False}
    assert policy.risk_tiers == POLICY.risk_tiers


def test_the_record_of_the_first_version_is_read_so_and_says_so_when_it_is_written_again() -> None:
    first = Path(__file__).parents[1] / "upkeep/first_version/record.json"
    record = RunRecord.model_validate_json(first.read_bytes())
    assert (record.policy.decision, record.policy.economics.discount_months) == ("tier_rule", 32.0)
    assert RunRecord.model_validate_json(record.model_dump_json()).policy == record.policy


def test_the_policy_of_a_record_of_today_stays_as_it_is() -> None:
    assert RunRecord.model_validate_json(run_record().model_dump_json()).policy == POLICY
    record = run_record(policy=POLICY.model_copy(update={"decision": "tier_rule"}))
    assert RunRecord.model_validate_json(record.model_dump_json()).policy.decision == "tier_rule"


@pytest.mark.parametrize("economics", [None, "free", {"save_rate": 0.3}, {**EARLIER, "mood": 1}])
def test_a_record_with_damaged_economics_is_refused_and_not_read_as_another(economics: Any) -> None:
    with pytest.raises(ValidationError, match="economics"):
        RunRecord.model_validate(_policy_of(economics))
