"""Who is at the dashboard and what they may do; actions ask here, so that no page decides it."""

from getpass import getuser
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from spanishgas.dashboard import sign_in
from spanishgas.dashboard.people import People
from spanishgas.dashboard.roles import NotAllowedError, Person, Role
from spanishgas.dashboard.sign_in import SignIn
from spanishgas.dashboard.visit import Visit, visit_of
from spanishgas.errors import SpanishGasError

Why = Literal["unknown", "over", "unlisted"]
_NAMELESS = "somebody at this machine"


class OutsideError(SpanishGasError):
    """Nobody whom this server knows: not signed in, not signed in any more, or not on the list."""

    title = "Not signed in"

    def __init__(self, why: Why, names: tuple[str, ...] = (), ask: str = "") -> None:
        super().__init__(f"{why}: {', '.join(names)}")
        self.why: Why = why
        self.names = names
        self.ask = ask


def is_signing_in() -> bool:
    """Whether people sign in to this server."""
    return sign_in.current() is not None


def here() -> Visit | None:
    """The visit of the page that runs now, for what is done later in its name; None: nobody has signed in."""
    known = sign_in.current()
    return visit_of(st.context.cookies, known) if known and get_script_run_ctx() else None


def person(visit: Visit | None = None) -> Person:
    """Who asks, by the list as it is now; where nobody signs in, whoever is at this machine, who may do everything.

    Args:
        visit: in whose name something is done; None: of the page that runs now.

    Raises:
        OutsideError: nobody has signed in, the visit is over, or the person is not on the list.
    """
    known = sign_in.current()
    if known is not None:
        return of_visit(visit or here(), known)
    return Person(_of_machine(), Role.VIEWER if sign_in.may_only_look() else Role.MANAGER)


def of_visit(visit: Visit | None, known: SignIn) -> Person:
    """Who comes by a visit. Raises OutsideError."""
    if visit is None:
        raise OutsideError("unknown")
    if visit.is_over(known):
        raise OutsideError("over")
    people = People.now(known.people)
    found = people.find(visit.names) if people else None
    if found is None:
        raise OutsideError("unlisted", visit.names, people.ask if people else "")
    return found


def require(role: Role, visit: Visit | None = None) -> Person:
    """Who asks, if this person may do what the role may. Raises NotAllowedError, or OutsideError."""
    asking = person(visit)
    if not asking.role.includes(role):
        raise NotAllowedError(role, asking, whom_to_ask())
    return asking


def may(role: Role) -> bool:
    """Whether to offer what needs a role at all; what is done asks again."""
    return person().role.includes(role)


def whom_to_ask() -> str:
    """Who gives roles, as the list says it."""
    known = sign_in.current()
    people = People.now(known.people) if known else None
    return people.ask if people else ""


def _of_machine() -> str:
    """The name of the machine's user; a container's user may have none."""
    try:
        return getuser()
    except (KeyError, OSError):
        return _NAMELESS
