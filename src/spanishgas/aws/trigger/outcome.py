"""How a run ended and why, in words: by its record, else by what the state machine was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from spanishgas.aws.trigger.state import Claim, Ending
from spanishgas.aws.unnamed import unnamed
from spanishgas.errors import ConflictError, RunError, readable
from spanishgas.lake import Lake
from spanishgas.run.record import AnyRecord, ErrorRecord, RunRecord
from spanishgas.run.store import find_record, save_record

_LONGEST = 1_000
_TRIES = 5
_WORDS = ("ExitMessage", "FailureReason", "errorMessage")
"""Entries of a cause that say what happened, the clearest first."""
_STOPPED = "The job was stopped: it ran longer than a job may, or somebody stopped it."
"""SageMaker gives no reason."""
_ENDINGS: dict[str, Ending] = {"InputError": "refused", "SupersededError": "superseded", "GateError": "gate_failed"}
_OUT_OF_STEP = {"Error": "RunError", "Cause": "The state machine has ended, and the run's record says it is running."}


@dataclass(frozen=True)
class Outcome:
    """An ending and its reason."""

    status: Ending
    reason: str
    is_published: bool = False


def outcome_of(record: AnyRecord) -> Outcome:
    """What a record that is closed says, or that of a plan that was refused."""
    if isinstance(record, RunRecord) and record.status == "published":
        training = record.metrics.training if record.metrics else None
        if training and not training.passed_gate:
            return Outcome("gate_failed", _short(" ".join(training.reasons)), is_published=True)
        return Outcome("completed", "", is_published=True)
    error, reason = record.error, f"The record says {record.status}, and nothing of why."
    if error:
        reason = unnamed(error.kind, error.message)  # it goes into the table, and into the execution's cause
    status = record.status if record.status in ("refused", "superseded", "gate_failed") else "failed"
    return Outcome(cast("Ending", status), _short(reason))


def outcome_without_record(error: Mapping[str, Any] | None) -> Outcome:
    """What is known of a run that left no record."""
    if not error:
        return Outcome("failed", "The run has left no record.")
    return Outcome(_ENDINGS.get(str(error.get("Error")), "failed"), reason_of(error))


def closed_record(lake: Lake, claim: Claim, error: Mapping[str, Any] | None) -> AnyRecord | None:
    """The record of a claimed run, closed if a killed job left it running; None where there is none that can be read.

    Of a plan that was refused it is what is left of that. An attempt that died before it touched the record has none:
    what is there tells of the attempt before.

    Raises ConflictError when a process that is still at work on the run writes it again and again.
    """
    for _ in range(_TRIES):
        try:
            record = find_record(lake, claim.run_id)
        except RunError:  # damaged: the run has ended all the same
            return None
        if not isinstance(record, RunRecord) or record.status != "running":
            return None if record is None or _is_of_attempt_before(record, claim) else record
        said = error or _OUT_OF_STEP
        kind, reason = str(said.get("Error") or "States.TaskFailed"), reason_of(said)
        record.error = ErrorRecord(stage=_stage(said), step="", kind=kind, message=reason)
        record.finish("failed")
        try:
            save_record(lake, record)
        except ConflictError:
            continue
        return record
    raise ConflictError(f"The record of run {claim.run_id} is written by a process that is still at work on it.")


def _is_of_attempt_before(record: AnyRecord, claim: Claim) -> bool:
    return record.status != "published" and record.finished_at is not None and record.finished_at < claim.claimed_at


def reason_of(error: Mapping[str, Any]) -> str:
    """Why a state failed, in the clearest words that its cause holds."""
    cause = str(error.get("Cause") or "")
    said = _parsed(cause)
    words = next((said[name] for name in _WORDS if said.get(name)), None)
    if words is None and said.get("ProcessingJobStatus") == "Stopped":
        words = _STOPPED
    return _short(str(words or cause or error.get("Error") or "Nothing was said of why."))


def _stage(error: Mapping[str, Any]) -> str:
    """The stage, or the stages, of the job that failed: its name is ``sg-<stage>-<UUID>``."""
    name = str(_parsed(str(error.get("Cause") or "")).get("ProcessingJobName", ""))
    return name.split("-")[1] if name.startswith("sg-") else ""


def _parsed(cause: str) -> dict[str, Any]:
    try:
        found = json.loads(cause)
    except ValueError:
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def _short(text: str) -> str:
    text = readable(text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
