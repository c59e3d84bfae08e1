"""A fault in every state: the manifest says so with the reason, people are told, what was published stays, and the
next attempt goes on where the last one stopped."""

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.aws.executions import Execution, ended, start
from support.aws.faults import Fault
from support.aws.refusals import Refusal, Refusing
from support.aws.server import Server
from support.aws.stack import Stack, client, new_stack
from support.aws.story import drop, manifest, ticked

from spanishgas.run.pointers import load_current
from spanishgas.run.record import RunRecord
from spanishgas.run.store import load_record

DONE = ["BeginRun", "BronzeSilverGold", "TrainOrScore", "TrainEvaluate", "ScoreDriftPublish"]


@pytest.fixture(scope="module")
def published(server: Server, raw_files: list[Path]) -> Stack:
    """A deployment with a published training; failed runs are tried again at once, as often as need be."""
    stack = new_stack("pipeline.asl.json", {"SPANISHGAS_ATTEMPTS": "20"})
    drop(stack, server, raw_files)
    (execution,) = ticked(stack, 1)
    assert execution.status == "SUCCEEDED", execution
    return stack


def keys_written(stack: Stack, prefix: str) -> list[str]:
    """Each key as often as it was written."""
    pages = client("s3").get_paginator("list_object_versions").paginate(Bucket=stack.bucket, Prefix=prefix)
    return [version["Key"] for page in pages for version in page.get("Versions", [])]


def steps_done(stack: Stack, run_id: str) -> int:
    """Finished steps in a run's record."""
    found = stack.lake.read_if_there(f"runs/{run_id}.json")
    return len(RunRecord.model_validate_json(found).steps) if found else 0


@dataclass(frozen=True)
class Trouble:
    """A run with a fault in each of its attempts but the last."""

    stack: Stack
    before: str
    attempts: list[Execution]

    @property
    def run_id(self) -> str:
        return self.attempts[0].name.rpartition("-")[0]


@pytest.fixture(scope="module")
def trouble(published: Stack, server: Server) -> Trouble:
    """One training in which every kind of fault happens, one after the other."""
    current = load_current(published.lake)
    assert current is not None
    run_id = f"{current.run_id[:-1]}2"
    faults = server.machines.faults

    def after(steps: int) -> Fault:
        return Fault("killed", when=lambda: steps_done(published, run_id) >= steps)

    faults.next("etl", Fault("throttled"), Fault("capacity"), Fault("exits", 1), after(3))
    faults.next("etl", Fault("timeout", when=lambda: steps_done(published, run_id) >= 5), Fault("disk_full"))
    bronze_silver_gold = 30
    faults.next("learn", after(bronze_silver_gold))
    faults.next("decide", Fault("exits", 1))
    before = len(ticked(published, 1))
    published.ask(task="ask", mode="train", reason="a test")
    attempts = ticked(published, before + 6)[before:]
    return Trouble(published, current.run_id, attempts)


def test_each_attempt_fails_in_its_state_and_the_last_one_ends_well(trouble: Trouble) -> None:
    assert [each.status for each in trouble.attempts] == ["FAILED"] * 5 + ["SUCCEEDED"]
    last_jobs = [[state for state in each.states if state in DONE][-1] for each in trouble.attempts]
    assert last_jobs == [DONE[1], DONE[1], DONE[1], DONE[3], DONE[4], DONE[4]]
    assert {each.error for each in trouble.attempts} == {"Failed", None}


def test_throttling_and_a_lack_of_machines_are_waited_for_within_an_execution(trouble: Trouble) -> None:
    first = trouble.attempts[0].states
    assert first[:6] == ["BeginRun", DONE[1], "JobFailed", "WaitForCapacity", "CountWait", "TryAgain"]
    assert first[6:] == [DONE[1], "JobFailed", "MarkFailed", "HowItFailed", "Failed"]


def test_all_attempts_are_of_one_run(trouble: Trouble) -> None:
    assert [each.name for each in trouble.attempts] == [f"{trouble.run_id}-{number}" for number in range(1, 7)]


def test_the_reason_is_told_in_words(trouble: Trouble) -> None:
    causes = [each.cause for each in trouble.attempts if each.status == "FAILED"]
    assert [cause and "exit code: 1" in cause for cause in (causes[0], causes[4])] == [True, True]
    assert [cause and "exit code: 137" in cause for cause in (causes[1], causes[3])] == [True, True]
    assert causes[2]


def test_the_manifest_has_each_attempt_with_its_reason(trouble: Trouble) -> None:
    runs = [run for run in reversed(manifest(trouble.stack)["runs"]) if run["run_id"] == trouble.run_id]
    assert [run["status"] for run in runs] == ["failed"] * 5 + ["completed"]
    assert [run["reason"] for run in runs[:5]] == [each.cause for each in trouble.attempts[:5]]


def test_people_are_told_of_each_failure(trouble: Trouble) -> None:
    assert sum(trouble.run_id in message for message in trouble.stack.messages()) == len(trouble.attempts)


def test_what_was_published_stayed_until_the_end(trouble: Trouble) -> None:
    assert keys_written(trouble.stack, "runs/current.json") == ["runs/current.json"] * 2
    current = load_current(trouble.stack.lake)
    assert current is not None
    assert current.run_id == trouble.run_id
    first = [key for layer in ("gold", "scored") for key in keys_written(trouble.stack, f"{layer}/{trouble.before}/")]
    assert first
    assert len(set(first)) == len(first)


def test_no_finished_step_is_repeated(trouble: Trouble) -> None:
    record = load_record(trouble.stack.lake, trouble.run_id)
    assert record.status == "published"
    for step in record.steps:
        for key in step.keys:
            assert keys_written(trouble.stack, key) == [key], step.name


def test_a_hand_start_that_cannot_be_is_refused_and_marked(published: Stack, trouble: Trouble) -> None:
    refused = ended(start(published, run_id="manual-001", mode="retrain"))
    assert refused.states == ["BeginRun", "NotBegun", "MarkFailed", "HowItFailed", "Refused"]
    assert refused.error == "Refused"
    assert refused.cause is not None
    assert "mode: 'retrain' is none of train, score" in refused.cause


def test_a_hand_start_runs(published: Stack, trouble: Trouble) -> None:
    done = ended(start(published, run_id="manual-002", mode="score"))
    assert (done.status, done.cause) == ("SUCCEEDED", None)
    assert load_record(published.lake, "manual-002").status == "published"


def test_denied_writes_and_a_refused_record_end_an_attempt_and_the_next_one_goes_on(
    published: Stack, trouble: Trouble, server: Server
) -> None:
    before = len(ticked(published, 1))
    denied = Refusal("PUT", rf"^/{published.bucket}/scored/")
    refused = Refusal("PUT", rf"^/{published.bucket}/runs/", "412 Precondition Failed", "PreconditionFailed", times=1)
    server.machines.faults.next("decide", Fault("exits", 1))
    Refusing.refusals[:] = [denied, refused]
    published.ask(task="ask", mode="score", reason="a test")
    ticked_until_refused(published, denied)
    Refusing.refusals.clear()
    attempts = ticked(published, before + 3)[before:]
    assert attempts[-1].status == "SUCCEEDED"
    assert {each.status for each in attempts[:-1]} == {"FAILED"}
    assert denied.answered > 0
    assert refused.answered == 1
    assert all(each.cause for each in attempts[:-1])


def ticked_until_refused(stack: Stack, refusal: Refusal) -> None:
    """Let the clock tick until a request was refused."""
    wait = threading.Event()
    for _ in range(300):
        if refusal.answered:
            return
        stack.ask(task="tick")
        wait.wait(0.2)
    raise AssertionError("nothing was refused")


def test_a_function_that_cannot_mark_a_failure_is_made_up_for_by_its_next_tick(
    published: Stack, trouble: Trouble, server: Server
) -> None:
    before, may_fail = len(ticked(published, 1)), threading.Event()
    server.machines.faults.next("etl", Fault("killed", when=may_fail.is_set))
    published.ask(task="ask", mode="score", reason="a test")
    running = client("stepfunctions").list_executions(stateMachineArn=published.machine_arn, statusFilter="RUNNING")[
        "executions"
    ]
    Refusing.refusals[:] = [
        Refusal("POST", "^/$", "400 Bad Request", "AccessDeniedException", target="DynamoDB_20120810.PutItem")
    ]
    may_fail.set()
    failed = ended(running[0]["executionArn"])
    Refusing.refusals.clear()
    assert (failed.error, failed.states[-2:]) == ("Failed", ["MarkFailed", "NotMarked"])
    attempts = ticked(published, before + 2)[before:]
    assert [each.status for each in attempts] == ["FAILED", "SUCCEEDED"]
