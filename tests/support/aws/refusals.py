"""A server whose requests come one after another, and which refuses what a test wants refused, as AWS refuses it.

Functions are called outside the turn of the others: while one is at work it asks the same server for objects.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from support.bucket import OneByOne

_CALLS = "/2015-03-31/functions/"


@dataclass
class Refusal:
    """An answer to requests like these, so many times."""

    method: str
    path: str
    """A pattern that is searched in the path."""
    status: str = "403 Forbidden"
    code: str = "AccessDenied"
    times: int = 1_000_000
    target: str = ""
    """The action, where the protocol names one in a header (``DynamoDB_20120810.PutItem``)."""
    answered: int = field(default=0, init=False)

    def concerns(self, environ: dict[str, Any]) -> bool:
        """Whether a request is to be refused."""
        return (
            self.answered < self.times
            and environ["REQUEST_METHOD"] == self.method
            and self.target in environ.get("HTTP_X_AMZ_TARGET", "")
            and re.search(self.path, environ["PATH_INFO"]) is not None
        )

    def answer(self, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The error as the service writes it."""
        self.answered += 1
        if self.target:
            start_response(self.status, [("Content-Type", "application/x-amz-json-1.0")])
            return [json.dumps({"__type": self.code, "message": f"{self.code} in this test"}).encode()]
        start_response(self.status, [("Content-Type", "application/xml")])
        return [f"<Error><Code>{self.code}</Code><Message>{self.code} in this test</Message></Error>".encode()]


class Access(NamedTuple):
    """Something that was done to an object."""

    who: str
    """The id of the key that signed it."""
    action: str
    """``read``, ``write`` or ``tag``."""
    prefix: str
    """Of the object's key, such as ``raw/``."""


def _accesses(environ: dict[str, Any]) -> Iterable[Access]:
    signed = re.search(r"Credential=(\w+)/[^,]*/s3/", environ.get("HTTP_AUTHORIZATION", ""))
    _, _, key = environ["PATH_INFO"].lstrip("/").partition("/")
    if signed and key:
        action = "read" if environ["REQUEST_METHOD"] in ("GET", "HEAD") else "write"
        action = "tag" if "tagging" in environ["QUERY_STRING"] else action
        yield Access(signed[1], action, f"{key.partition('/')[0]}/")


class Refusing(OneByOne):
    """The server of the tests; ``refusals`` may be changed while it runs."""

    refusals: list[Refusal] = []  # noqa: RUF012 the server makes its own instance of this class

    asked: ClassVar[set[Access]] = set()
    """What was done to objects, by whom."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked.update(_accesses(environ))
        for refusal in self.refusals:
            if refusal.concerns(environ):
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                return refusal.answer(start_response)
        if environ["PATH_INFO"].startswith(_CALLS):
            return DomainDispatcherApplication.__call__(self, environ, start_response)
        return super().__call__(environ, start_response)
