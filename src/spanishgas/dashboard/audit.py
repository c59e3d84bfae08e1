"""Who did what: one JSON line a launch and a download of customers, on standard error, whatever else is logged."""

import sys

import structlog

from spanishgas.dashboard import access

_LINE = (structlog.processors.TimeStamper(fmt="iso"), structlog.processors.JSONRenderer())


def note(action: str, by: access.Person | None = None, **what: str | int) -> None:
    """Write that somebody did something: ids and counts, never a customer or what people wrote.

    Args:
        action: such as ``launch`` or ``download``.
        by: who did it; None: who asks now.
        what: such as ``campaign`` and ``rows``.
    """
    who = by or access.person()
    audit = structlog.wrap_logger(structlog.PrintLogger(sys.stderr), _LINE, wrapper_class=structlog.BoundLogger)
    audit.info(action, who=who.name, role=who.role.value, **what)
