"""Reconcile: compare what lies in ``raw/`` with what is remembered, and do the one thing that is due.

It may be called at any time, by anybody, any number of times at once: the state is written only over the state that
was seen, and what is done can be done twice.
"""

from dataclasses import replace

from spanishgas.aws.trigger.decide import asked, decide, sent, started
from spanishgas.aws.trigger.history import project
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.state import Action, Ask, Claim, Rest, Start, State, Tell
from spanishgas.errors import ConflictError
from spanishgas.run.store import record_key


def reconcile(services: Services) -> Action:
    """Look, decide, keep, act; and copy what is kept for readers."""
    try:
        action = services.table.keep(lambda state: _decided(services, state))
    except ConflictError:
        action = Rest("others were faster at every try")
    if isinstance(action, Start):
        services.executions.start(action.claim)
        services.table.change(lambda state: started(state, replace(action.claim, is_started=True)))
    elif isinstance(action, Tell):
        services.tell(action.notice)
        services.table.change(lambda state: sent(state, action.notice))
    project(services.lake, services.table)
    return action


def _decided(services: Services, state: State) -> tuple[State, Action]:
    now = services.now()  # before the look: what is quiet now was so until the look
    listing = services.raw.look(state.listing)
    new, action = decide(state, listing, now, services.rules)
    while isinstance(action, Start) and new.n > state.n and _is_taken(services, action.claim):
        state = replace(state, n=new.n)  # a table that was brought back to an earlier time counts from there
        new, action = decide(state, listing, now, services.rules)
    return new, action


def _is_taken(services: Services, claim: Claim) -> bool:
    """Whether there was a run of this id before: a record of it, or an execution, whose name counts for ninety days."""
    return services.lake.exists(record_key(claim.run_id)) or services.executions.look(claim.execution) is not False


def ask(services: Services, request: Ask) -> Action:
    """Note that somebody wants a run, and reconcile."""
    services.table.change(lambda state: asked(state, request))
    return reconcile(services)
