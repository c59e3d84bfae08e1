"""A fault in every state: the manifest says so with the reason, people are told, what was published stays, and the
next attempt goes on where the last one stopped."""

from dataclasses import dataclass

import pytest
from support.aws.executions import Execution
from support.aws.faults import Fault
from support.aws.server import Server
from support.aws.stack import Stack, client
from support.aws.story import manifest, ticked

from spanishgas.run.pointers import load_current
from spanishgas.run.record import RunRecord
from spanishgas.run.store import load_record

KILLED = 3
"""Attempts that end at once, perhaps after a table was written and before the record said so."""
DONE = ["BeginRun", "BronzeSilverGold", "TrainOrScore", "TrainEvaluate", "ScoreDriftPublish"]


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
def trouble(trained: Stack, server: Server) -> Trouble:
    """One training in which every kind of fault happens, one after the other."""
    current = load_current(trained.lake)
    assert current is not None
    run_id = f"{current.run_id[:-1]}2"
    faults = server.machines.faults

    def after(steps: int) -> Fault:
        return Fault("killed", when=lambda: steps_done(trained, run_id) >= steps)

    faults.next("etl", Fault("throttled"), Fault("capacity"), Fault("exits", 1), after(3))
    faults.next("etl", Fault("timeout", when=lambda: steps_done(trained, run_id) >= 5), Fault("disk_full"))
    bronze_silver_gold = 30
    faults.next("learn", after(bronze_silver_gold))
    faults.next("decide", Fault("exits", 1))
    before = len(ticked(trained, 1))
    trained.ask(task="ask", mode="train", reason="a test")
    attempts = ticked(trained, before + 6)[before:]
    return Trouble(trained, current.run_id, attempts)


def test_each_attempt_fails_in_its_state_and_the_last_one_ends_well(trouble: Trouble) -> None:
    assert [each.status for each in trouble.attempts] == ["FAILED"] * 5 + ["SUCCEEDED"]
    last_jobs = [[state for state in each.states if state in DONE][-1] for each in trouble.attempts]
    assert last_jobs == [DONE[1], DONE[1], DONE[1], DONE[3], DONE[4], DONE[4]]
    assert {each.error for each in trouble.attempts} == {"Failed", None}


def test_throttling_and_a_lack_of_machines_are_waited_for_within_an_execution(trouble: Trouble) -> None:
    first = trouble.attempts[0].states
    assert first[:6] == ["BeginRun", DONE[1], "JobFailed", "WaitForCapacity", "CountWait", "TryAgain"]
    assert first[6:] == [DONE[1], "JobFailed", "MarkFailed", "HowItEnded", "Failed"]


def test_all_attempts_are_of_one_run(trouble: Trouble) -> None:
    assert [each.name for each in trouble.attempts] == [f"{trouble.run_id}-{number}" for number in range(1, 7)]


def test_the_reason_is_told_in_words(trouble: Trouble) -> None:
    causes = [each.cause for each in trouble.attempts if each.status == "FAILED"]
    assert [cause and "exit code: 1" in cause for cause in (causes[0], causes[4])] == [True, True]
    assert [cause and "exit code: 137" in cause for cause in (causes[1], causes[3])] == [True, True]
    assert causes[2] == "The job was stopped: it ran longer than a job may, or somebody stopped it."


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
    written = {
        step.name: max(len(keys_written(trouble.stack, key)) for key in step.keys) for step in record.steps if step.keys
    }
    assert len(written) > 40
    assert sum(times - 1 for times in written.values()) <= KILLED, written
