"""What goes wrong, said in one readable message, and the exit code that says what kind it was."""

import errno
import sys
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console

from spanishgas.errors import SpanishGasError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def explained_failures(complaints: Console) -> Generator[None]:
    """Whatever is raised inside ends the process with a sentence, never with a stack trace for what has a cause."""
    try:
        yield
    except SpanishGasError as error:
        _say(complaints, error.title, str(error), error.exit_code)
    except OSError as error:
        if error.errno in _FULL:
            _say(complaints, "The disk is full", f"{error}. Nothing was published; free space and --resume the run.", 1)
        _say(complaints, "Stopped", str(error), 1)
    except Exception as error:
        _say_foreign(complaints, error)
        raise


def _say(complaints: Console, title: str, message: str, code: int) -> None:
    complaints.print(f"[bold red]{title}[/]: ", end="")
    complaints.print(printable(message), markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


def _say_foreign(complaints: Console, error: Exception) -> None:
    """Errors of libraries that have a cause outside: a lake that does not answer."""
    import obstore.exceptions

    if isinstance(error, obstore.exceptions.BaseError):
        _say(complaints, "Stopped", f"the lake did not answer: {str(error).splitlines()[0]}", 1)


def printable(text: str) -> str:
    """A text whose characters all show: what comes from files must not steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)
