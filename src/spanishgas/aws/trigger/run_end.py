"""The ends of a run: as the state machine reports them, and as found out where it reports nothing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger

from spanishgas.aws.trigger.decide import ended, started
from spanishgas.aws.trigger.outcome import Outcome, closed_record, outcome_of, outcome_without_record
from spanishgas.aws.trigger.reconcile import reconcile
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.start import Closed
from spanishgas.aws.trigger.state import Claim, Notice, State
from spanishgas.errors import ConflictError

_log = Logger()


def end(services: Services, execution: str, error: Mapping[str, Any] | None) -> Outcome:
    """Close the record, tell how it ended, free the claim, go on; a second call says the same and changes nothing."""
    state = services.table.load()
    if state.running is None or state.running.execution != execution:
        return _past_end(state, execution, error)
    outcome = _told_end(services, state.running, error)

    def freed(state: State) -> State:
        return ended(
            state,
            execution,
            outcome.status,
            outcome.reason,
            services.now(),
            is_published=outcome.is_published,
        )

    services.table.change(freed)
    try:
        reconcile(services)
    except Exception:  # the run has ended all the same, and the next minute reconciles again
        _log.exception("not_reconciled", execution=execution)
    return outcome


def _told_end(services: Services, claim: Claim, error: Mapping[str, Any] | None) -> Outcome:
    """How the run of a claim ended, after everybody was told: a crash in between tells twice rather than never."""
    record = closed_record(services.lake, claim, error)
    outcome = outcome_of(record) if record else outcome_without_record(error)
    try:
        if record:
            services.report(services.lake, record, services.settings)
        else:
            services.tell(_without_record(claim, outcome, services))
    except Exception:  # no run waits because a message cannot be sent
        _log.exception("not_reported", run_id=claim.run_id)
    return outcome


def _without_record(claim: Claim, outcome: Outcome, services: Services) -> Notice:
    """What people are told; the reason is not part of it, because it may name a customer."""
    text = (
        f"Run {claim.run_id} ended as {outcome.status} at attempt {claim.attempt} and left no record that can be read. "
        f"Why it ended so is said by the execution {claim.execution}."
    )
    return Notice(claim.execution, f"run {claim.run_id}: {outcome.status}", text, services.now())


def _past_end(state: State, execution: str, error: Mapping[str, Any] | None) -> Outcome:
    """What is known of an execution that holds no claim: it ended before, or was never let begin."""
    last = state.last
    if last and last.claim.execution == execution:
        return Outcome(last.status, last.reason)
    return outcome_without_record(error)


def tick(services: Services) -> None:
    """What only time finds out: a run whose execution is gone or closed has ended; then reconcile."""
    claim = services.table.load().running
    if claim and claim.is_started:
        found = services.executions.look(claim.execution)
        if isinstance(found, Closed):
            _end_of_closed(services, claim, found)
        elif not found:
            services.table.change(lambda state: _not_started(state, claim))
    reconcile(services)


def _end_of_closed(services: Services, claim: Claim, found: Closed) -> None:
    try:
        end(services, claim.execution, found.error)
    except ConflictError:  # a job outlives its execution for a moment
        _log.warning("still_at_work", run_id=claim.run_id)


def _not_started(state: State, claim: Claim) -> State:
    return started(state, replace(claim, is_started=False))
