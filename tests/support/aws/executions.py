"""Executions of a state machine: started, waited for, and what they went through."""

import json
import time
import uuid
from dataclasses import dataclass
from typing import Any

from support.aws.stack import Stack, client

_SECONDS = 170


@dataclass(frozen=True)
class Execution:
    """One that has ended."""

    name: str
    status: str
    error: str | None
    cause: str | None
    states: list[str]
    """Those it entered, in order."""


def start(stack: Stack, **given: Any) -> str:
    """Start one by hand, and return its ARN."""
    chosen = {"bucket": stack.bucket, "file_key": "by hand", **given}
    name = f"{given.get('run_id', 'nobody')}-{uuid.uuid4().hex[:6]}"
    return client("stepfunctions").start_execution(
        stateMachineArn=stack.machine_arn, name=name, input=json.dumps(chosen)
    )["executionArn"]


def ended(arn: str) -> Execution:
    """Wait for the end of one."""
    machine, end = client("stepfunctions"), time.monotonic() + _SECONDS
    while (found := machine.describe_execution(executionArn=arn))["status"] == "RUNNING":
        assert time.monotonic() < end, f"{arn} is still running: {_states(arn)}"
        time.sleep(0.1)
    return Execution(found["name"], found["status"], found.get("error"), found.get("cause"), _states(arn))


def all_ended(stack: Stack) -> list[Execution]:
    """Wait until none is running, and return them, the earliest first."""
    machine = client("stepfunctions")
    found = machine.list_executions(stateMachineArn=stack.machine_arn)["executions"]
    return [ended(each["executionArn"]) for each in sorted(found, key=lambda each: each["startDate"])]


def _states(arn: str) -> list[str]:
    events = client("stepfunctions").get_execution_history(executionArn=arn, maxResults=1000)["events"]
    details = (event.get("stateEnteredEventDetails") for event in events)
    return [each["name"] for each in details if each]
