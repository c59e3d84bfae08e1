"""What goes wrong, said in one readable message, and the exit code that says what kind it was."""

import errno
import os
import sys
import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import structlog
from rich.console import Console

from spanishgas.cli.terminal import printable
from spanishgas.errors import SpanishGasError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PACKAGE = Path(__file__).resolve().parents[1]
_AGAIN = "give the command again; `run --resume` goes on with a run"
_LEVEL = "SPANISHGAS_LOG_LEVEL"
_log = structlog.get_logger()


@contextmanager
def explained_failures(complaints: Console) -> Generator[None]:
    """Whatever is raised inside ends the process with a sentence; the trace is for those who ask for it."""
    try:
        yield
    except (SystemExit, KeyboardInterrupt, GeneratorExit):
        raise
    except SpanishGasError as error:
        _say(complaints, error.title, str(error), error.exit_code)
    except OSError as error:
        if error.errno in _FULL:
            _say(complaints, "The disk is full", f"{error}. Free space and {_AGAIN}.", 1)
        if error.errno is None:
            _say_foreign(complaints, error)
        _say(complaints, "Stopped", str(error), 1)
    except BaseException as error:  # a panic of Polars is no Exception
        _say_foreign(complaints, error)


def _say(complaints: Console, title: str, message: str, code: int) -> None:
    complaints.print(f"[bold red]{title}[/]: ", end="")
    complaints.print(printable(message), markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def _say_foreign(complaints: Console, error: BaseException) -> None:
    """Errors of libraries: those with a cause outside are said as that, any other is a fault of ours."""
    import obstore.exceptions

    if isinstance(error, obstore.exceptions.BaseError):
        _say(complaints, "Stopped", f"the lake did not answer: {str(error).splitlines()[0]}", 1)
    _log.error("unexpected", kind=type(error).__name__, place=_place(error))
    _log.debug("unexpected", trace=_trace(error))  # it may hold what was in the data
    if os.environ.get(_LEVEL, "").lower() == "debug":
        complaints.print(_trace(error), markup=False, highlight=False, soft_wrap=True)
    if isinstance(error, MemoryError) or _is_out_of_memory(str(error)):
        _say(
            complaints,
            "Not enough memory",
            f"{_place(error)} needed more memory than there is. Close other programs or take a bigger machine, or send "
            f"the readings in several files, one a month, or as parquet. Then {_AGAIN}.",
            1,
        )
    _say(
        complaints,
        "A fault of the software",
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
