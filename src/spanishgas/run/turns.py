"""Whose turn it is: one publication at a time, and no cleaning while a run is at work.

In a folder the system keeps the locks and gives them back when a process ends, however it ends. S3 has none: there a
publication is a lease, an object that is compared and swapped, and that others take over once its time is up; pointers
are compared and swapped besides, so that a process which slept through its lease cannot undo what came after.
"""

import json
import os
import socket
import time
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore.exceptions
import structlog

from spanishgas.content import json_bytes
from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake
from spanishgas.locks import folder_lock

LEASE = "locks/publication.json"
LEASE_SECONDS = 60
_WAIT_SECONDS = 0.2
_log = structlog.get_logger()


@contextmanager
def publication_turn(lake: Lake) -> Generator[None]:
    """Move pointers while nobody else does; waits for its turn. Raises RunError when it does not come on S3."""
    if not lake.is_s3:
        with folder_lock(Path(lake.root)):
            yield
        return
    tag = _take_lease(lake)
    try:
        yield
    finally:
        _give_back(lake, tag)


def _take_lease(lake: Lake) -> str:
    deadline = time.monotonic() + 2 * LEASE_SECONDS
    while time.monotonic() < deadline:
        try:
            seen = _expired_lease(lake)
            return lake.swap(LEASE, _lease(LEASE_SECONDS), seen)
        except ConflictError:
            time.sleep(_WAIT_SECONDS)
    raise RunError(f"{lake.uri(LEASE)}: another publication does not end. Take this file away if none is under way.")


def _give_back(lake: Lake, tag: str) -> None:
    """Let a lease end now; deleting it could hit that of another who took it over. What is done stays done."""
    try:
        lake.swap(LEASE, _lease(0), tag)
    except ConflictError:
        _log.warning("lease_was_taken_over", key=LEASE)
    except (OSError, obstore.exceptions.BaseError) as error:  # its time will be up
        _log.warning("lease_not_given_back", key=LEASE, error=type(error).__name__)


def _lease(seconds: float) -> bytes:
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    return json_bytes(
        {"until": until.isoformat(), "holder": f"{socket.gethostname()}:{os.getpid()}:{os.urandom(4).hex()}"}
    )


def _expired_lease(lake: Lake) -> str | None:
    """The tag of a lease whose time is up; None when there is no lease. Raises ConflictError while one holds."""
    if not lake.exists(LEASE):
        return None
    try:
        data, tag = lake.look(LEASE)
    except RunError:
        return None  # given back in between
    if _until(lake, data) > datetime.now(UTC):
        raise ConflictError("another publication is under way")
    return tag


def _until(lake: Lake, data: bytes) -> datetime:
    try:
        return datetime.fromisoformat(json.loads(data)["until"]).astimezone(UTC)
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{lake.uri(LEASE)} is damaged. Take this file away if no publication is under way.") from error


@contextmanager
def at_work(lake: Lake) -> Generator[None]:
    """Held by everything that reads or writes a run: as many as like, but nobody who takes things away."""
    with _work_lock(lake, shared=True):
        yield


@contextmanager
def alone(lake: Lake) -> Generator[None]:
    """Held by what takes things away (clean, forget). Raises RunError while a run is at work in this folder."""
    try:
        with _work_lock(lake, shared=False):
            yield
    except ConflictError as error:
        raise RunError(f"A run is at work in {lake}. Wait until it is done, then try again.") from error


@contextmanager
def _work_lock(lake: Lake, *, shared: bool) -> Generator[None]:
    folder = Path(lake.root) / "raw"
    if lake.is_s3 or not folder.is_dir():
        yield  # on S3 the records say who is at work
        return
    with folder_lock(folder, shared=shared, wait=shared):
        yield
