"""One mutant against its tests, in a process that ends with it."""

import compileall
import contextlib
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from time import monotonic

# What the tests import and no mutant changes: read once by the fork server, which never runs Polars and so may fork.
HEAVY = (
    "dataframely",
    "hypothesis.strategies",
    "numpy",
    "obstore",
    "polars",
    "pydantic_settings",
    "pytest",
    "rich.progress",
    "scipy.stats",
    "sklearn.linear_model",
    "structlog",
    "typer",
    "vaderSentiment.vaderSentiment",
    "xgboost",
    "xlsxwriter",
    "yaml",
)


@dataclass(frozen=True)
class Outcome:
    """``killed``, ``survived`` or ``timeout``, and after how many seconds."""

    word: str
    seconds: float
    output: str = ""


def fork_server() -> multiprocessing.context.ForkServerContext:
    """Where processes come from that have imported everything heavy and nothing of ours."""
    os.environ["POLARS_ALLOW_FORKING_THREAD"] = "1"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(HEAVY))
    return context


def copy_of_checkout(root: Path, to: Path) -> Path:
    """Everything but what git ignores, for one worker to change."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).exists():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, to / name)
    compileall.compile_dir(to / "src", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return to


def try_tests(
    context: multiprocessing.context.ForkServerContext, folder: Path, tests: tuple[str, ...], limit: float
) -> Outcome:
    """Run tests on a copy of the checkout until one fails or the time is up."""
    log, start = folder / "trial.log", monotonic()
    process = context.Process(target=_run, args=(str(folder), tests, str(log)))
    process.start()
    process.join(limit)
    late = process.is_alive()
    if late:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # it leads a group of its own: what a test started ends too
        process.join()
    word = "timeout" if late else "survived" if process.exitcode == 0 else "killed"
    return Outcome(word, monotonic() - start, log.read_text("utf-8", errors="replace") if log.exists() else "")


def _run(folder: str, tests: tuple[str, ...], log: str) -> None:
    os.setsid()
    os.chdir(folder)
    with Path(log).open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    source = str(Path(folder, "src"))
    sys.path.insert(0, source)
    os.environ["PYTHONPATH"] = source  # for the commands that tests start
    # By size and second, 0 for 1 is the same file: no bytecode but the copy's, which knows its source by its hash.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    import pytest

    code = pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=ci", "--rootdir", folder, *tests])
    sys.stdout.flush()
    os._exit(int(code))
