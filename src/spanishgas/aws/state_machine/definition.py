"""The whole state machine: what is done in which order, and what follows when it fails."""

from typing import Any

from spanishgas.aws.state_machine.calls import call_state
from spanishgas.aws.state_machine.capacity import capacity_states
from spanishgas.aws.state_machine.end_states import MARK_FAILED, UPDATE_MANIFEST, caught, end_states
from spanishgas.aws.state_machine.jobs import Job, Rendering, course
from spanishgas.aws.state_machine.processing import DEPLOYED, job_name_prefix, job_state
from spanishgas.pipelines import TRAIN_PIPELINE

BEGIN_RUN = "BeginRun"
TRAIN_OR_SCORE = "TrainOrScore"
_NOT_BEGUN = "NotBegun"


def definition(rendering: Rendering) -> dict[str, Any]:
    """The state machine of a rendering, with the variables that Terraform fills.

    It has no time limit of its own, since that would leave a job at work while the next attempt starts: every state has
    one, and waits are counted.
    """
    chosen = course(rendering)
    first_after = chosen.after[0].state
    return {
        "Comment": f"A run of SpanishGas, {rendering}: rendered from spanishgas.pipelines, not written by hand.",
        "StartAt": BEGIN_RUN,
        "States": {
            BEGIN_RUN: _begin(chosen.before[0].state),
            _NOT_BEGUN: _not_begun(),
            **_in_order(chosen.before, TRAIN_OR_SCORE),
            TRAIN_OR_SCORE: _train_or_score(chosen.learning[0].state, first_after),
            **_in_order(chosen.learning, first_after),
            **_in_order(chosen.after, UPDATE_MANIFEST),
            **capacity_states(chosen.jobs, {job.state: job_name_prefix(job) for job in chosen.jobs}),
            **end_states(),
        },
    }


def _begin(after: str) -> dict[str, Any]:
    """The claim of a run; what the function answers, and what jobs are told, is all that later states read."""
    return {
        **call_state("begin", {"input.$": "$"}, idempotent=False),
        "ResultSelector": {
            "run.$": "$.Payload",
            "waits": {"count": 0},
            "deployed": DEPLOYED,
            "settings": "${job_settings_json}",
        },
        "Catch": caught(leads_to=_NOT_BEGUN),
        "Next": after,
    }


def _not_begun() -> dict[str, Any]:
    """A start that was refused has no run of its own: its execution alone names it."""
    return {
        "Type": "Pass",
        "Parameters": {"run": {"run_id": None, "attempt": None}, "error.$": "$.error"},
        "Next": MARK_FAILED,
    }


def _train_or_score(training: str, scoring: str) -> dict[str, Any]:
    is_training = {"Variable": "$.run.mode", "StringEquals": TRAIN_PIPELINE.name, "Next": training}
    return {"Type": "Choice", "Choices": [is_training], "Default": scoring}


def _in_order(jobs: tuple[Job, ...], after: str) -> dict[str, Any]:
    """Each job leads to the next, the last one to ``after``."""
    followers = [*(job.state for job in jobs[1:]), after]
    return {job.state: job_state(job, follower) for job, follower in zip(jobs, followers, strict=True)}
