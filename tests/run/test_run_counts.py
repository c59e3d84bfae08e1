"""Runs are counted by what became of them."""

import os
import socket

import pytest
from support.runs import done, run_record

from spanishgas.pipelines import PIPELINES
from spanishgas.run.process import ProcessRecord, this_process
from spanishgas.run.run_counts import RunCounts, count_runs, is_left, state_of, steps_of

GONE = ProcessRecord(host=socket.gethostname(), pid=os.getpid(), began="never")


@pytest.mark.parametrize("status", ["refused", "superseded", "gate_failed", "stopped", "failed"])
def test_a_run_that_ended_without_a_result_has_failed(status: str) -> None:
    assert state_of(run_record(status=status)) == "failed"


def test_a_run_whose_process_is_gone_has_failed_though_it_says_running() -> None:
    left = run_record(status="running", process=GONE)
    assert (is_left(left), state_of(left)) == (True, "failed")


def test_a_run_at_work_is_in_progress_and_one_of_an_unknown_process_too() -> None:
    assert state_of(run_record(status="running", process=this_process())) == "running"
    assert state_of(run_record(status="running", process=None)) == "running"


def test_runs_are_counted_by_state() -> None:
    states = ("published", "failed", "published", "running", "refused")
    counts = count_runs(run_record(str(place), status=status) for place, status in enumerate(states))
    assert counts == RunCounts(published=2, running=1, failed=2)
    assert counts.total == 5


def test_a_lake_without_runs_counts_nought() -> None:
    assert count_runs([]).total == 0


def test_the_steps_of_a_run_are_done_or_ahead_in_their_order() -> None:
    done_ones, ahead = steps_of(run_record(mode="score", steps=[done("bronze_customers"), done("quality_findings")]))
    assert done_ones == ["bronze_customers"]
    assert ahead == [step.name for step in PIPELINES["score"].steps()][1:]
