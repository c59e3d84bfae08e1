"""Who is at the dashboard and what they may do; actions ask here, so that no page decides it."""

from dataclasses import dataclass
from enum import StrEnum
from getpass import getuser

from spanishgas.errors import SpanishGasError

_NAMELESS = "somebody at this machine"


class Role(StrEnum):
    """What a person may do: each role may all that those before it may."""

    VIEWER = "viewer"
    AGENT = "agent"
    MANAGER = "manager"

    def includes(self, other: "Role") -> bool:
        """Whether this role may all that the other may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Person:
    """Who asks, by the name that calls and the audit keep, and what this person may do."""

    name: str
    role: Role


class NotAllowedError(SpanishGasError):
    """A person asked for what needs another role."""

    title = "Not allowed"

    def __init__(self, needed: Role, person: Person, ask: str = "") -> None:
        super().__init__(f"{person.name} is {person.role}, and this needs {needed}")
        self.needed = needed
        self.person = person
        self.ask = ask


def person() -> Person:
    """Who asks now; where nobody signs in, whoever is at this machine, who may do everything."""
    return Person(_of_machine(), Role.MANAGER)


def require(role: Role) -> Person:
    """Who asks now, if this person may do what the role may. Raises NotAllowedError."""
    asking = person()
    if not asking.role.includes(role):
        raise NotAllowedError(role, asking)
    return asking


def _of_machine() -> str:
    """The name of the machine's user; a container's user may have none."""
    try:
        return getuser()
    except (KeyError, OSError):
        return _NAMELESS
