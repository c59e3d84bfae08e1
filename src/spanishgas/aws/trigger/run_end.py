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
from spanishgas.aws.trigger.state import Claim, State, Untold
from spanishgas.aws.trigger.telling import tell, tell_again, untold
from spanishgas.errors import ConflictError

_log = Logger()


def end(services: Services, execution: str, error: Mapping[str, Any] | None) -> Outcome:
    """Close the record, tell how it ended, free the claim, go on; a second call says the same and changes nothing."""
    state = services.table.load()
    if state.running is None or state.running.execution != execution:
        return _past_end(state, execution, error)
    claim = state.running
    record = closed_record(services.lake, claim, error)
    outcome = outcome_of(record) if record else outcome_without_record(error)
    is_told = tell(services, claim, outcome.status, record)  # before it is free: a crash tells twice rather than never

    def freed(state: State) -> State:
        free = ended(
            state,
            execution,
            outcome.status,
            outcome.reason,
            services.now(),
            is_published=outcome.is_published,
        )
        if is_told or free is state:
            return free
        return untold(free, Untold(claim, outcome.status, record.finished_at if record else None, services.now()))

    services.table.change(freed)
    try:
        reconcile(services)
    except Exception:  # the run has ended all the same, and the next minute reconciles again
        _log.exception("not_reconciled", execution=execution)
    return outcome


def _past_end(state: State, execution: str, error: Mapping[str, Any] | None) -> Outcome:
    """What is known of an execution that holds no claim: it ended before, or was never let begin."""
    last = state.last
    if last and last.claim.execution == execution:
        return Outcome(last.status, last.reason, last.is_published)
    return outcome_without_record(error)


def tick(services: Services) -> None:
    """What only time finds out: a run whose execution is gone or closed has ended; then reconcile, and tell again."""
    claim = services.table.load().running
    if claim and claim.is_started:
        found = services.executions.look(claim.execution)
        if isinstance(found, Closed):
            _end_of_closed(services, claim, found)
        elif not found:
            services.table.change(lambda state: _not_started(state, claim))
    try:
        reconcile(services)
    except Exception:
        tell_again(services)
        raise
    tell_again(services)


def _end_of_closed(services: Services, claim: Claim, found: Closed) -> None:
    try:
        end(services, claim.execution, found.error)
    except ConflictError:  # a job outlives its execution for a moment
        _log.warning("still_at_work", run_id=claim.run_id)


def _not_started(state: State, claim: Claim) -> State:
    return started(state, replace(claim, is_started=False))
