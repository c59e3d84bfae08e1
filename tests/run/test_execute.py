"""A whole run or one stage: started once, taken up only as it was, ended by the publication, answered by a code."""

import signal
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from support.bakery import BAKE, BREADS, GRIND, SERVE, open_bakery
from support.finished import MODEL, finished_run
from support.processes import GONE, waiting_process
from support.runs import STARTED, Watched, done, everything, overwrite, point, raw_lake, run_record, stored
from support.sentences import says

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.cli.signals import stop_signals
from spanishgas.errors import ConflictError, InputError, RunError, StopError, SupersededError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run import execute
from spanishgas.run.execute import (
    execute_run,
    execute_stage,
    exit_code,
    open_stage,
    stage_names,
    start_run,
    take_up_run,
)
from spanishgas.run.models import load_model, store_model
from spanishgas.run.plan import plan_run, rule_fingerprints
from spanishgas.run.pointers import Current
from spanishgas.run.process import this_process
from spanishgas.run.record import ErrorRecord, Metrics, RefusedPlan, RunRecord, TrainingMetrics
from spanishgas.run.source_hash import code_version
from spanishgas.run.store import find_record, load_record
from spanishgas.settings import Settings


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return raw_lake(tmp_path)


def test_a_run_that_starts_has_its_record_saved(lake: Lake) -> None:
    record = start_run(lake, Settings(seed=7), "score", "tuesday")
    assert (record.run_id, record.mode, record.status, record.settings.seed) == ("tuesday", "score", "running", 7)
    assert load_record(lake, "tuesday") == record
    assert record.process == this_process()
    assert len(record.inputs) == 7


def test_a_run_that_starts_notes_the_files_that_it_does_not_keep(lake: Lake) -> None:
    start_run(lake, Settings(keep_raw_gb=1e-9), "train", "tuesday")
    noted = [finding for finding in load_record(lake, "tuesday").findings if finding.check == "not_kept"]
    assert len(noted) == len([item for item in load_record(lake, "tuesday").inputs if item.size > 1])
    assert noted != []


def test_a_run_that_is_stopped_while_its_files_are_copied_says_so(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "keep_raw", lambda *_: signal.raise_signal(signal.SIGTERM))
    with pytest.raises(StopError, match="spanishgas run --resume tuesday"), stop_signals():
        start_run(lake, Settings(), "train", "tuesday")
    assert load_record(lake, "tuesday").status == "stopped"


@pytest.mark.parametrize("nth", range(1, 5))
def test_a_stop_while_a_record_is_written_waits_for_it(lake: Lake, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
    swap, writes = Lake.swap, count(1)

    def stopped(*given: object) -> object:
        seen = swap(*given)
        if next(writes) == nth:
            signal.raise_signal(signal.SIGINT)
        return seen

    monkeypatch.setattr(Lake, "swap", stopped)
    with pytest.raises(StopError, match="spanishgas run --resume tuesday"), stop_signals():
        execute_run(lake, start_run(lake, Settings(), "train", "tuesday"), Watched())
    record = load_record(lake, "tuesday")
    assert (record.status, len(record.steps)) == ("stopped", nth - 1)


def test_a_run_without_name_gets_one(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "new_run_id", lambda: "20250107T090000Z-00ff00ff")
    assert start_run(lake, Settings(), "train").run_id == "20250107T090000Z-00ff00ff"


def test_a_name_is_given_once(lake: Lake) -> None:
    start_run(lake, Settings(), "train", "tuesday")
    before = everything(lake)
    with says(RunError, "Run tuesday exists already. Go on with it by --resume tuesday, or choose another id."):
        start_run(lake, Settings(), "score", "tuesday")
    assert everything(lake) == before


def test_a_run_of_an_earlier_day_is_refused_at_its_start_unless_it_is_asked_for(lake: Lake) -> None:
    overwrite(lake, run_record("monday", status="published", as_of=date(2025, 1, 31)))
    point(
        lake, Current(run_id="monday", mode="train", as_of=date(2025, 1, 31), model_id="E5-1", tables={}, documents={})
    )
    before = everything(lake)
    with says(
        InputError,
        "consumption_hourly_1.csv, column timestamp: the readings are whole up to 2024-12-31, and run monday is "
        "published as of 2025-01-31. Of 2025-01 they hold nothing. Add the missing readings, or go back to 2024-12-31 "
        "knowingly by --replace-newer.",
    ):
        start_run(lake, Settings(), "train", "tuesday")
    with says(
        RunError,
        "Run monday is published as of 2025-01-31, and run tuesday looks from 2024-12-31: to publish it would move "
        "readers back. Ask for it by --replace-newer, or choose a later --as-of.",
    ):
        start_run(lake, Settings(as_of=date(2024, 12, 31)), "train", "tuesday")
    assert everything(lake).keys() - before.keys() == {"runs/tuesday.json"}
    assert isinstance(find_record(lake, "tuesday"), RefusedPlan)
    assert start_run(lake, Settings(), "train", "tuesday", replace_newer=True).replaces_newer
    assert load_record(lake, "tuesday").replaces_newer


def stopped(lake: Lake, **changes: Any) -> RunRecord:
    """A run of the lake that failed in its second step."""
    plan = plan_run(lake, Settings(), "train", "tuesday")
    record = plan.model_copy(
        update={
            "status": "failed",
            "finished_at": STARTED,
            "steps": [done("bronze_customers")],
            "error": ErrorRecord(stage="bronze", step="bronze_contracts", kind="OSError", message="full"),
            **changes,
        }
    )
    overwrite(lake, record)
    return record


@pytest.mark.parametrize("status", ["failed", "refused", "superseded", "gate_failed", "stopped", "running"])
def test_a_run_that_stopped_goes_on_with_what_it_has(status: str, lake: Lake) -> None:
    before = stopped(lake, status=status, process=GONE)
    again = take_up_run(lake, "tuesday")
    taken_up = {"status": "running", "error": None, "finished_at": None, "process": this_process()}
    assert stored(again) == stored(before.model_copy(update=taken_up))
    assert load_record(lake, "tuesday") == again


def test_a_run_that_another_process_is_at_work_on_is_left_to_it(lake: Lake) -> None:
    with waiting_process() as other:
        stopped(lake, status="running", process=other)
        before = everything(lake)
        with says(RunError, f"Process {other.pid} of this machine is at work on run tuesday. Wait until it ends."):
            take_up_run(lake, "tuesday")
        assert everything(lake) == before
        stopped(lake, status="failed", process=other)
        assert take_up_run(lake, "tuesday").process == this_process()


def test_of_two_who_take_up_a_run_at_the_same_moment_one_is_refused(lake: Lake, monkeypatch) -> None:
    stopped(lake)
    others: list[RunRecord] = []

    def meanwhile(*given: object) -> None:
        monkeypatch.undo()
        others.append(take_up_run(lake, "tuesday"))

    monkeypatch.setattr(execute, "check_unchanged", meanwhile)
    with pytest.raises(ConflictError, match="Run tuesday was taken up by another process in the meantime"):
        take_up_run(lake, "tuesday")
    assert [load_record(lake, "tuesday")] == others


def test_of_two_who_start_a_run_of_one_name_at_the_same_moment_one_is_refused(lake: Lake, monkeypatch) -> None:
    others: list[RunRecord] = []

    def meanwhile(*given: Any, **asked: Any) -> RunRecord:
        monkeypatch.undo()
        others.append(start_run(lake, Settings(seed=7), "train", "tuesday"))
        return plan_run(*given, **asked)

    monkeypatch.setattr(execute, "plan_run", meanwhile)
    with says(RunError, "Run tuesday exists already. Go on with it by --resume tuesday, or choose another id."):
        start_run(lake, Settings(seed=8), "train", "tuesday")
    assert [load_record(lake, "tuesday")] == others


def test_a_published_run_stays_as_it_is_whatever_changed_since(lake: Lake) -> None:
    record = stopped(
        lake, status="published", error=None, code_version="0.0.1+old", rules={"names": "old"}, process=GONE
    )
    lake.write("raw/price_history.csv", b"changed")
    assert take_up_run(lake, "tuesday") == record


def test_a_run_whose_input_code_or_rules_changed_is_not_taken_up(lake: Lake) -> None:
    stopped(lake, code_version="0.0.1+old")
    with pytest.raises(RunError, match="was started by version 0"):
        take_up_run(lake, "tuesday")
    stopped(lake, rules={**rule_fingerprints("fast", OwnColumns()), "names": "old"})
    with pytest.raises(RunError, match="names changed since run tuesday started"):
        take_up_run(lake, "tuesday")
    stopped(lake)
    lake.write("raw/price_history.csv", b"changed")
    with says(SupersededError, "raw/price_history.csv has changed since run tuesday started. Start a new run instead."):
        take_up_run(lake, "tuesday")
    assert load_record(lake, "tuesday").status == "superseded"


def test_a_run_that_never_started_is_not_taken_up(lake: Lake) -> None:
    with pytest.raises(RunError, match="There is no run monday"):
        take_up_run(lake, "monday")


def test_the_first_stage_starts_its_run_and_the_others_take_it_up(lake: Lake) -> None:
    with pytest.raises(RunError, match="There is no run tuesday"):
        open_stage(lake, Settings(), "train", "tuesday", "silver")
    first = open_stage(lake, Settings(seed=7), "score", "tuesday", "bronze")
    assert (first.mode, first.settings.seed, first.code_version) == ("score", 7, code_version())
    assert load_record(lake, "tuesday") == first
    for stage in ("bronze", "silver", "publish"):
        assert stored(open_stage(lake, Settings(seed=8), "train", "tuesday", stage)) == stored(first)


def test_the_publication_is_the_last_stage() -> None:
    assert stage_names("train") == ["bronze", "silver", "gold", "train", "evaluate", "score", "drift", "publish"]
    assert stage_names("score") == ["bronze", "silver", "gold", "score", "drift", "publish"]


@pytest.fixture
def baking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake whose runs, in both modes, are of the bakery."""
    open_bakery(monkeypatch)
    return raw_lake(tmp_path, **BREADS)


def test_all_stages_run_in_their_order_and_then_the_run_is_published(baking: Lake, monkeypatch) -> None:
    published, watcher = [], Watched()
    monkeypatch.setattr(execute, "publish", lambda run: published.append((run.lake, run.record)))
    record = start_run(baking, Settings(), "train", "tuesday")
    assert execute_run(baking, record, watcher) is record
    assert published == [(baking, record)]
    started = [call[1:] for call in watcher.calls if call[0] == "started"]
    assert started == [(stage.name, step.name) for stage in (GRIND, BAKE, SERVE) for step in stage.steps]


def test_one_stage_is_only_itself(baking: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "publish", lambda run: pytest.fail("not yet"))
    record, watcher = start_run(baking, Settings(), "train", "tuesday"), Watched()
    execute_stage(baking, record, "bake", watcher)
    assert [step.name for step in record.steps] == [step.name for step in BAKE.steps]
    assert watcher.calls[0] == ("started", "bake", "silver_bread")


def test_a_publication_that_fails_is_in_the_record(baking: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise RunError("meanwhile")

    monkeypatch.setattr(execute, "publish", refuse)
    record = start_run(baking, Settings(), "train", "tuesday")
    with pytest.raises(RunError, match="meanwhile"):
        execute_stage(baking, record, "publish", Watched())
    assert load_record(baking, "tuesday").error == ErrorRecord(
        stage="publish", step="publish", kind="RunError", message="meanwhile"
    )


def test_a_published_run_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "publish", lambda run: pytest.fail("it is published"))
    run, watcher = finished_run(tmp_path, status="published"), Watched()
    execute_run(run.lake, run.record, watcher)
    for stage in stage_names("train"):
        execute_stage(run.lake, run.record, stage, watcher)
    assert watcher.calls == []


def test_a_stage_of_a_run_that_was_replaced_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(execute, "check_is_current", asked.append)
    run = finished_run(tmp_path, status="published")
    for stage in ("bronze", "publish"):
        execute_stage(run.lake, run.record, stage, Watched())
    assert [each.record for each in asked] == [run.record, run.record]


def metrics(training: TrainingMetrics | None) -> Metrics:
    return Metrics(
        customers=0,
        expected_monthly_loss_eur=0.0,
        risk_tiers={},
        actions={},
        columns_compared=0,
        columns_drifted=0,
        findings={},
        training=training,
    )


def trained(**changes: Any) -> Metrics:
    entries = {"pr_auc": 0.9, "roc_auc": 0.9, "passed_gate": True, "promoted": True, "reasons": ()}
    return metrics(TrainingMetrics(**{**entries, "features_without_values": (), **changes}))


@pytest.mark.parametrize(
    ("mode", "figures", "code"),
    [
        ("train", trained(), 0),
        ("train", trained(promoted=False), 0),
        ("train", trained(passed_gate=False, promoted=False), 3),
        ("train", trained(passed_gate=False), 3),
        ("train", metrics(None), 3),
        ("train", None, 3),
        ("score", trained(passed_gate=False), 0),
        ("score", metrics(None), 0),
        ("score", None, 0),
    ],
)
def test_a_run_answers_three_unless_its_challenger_passed_the_gate(mode: str, figures: Metrics | None, code) -> None:
    assert exit_code(run_record(mode=mode, metrics=figures)) == code


@pytest.mark.parametrize("run_id", ["", "champion.json", "gold_master.parquet", "CURRENT", "Evaluation.JSON"])
def test_a_name_that_is_a_files_or_nobodys_starts_no_run(run_id: str, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is no run id"):
        start_run(Lake(tmp_path), Settings(), "score", run_id)


def test_a_run_may_be_named_like_a_model_because_their_files_lie_apart(lake: Lake) -> None:
    store_model(lake, MODEL)
    assert start_run(lake, Settings(), "score", MODEL.model_id).run_id == MODEL.model_id
    for mode in ("train", "score"):
        assert "models" not in {stage.layer for stage in PIPELINES[mode].stages}
    assert load_model(lake, MODEL.model_id).to_files() == MODEL.to_files()
