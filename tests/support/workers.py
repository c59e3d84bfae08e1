"""Several processes that type commands at the same moment: started once, because importing costs more than a command.

Each is a process of its own with the whole command line in it. It takes one command a line and answers when that is
done.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from support.command import Done, spanishgas

TESTS = Path(__file__).resolve().parents[1]
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1", "SPANISHGAS_THREADS": "1"}


class Worker:
    """One process, and the machine that it believes to be on where it is not ours."""

    def __init__(self, **environment: str) -> None:
        path = os.pathsep.join([str(TESTS), *sys.path])
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from support.workers import serve; serve()"],
            env={**os.environ, **ONE_THREAD, **environment, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, *arguments: object, wait: float = 0.0, host: str | None = None, **environment: str) -> None:
        """Type a command, so many seconds from now."""
        order = {"arguments": list(map(str, arguments)), "wait": wait, "host": host, "environment": environment}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def end(self) -> Done:
        """What came back from the command."""
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        assert answer, f"the process ended with {self._process.wait()}"
        return Done(**json.loads(answer))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


@contextmanager
def at_once(number: int, **environment: str) -> Generator[list[Worker]]:
    """So many processes, ready to take commands."""
    workers = [Worker(**environment) for _ in range(number)]
    try:
        for worker in workers:
            worker.begin("--version")
        for worker in workers:
            assert worker.end().returncode == 0
        yield workers
    finally:
        for worker in workers:
            worker.close()


def serve() -> None:
    """What a worker does: commands in, answers out."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        time.sleep(order["wait"])
        with patch("socket.gethostname", lambda host=order["host"]: host) if order["host"] else patch.dict({}):
            done = spanishgas(*order["arguments"], env=order["environment"])
        answers.write(json.dumps(vars(done)) + "\n")
        answers.flush()


def moments(chance: random.Random, number: int, within: float) -> list[float]:
    """When each of so many begins: the first one now."""
    waits = [chance.uniform(0.0, within) for _ in range(number)]
    return [wait - min(waits) for wait in waits]
