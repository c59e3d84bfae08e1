"""Locks of folders: held by a process, given back by the system when the process ends, however it ends."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from spanishgas.errors import ConflictError


@contextmanager
def folder_lock(folder: Path, *, shared: bool = False, wait: bool = True) -> Generator[None]:
    """Hold a folder's lock: alone, or together with others who hold it ``shared``. It leaves no file behind.

    Raises:
        ConflictError: somebody else holds it and we do not wait.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(f"{folder} is held by another process.") from None
        yield
    finally:
        os.close(handle)
