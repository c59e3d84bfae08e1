"""A deployment as people use it: files are put, the clock ticks, and runs happen."""

import json
import time
from pathlib import Path
from typing import Any

from support.aws.executions import Execution, all_ended
from support.aws.server import Server
from support.aws.stack import Stack

_SECONDS = 120


def drop(stack: Stack, server: Server, files: list[Path]) -> None:
    """Put files into ``raw/`` one by one, each of which calls the function."""
    for file in files:
        stack.put(file.name, file.read_bytes())
    server.functions.settle()


def ticked(stack: Stack, runs: int) -> list[Execution]:
    """Let the clock tick until so many executions have been there and all of them have ended."""
    end = time.monotonic() + _SECONDS
    while len(found := all_ended(stack)) < runs or is_running(stack):
        assert time.monotonic() < end, f"{len(found)} of {runs} executions: {found}; state: {stack.item()}"
        stack.ask(task="tick")
        time.sleep(0.3)
    return found


def is_running(stack: Stack) -> bool:
    """Whether the manifest says that a run is under way."""
    return any(run["status"] == "running" for run in manifest(stack).get("runs", []))


def manifest(stack: Stack) -> dict[str, Any]:
    """What pages read of the trigger; empty before it has done anything."""
    return json.loads(stack.lake.read_if_there("monitoring/manifest.json") or b"{}")
