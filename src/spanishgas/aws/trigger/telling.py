"""The end of a run is told when it ends, and told again by the clock as far as it could not be.

Whoever tells again keeps first that he tries, over the state that he saw: so each try is one process's. A process that
dies on it is made up for by the next try. What was told is known by ``report_run``, which tells the rest only; the few
words about a run without a record may come twice, where nobody could keep that they were sent.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from aws_lambda_powertools import Logger

from spanishgas.aws.trigger.decide import holder
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.state import Claim, Ending, Notice, State, Untold
from spanishgas.errors import RunError
from spanishgas.run.record import AnyRecord
from spanishgas.run.store import find_record

FIRST_WAIT = timedelta(minutes=1)
"""Until the second try; each wait after it is twice the one before."""
MOST_TRIES = 10
"""The last one eight hours and a half after the first."""
_KEPT = 10
"""As many ends are kept, the latest."""
_log = Logger()


def tell(services: Services, claim: Claim, status: Ending, record: AnyRecord | None) -> bool:
    """Tell how a run ended, and whether everybody was told. No run waits because a message cannot be sent."""
    try:
        if record:
            return not services.report(services.lake, record, services.settings)
        services.tell(_without_record(claim, status, services.now()))
    except Exception:
        _log.exception("not_reported", run_id=claim.run_id)
        return False
    return True


def _without_record(claim: Claim, status: Ending, now: datetime) -> Notice:
    text = (
        f"Run {claim.run_id} ended as {status} at attempt {claim.attempt} and left no record that can be read. Why it "
        f"ended so is said by the execution {claim.execution}."
    )
    return Notice(claim.execution, text, now, run=claim, status=status, is_recorded=False)


def tell_again(services: Services) -> None:
    """Make the one try that is due; the next minute makes the next one. Raises nothing."""
    try:
        state = services.table.load()
        due = due_now(state, services.now())
        if due is None or holder(state, services.now()):  # what is told is noted in the lake, on which somebody works
            return
        if services.table.put(tried(state, due, services.now()), state.rev) and _is_done(services, due):
            services.table.change(lambda state: done(state, due.run.execution))
    except Exception:  # it was counted as a try, or nobody has tried yet
        _log.exception("not_told_again")


def _is_done(services: Services, due: Untold) -> bool:
    """Whether an end is told now, or is no more to be told: a later attempt goes on with its record."""
    if due.ended_at is None:
        return tell(services, due.run, due.status, None)
    try:
        record = find_record(services.lake, due.run.run_id)
    except RunError:  # damaged since
        return tell(services, due.run, due.status, None)
    if record is None or record.finished_at != due.ended_at:
        return True
    return tell(services, due.run, due.status, record)


def untold(state: State, end: Untold) -> State:
    """Keep that not everybody could be told of an end."""
    return replace(state, untold=(*state.untold, end)[-_KEPT:])


def due_now(state: State, now: datetime) -> Untold | None:
    """The end whose next try is due; after the last try none is."""
    return next((each for each in state.untold if each.tries < MOST_TRIES and now >= _next(each)), None)


def _next(end: Untold) -> datetime:
    return end.at + FIRST_WAIT * 2 ** (end.tries - 1)


def tried(state: State, end: Untold, now: datetime) -> State:
    """Count a try, before it is made."""
    again = replace(end, tries=end.tries + 1, at=now)
    return replace(state, untold=tuple(again if each == end else each for each in state.untold))


def done(state: State, execution: str) -> State:
    """Take an end away that everybody was told of, or nobody can be told of any more."""
    return replace(state, untold=tuple(each for each in state.untold if each.run.execution != execution))
