"""Logs for machines: off unless asked for, one JSON line an event on standard error."""

import logging
import sys
from typing import NoReturn

import structlog

from spanishgas.settings import Log, LogLevel


def _drop(_logger: object, _name: str, _event: object) -> NoReturn:
    raise structlog.DropEvent


def configure_logs(log: Log, level: LogLevel) -> None:
    """Send events to standard error as JSON lines, or nowhere: a person reads sentences, not both."""
    structlog.configure(
        processors=[
            *([_drop] if log == "off" else []),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
