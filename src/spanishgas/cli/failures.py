"""What goes wrong, said in one readable message, and the exit code that says what kind it was."""

import errno
import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import structlog
from rich.console import Console

from spanishgas.cli.terminal import printable
from spanishgas.errors import SpanishGasError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PACKAGE = Path(__file__).resolve().parents[1]
_AGAIN = "give the command again; `run --resume` goes on with a run"
_LEVEL = "SPANISHGAS_LOG_LEVEL"
_NO_MEMORY, _FAULT = "Not enough memory", "A fault of the software"
_UNEXPECTED = (_NO_MEMORY, _FAULT)
_log = structlog.get_logger()


class Explanation(NamedTuple):
    """What is said of an error, and the exit code."""

    title: str
    message: str
    code: int

    def __str__(self) -> str:
        return f"{self.title}: {self.message}"


class ExplainedError(Exception):
    """Something whose words are chosen already by who raises this from it."""

    def __init__(self, said: Explanation) -> None:
        super().__init__(str(said))
        self.said = said


@contextmanager
def explained_failures(complaints: Console) -> Generator[None]:
    """Whatever is raised inside ends the process with a sentence; the trace is for those who ask for it."""
    try:
        yield
    except (SystemExit, KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # a panic of Polars is no Exception
        said = explained(error)
        if said.title in _UNEXPECTED:
            _log.error("unexpected", kind=type(error).__name__, place=_place(error))
            _log.debug("unexpected", trace=_trace(error))  # it may hold what was in the data
            if os.environ.get(_LEVEL, "").lower() == "debug":
                complaints.print(_trace(error), markup=False, highlight=False, soft_wrap=True)
        complaints.print(f"[bold red]{said.title}[/]: ", end="")
        complaints.print(printable(said.message), markup=False, highlight=False, soft_wrap=True)
        sys.exit(said.code)


def explained(error: BaseException) -> Explanation:
    """An error in words: one of ours as it says itself, a full disk as that, and those of libraries.

    Those with a cause outside are said as that, any other is a fault of ours.
    """
    if isinstance(error, ExplainedError | SpanishGasError):
        return (
            error.said if isinstance(error, ExplainedError) else Explanation(error.title, str(error), error.exit_code)
        )
    import obstore.exceptions  # which an error of ours need not wait for

    if isinstance(error, OSError) and error.errno in _FULL:
        return Explanation("The disk is full", f"{error}. Free space and {_AGAIN}.", 1)
    if isinstance(error, OSError) and error.errno is not None:
        return Explanation("Stopped", str(error), 1)
    if isinstance(error, obstore.exceptions.BaseError):
        return Explanation("Stopped", f"the lake did not answer: {str(error).splitlines()[0]}", 1)
    if isinstance(error, MemoryError) or _is_out_of_memory(str(error)):
        return Explanation(
            _NO_MEMORY,
            f"{_place(error)} needed more memory than there is. Close other programs or take a bigger machine, or send "
            f"the readings in several files, one a month, or as parquet. Then {_AGAIN}.",
            1,
        )
    return Explanation(
        _FAULT,
        f"{_place(error)} met what nobody foresaw ({type(error).__name__}). Your files are not to blame. "
        f"{_LEVEL}=debug before the command shows the trace to report.",
        1,
    )


def _is_out_of_memory(text: str) -> bool:
    return any(sign in text.lower() for sign in ("bad_alloc", "out of memory", "cannot allocate memory"))


def _place(error: BaseException) -> str:
    """The innermost line of ours that the error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename != __file__ and Path(frame.filename).is_relative_to(_PACKAGE)]
    if not ours:
        return "The command"
    return f"{Path(ours[-1].filename).relative_to(_PACKAGE.parent).as_posix()}, line {ours[-1].lineno},"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))
