"""Which process is at work on a run, and whether it is still there."""

import os
import socket
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class ProcessRecord(BaseModel):
    """The process that last took up a run."""

    model_config = ConfigDict(extra="forbid")

    host: str
    pid: int
    began: str | None
    """When the process began, in ticks of its machine, where the system tells (Linux): process ids are used again."""


def this_process() -> ProcessRecord:
    """The process that asks."""
    return ProcessRecord(host=socket.gethostname(), pid=os.getpid(), began=_began(os.getpid()))


def is_gone(process: ProcessRecord) -> bool:
    """Whether a process of this machine has ended; of another machine nobody here can tell, so it has not."""
    return process.host == socket.gethostname() and not _is_there(process)


def is_at_work(process: ProcessRecord) -> bool:
    """Whether another process of this machine is certainly there."""
    return process.host == socket.gethostname() and process.pid != os.getpid() and _is_there(process)


def _is_there(process: ProcessRecord) -> bool:
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's process
    return process.began == _began(process.pid)


def _began(pid: int) -> str | None:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[19]  # field 22, counted behind the name in brackets
    except OSError:
        return None
