"""Reconcile: compare what lies in ``raw/`` with what is remembered, and do the one thing that is due.

It may be called at any time, by anybody, any number of times at once: the state is written only over the state that
was seen, and what is done can be done twice.
"""

from collections.abc import Callable
from dataclasses import replace

from spanishgas.aws.trigger.decide import asked, decide, sent, started
from spanishgas.aws.trigger.history import project
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.state import Action, Ask, Rest, Start, State, Tell
from spanishgas.errors import ConflictError

_TRIES = 20


def reconcile(services: Services) -> Action:
    """Look, decide, keep, act; and copy what is kept for readers."""
    action = _decided(services)
    if isinstance(action, Start):
        services.executions.start(action.claim)
        change(services, lambda state: started(state, replace(action.claim, is_started=True)))
    elif isinstance(action, Tell):
        services.tell(action.notice)
        change(services, lambda state: sent(state, action.notice))
    project(services.lake, services.table)
    return action


def _decided(services: Services) -> Action:
    for _ in range(_TRIES):
        state = services.table.load()
        now = services.now()  # before the look: what is quiet now was so until the look
        listing = services.raw.look(state.listing)
        new, action = decide(state, listing, now, services.rules)
        if new == state or services.table.put(new, state.rev):
            return action
    return Rest("others were faster at every try")


def change(services: Services, how: Callable[[State], State]) -> State:
    """Keep a change of the state, whatever others keep meanwhile. Raises ConflictError where that never ends."""
    for _ in range(_TRIES):
        state = services.table.load()
        new = how(state)
        if new == state or services.table.put(new, state.rev):
            return new
    raise ConflictError("The trigger's state was written by others at every try.")


def ask(services: Services, request: Ask) -> Action:
    """Note that somebody wants a run, and reconcile."""
    change(services, lambda state: asked(state, request))
    return reconcile(services)
