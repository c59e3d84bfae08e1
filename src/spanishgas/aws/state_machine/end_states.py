"""How an execution ends: complete where the run is published, else failed by a fixed name, with the reason in words."""

from typing import Any

from spanishgas.aws.state_machine.calls import call_state

UPDATE_MANIFEST = "UpdateManifest"
MARK_FAILED = "MarkFailed"
_COMPLETE = "PipelineComplete"
_HOW = "HowItEnded"
_NOT_MARKED = "NotMarked"
_FAILED = "Failed"
_KINDS = {"refused": "Refused", "gate_failed": "GateFailed", "superseded": "Superseded"}
"""State and error by what the function says of a run that is not published; anything else has failed."""
_UNSAID = (
    "The run failed, and the function could not write down why: its log says what was in its way. It notes the run as "
    "failed when it next looks at this execution, within minutes."
)
_SAID = {name: f"$.Payload.{name.removesuffix('.$')}" for name in ("status.$", "reason.$", "is_published.$")}
_RUN = {"run_id.$": "$.run.run_id", "attempt.$": "$.run.attempt"}


def caught(errors: tuple[str, ...] = ("States.ALL",), leads_to: str = MARK_FAILED) -> list[dict[str, Any]]:
    """What is done about errors: they are kept, and marked unless another state is named."""
    return [{"ErrorEquals": list(errors), "ResultPath": "$.error", "Next": leads_to}]


def end_states() -> dict[str, Any]:
    """All states after the last job, and after any error."""
    return {
        UPDATE_MANIFEST: {
            **call_state("finish", _RUN, idempotent=True),
            "ResultSelector": _SAID,
            "ResultPath": "$.closed",
            "Catch": caught(),
            "Next": _HOW,
        },
        _COMPLETE: {"Type": "Succeed"},
        MARK_FAILED: {
            **call_state("fail", {**_RUN, "error.$": "$.error"}, idempotent=True),
            "ResultSelector": _SAID,
            "ResultPath": "$.closed",
            "Catch": caught(leads_to=_NOT_MARKED),
            "Next": _HOW,
        },
        _HOW: {
            "Type": "Choice",
            "Comment": "The record counts: a job may succeed without publishing, or die once it has published.",
            "Choices": [
                {"Variable": "$.closed.is_published", "BooleanEquals": True, "Next": _COMPLETE},
                *(
                    {"Variable": "$.closed.status", "StringEquals": status, "Next": state}
                    for status, state in _KINDS.items()
                ),
            ],
            "Default": _FAILED,
        },
        **{state: _fail(state, "$.closed.reason") for state in (*_KINDS.values(), _FAILED)},
        _NOT_MARKED: {"Type": "Fail", "Error": _FAILED, "Cause": _UNSAID},
    }


def _fail(error: str, reason: str) -> dict[str, Any]:
    return {"Type": "Fail", "Error": error, "CausePath": reason}
