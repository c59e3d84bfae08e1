"""Starts by hand, refusals of S3 and of the table, files that are replaced, a gate that is missed: how runs end."""

import threading
from pathlib import Path

from support.aws.executions import ended, start
from support.aws.faults import Fault
from support.aws.refusals import Refusal, Refusing
from support.aws.server import Server
from support.aws.stack import Stack, client, new_stack
from support.aws.story import drop, manifest, ticked

from spanishgas.run.pointers import load_current
from spanishgas.run.store import find_record, load_record


def test_a_hand_start_that_cannot_be_is_refused_and_marked(trained: Stack) -> None:
    refused = ended(start(trained, run_id="manual-001", mode="retrain"))
    assert refused.states == ["BeginRun", "NotBegun", "MarkFailed", "HowItEnded", "Refused"]
    assert refused.error == "Refused"
    assert refused.cause is not None
    assert "mode: 'retrain' is none of train, score" in refused.cause


def test_a_hand_start_runs_and_a_table_that_refuses_its_end_is_asked_again(trained: Stack, server: Server) -> None:
    refused = table_refuses(times=1)

    def watch() -> bool:
        Refusing.refusals[:] = [refused]  # the last job is at work: the next write is that of UpdateManifest
        return False

    server.machines.faults.next("decide", Fault("killed", when=watch))
    done = ended(start(trained, run_id="manual-002", mode="score"))
    Refusing.refusals.clear()
    assert (done.status, done.cause, refused.answered) == ("SUCCEEDED", None, 1)
    assert load_record(trained.lake, "manual-002").status == "published"
    assert manifest(trained)["runs"][0]["status"] == "completed"


def table_refuses(times: int = 1_000_000) -> Refusal:
    """The answer to writes that the role may not make."""
    target = "DynamoDB_20120810.PutItem"
    return Refusal("POST", "^/$", "400 Bad Request", "AccessDeniedException", times=times, target=target)


def test_denied_writes_and_a_refused_record_end_an_attempt_and_the_next_one_goes_on(
    trained: Stack, server: Server
) -> None:
    before = len(ticked(trained, 1))
    denied = Refusal("PUT", rf"^/{trained.bucket}/scored/")
    refused = Refusal("PUT", rf"^/{trained.bucket}/runs/", "412 Precondition Failed", "PreconditionFailed", times=1)
    server.machines.faults.next("decide", Fault("exits", 1))
    Refusing.refusals[:] = [denied, refused]
    trained.ask(task="ask", mode="score", reason="a test")
    ticked_until_refused(trained, denied)
    Refusing.refusals.clear()
    attempts = ticked(trained, before + 3)[before:]
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


def test_a_function_that_cannot_mark_a_failure_is_made_up_for_by_its_next_tick(trained: Stack, server: Server) -> None:
    before, has_begun, may_fail = len(ticked(trained, 1)), threading.Event(), threading.Event()

    def is_due() -> bool:
        has_begun.set()
        return may_fail.is_set()

    server.machines.faults.next("etl", Fault("killed", when=is_due))
    trained.ask(task="ask", mode="score", reason="a test")
    assert has_begun.wait(60)
    (running,) = client("stepfunctions").list_executions(stateMachineArn=trained.machine_arn, statusFilter="RUNNING")[
        "executions"
    ]
    Refusing.refusals[:] = [table_refuses()]
    may_fail.set()
    failed = ended(running["executionArn"])
    Refusing.refusals.clear()
    assert (failed.error, failed.states[-2:]) == ("Failed", ["MarkFailed", "NotMarked"])
    attempts = ticked(trained, before + 2)[before:]
    assert [each.status for each in attempts] == ["FAILED", "SUCCEEDED"]


def test_a_set_that_is_replaced_under_a_run_is_superseded_and_the_new_one_runs_by_itself(
    trained: Stack, server: Server, later_contacts: Path
) -> None:
    before = len(ticked(trained, 1))

    def replaced() -> bool:
        trained.put(later_contacts.name, later_contacts.read_bytes())
        return True

    server.machines.faults.next("etl", Fault("late", when=replaced))
    trained.ask(task="ask", mode="score", reason="a test")
    old, new = ticked(trained, before + 2)[before:]
    assert (old.error, new.status) == ("Superseded", "SUCCEEDED")
    refused = find_record(trained.lake, old.name.rpartition("-")[0])
    assert refused is not None
    assert refused.status == "superseded"
    current = load_current(trained.lake)
    assert current is not None
    assert current.run_id == new.name.rpartition("-")[0]


def test_a_model_below_the_gate_stops_the_first_run_of_a_deployment(
    server: Server, raw_files: list[Path], small_policy: Path
) -> None:
    stack, easy = new_stack("pipeline.asl.json", {}), server.machines.image["SPANISHGAS_POLICY_FILE"]
    server.machines.image["SPANISHGAS_POLICY_FILE"] = str(strict(small_policy))
    drop(stack, server, raw_files)
    (stopped,) = ticked(stack, 1)
    server.machines.image["SPANISHGAS_POLICY_FILE"] = easy
    assert (stopped.error, stopped.states[-5:-1]) == (
        "GateFailed",
        ["TrainEvaluate", "JobFailed", "MarkFailed", "HowItEnded"],
    )
    assert load_current(stack.lake) is None


def strict(policy: Path) -> Path:
    """Business rules with a gate that no model passes."""
    path = policy.with_name("strict.yaml")
    text = policy.read_text("utf-8")
    assert "minimum_pr_auc: 0.45" in text
    path.write_text(text.replace("minimum_pr_auc: 0.45", "minimum_pr_auc: 0.999"), "utf-8")
    return path
