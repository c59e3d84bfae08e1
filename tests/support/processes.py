"""Processes beside the test's own: one that has ended, and one that waits until it may go on."""

import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager

from spanishgas.run.process import ProcessRecord, _began

GONE = ProcessRecord(host=socket.gethostname(), pid=2**22 + 1, began="1")
"""No system gives so great a number to a process."""


@contextmanager
def python(code: str) -> Generator["subprocess.Popen[str]"]:
    """A process that runs this code, until the block ends."""
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@contextmanager
def waiting_process() -> Generator[ProcessRecord]:
    """A process that is there until the block ends."""
    with python("input()") as process:
        yield ProcessRecord(host=socket.gethostname(), pid=process.pid, began=_began(process.pid))
