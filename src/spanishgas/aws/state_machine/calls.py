"""The states that call the function beside the pipeline: the beginning of a run and its two ends."""

from typing import Any

from spanishgas.aws.state_machine.retries import call_retries

RESOURCE = "arn:aws:states:::lambda:invoke"
_SECONDS = 330
"""A little more than the function itself may take, so that its own end is the one that is told."""


def call_state(task: str, payload: dict[str, Any], *, idempotent: bool) -> dict[str, Any]:
    """A call of the function for a task, without what follows it."""
    return {
        "Type": "Task",
        "Resource": RESOURCE,
        "Parameters": {
            "FunctionName": "${trigger_lambda_arn}",
            "Payload": {"task": task, "execution.$": "$$.Execution.Name", **payload},
        },
        "TimeoutSeconds": _SECONDS,
        "Retry": call_retries(idempotent=idempotent),
    }
