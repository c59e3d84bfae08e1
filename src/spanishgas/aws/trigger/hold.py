"""A hold on the trigger: who works on the lake itself (restore, forget) lets no run start meanwhile.

It is part of the one state, so a run is claimed or a hold is taken, never both. It is renewed as long as its process
lives and runs out soon after: no dead process stops the pipeline.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import structlog
from botocore.exceptions import BotoCoreError, ClientError

from spanishgas.aws.trigger.decide import holder, holds
from spanishgas.aws.trigger.state import Hold, State
from spanishgas.aws.trigger.store import StateTable
from spanishgas.errors import ConflictError, RunError

LEASE = timedelta(minutes=10)
"""How long a hold counts without being renewed."""
RENEWED_EVERY = timedelta(minutes=1)
_log = structlog.get_logger()


@contextmanager
def held(table: StateTable, who: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Generator[None]:
    """Hold the trigger as long as what stands inside is at work.

    Raises RunError where a run is under way, somebody else holds it or the table does not answer; and in the end, where
    the hold ran out.
    """
    since = now()
    hold, is_over = Hold(who, since, since + LEASE), Event()
    try:
        table.change(lambda state: taken(state, hold, since))
    except (BotoCoreError, ClientError) as error:
        raise RunError(f"The trigger cannot be held, so nothing was done: {error}") from error
    renewing = Thread(target=_renew, args=(table, hold, is_over, now), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        is_over.set()
        renewing.join()
        was_held = _let_go(table, hold)
    if not was_held:
        raise RunError(
            "The hold on the trigger ran out while this was at work, so a run may have begun on what was half done: "
            "see `spanishgas runs`."
        )


def _let_go(table: StateTable, hold: Hold) -> bool:
    """Whether it was held to the end; a table that does not answer now lets go by itself, when the lease is over."""
    try:
        return table.keep(lambda state: given_back(state, hold))
    except (BotoCoreError, ClientError, ConflictError):
        _log.warning("not_let_go", who=hold.who)
        return True


def taken(state: State, hold: Hold, now: datetime) -> State:
    """The state with this hold. Raises RunError where a run is under way or another hold counts."""
    if state.running:
        raise RunError(f"Run {state.running.run_id} is under way. Wait until it has ended.")
    if other := holder(state, now):
        raise RunError(f"{holds(other)}: one at a time. Wait until then, in case it has died.")
    return replace(state, hold=hold)


def renewed(state: State, hold: Hold, until: datetime) -> State:
    """The state with this hold for longer; one that ran out and was taken away does not come back."""
    return replace(state, hold=replace(hold, until=until)) if _is_held(state, hold) else state


def given_back(state: State, hold: Hold) -> tuple[State, bool]:
    """The state without this hold, and whether it was still there."""
    return (replace(state, hold=None), True) if _is_held(state, hold) else (state, False)


def _is_held(state: State, hold: Hold) -> bool:
    return state.hold is not None and (state.hold.who, state.hold.since) == (hold.who, hold.since)


def _renew(table: StateTable, hold: Hold, is_over: Event, now: Callable[[], datetime]) -> None:
    while not is_over.wait(RENEWED_EVERY.total_seconds()):
        try:
            table.change(lambda state: renewed(state, hold, now() + LEASE))
        except Exception:  # the next minute tries again, and the lease is longer than that
            _log.warning("not_renewed", who=hold.who)
