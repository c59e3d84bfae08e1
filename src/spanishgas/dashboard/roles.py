"""What people may do: three roles, one person, and what somebody is told who may not."""

from dataclasses import dataclass
from enum import StrEnum

from spanishgas.errors import SpanishGasError


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
