"""The record of a run: its steps by name, its end, and nothing that nobody declared."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError
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
