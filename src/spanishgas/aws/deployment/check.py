"""What a check is, what it looks at, and what it finds; names are those that Terraform gives."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from spanishgas.aws.connections import connect
from spanishgas.aws.environment import Environment

PROJECT = "spanishgas"
Status = Literal["ok", "note", "missing", "not allowed", "unknown"]


class Note(str):
    """What is worth knowing, though nothing is missing."""


@dataclass(frozen=True)
class Finding:
    """What a check found; ``advice`` says what to do, and is empty where all is well."""

    name: str
    status: Status
    advice: str = ""


class Check(Protocol):
    """Looks at one thing of a deployment and changes nothing."""

    def __call__(self, deployment: "Deployment", /) -> str | None:
        """What to do, or None where all is well. Raises botocore's errors for what is not there or may not be seen."""
        ...


@dataclass(frozen=True)
class Deployment:
    """One environment in the account and the region that the credentials lead to."""

    environment: Environment
    region: str

    def client(self, service: str) -> Any:
        """A client that answers soon, or says that it cannot."""
        return connect(service, self.region, connect_timeout=5, read_timeout=20, retries={"max_attempts": 1})

    def named(self, what: str) -> str:
        """The name of a resource."""
        return f"{PROJECT}-{self.environment}-{what}"

    @property
    def bucket(self) -> str:
        """The bucket of the lake."""
        return f"{PROJECT}-data-{self.environment}"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        partition, account = self._account
        return f"arn:{partition}:{service}:{self.region}:{account}:{resource}"

    @cached_property
    def _account(self) -> tuple[str, str]:
        identity = self.client("sts").get_caller_identity()
        return str(identity["Arn"]).split(":")[1], str(identity["Account"])
