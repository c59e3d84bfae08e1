"""Whatever goes wrong ends in a sentence and the code of its kind; the trace is for those who ask."""

import errno
import io
import os
import re
from collections.abc import Callable

import obstore.exceptions
import polars as pl
import pytest
from rich.console import Console

from spanishgas.cli.failures import explained_failures
from spanishgas.cli.options import read_settings
from spanishgas.content import json_bytes
from spanishgas.errors import CheckError, GateError, InputError, RunError, SpanishGasError, WiringError
from spanishgas.model.errors import ModelInputError, ModelIntegrityError


def ended(error: Exception) -> tuple[int | str | None, str]:
    """The exit code, and what was said."""

    def fail() -> None:
        raise error

    return ended_by(fail)


def ended_by(work: Callable[[], object]) -> tuple[int | str | None, str]:
    complaints = Console(file=io.StringIO(), width=40)
    with pytest.raises(SystemExit) as end, explained_failures(complaints):
        work()
    return end.value.code, complaints.file.getvalue()


@pytest.mark.parametrize(
    ("kind", "code", "title"),
    [
        (SpanishGasError, 1, "Stopped"),
        (InputError, 2, "Input refused"),
        (ModelInputError, 2, "Input refused"),
        (CheckError, 1, "Check failed"),
        (GateError, 3, "Gate failed"),
        (RunError, 1, "Stopped"),
        (ModelIntegrityError, 1, "Stopped"),
        (WiringError, 1, "Wrong wiring"),
    ],
)
def test_a_refusal_has_its_word_and_its_code(kind: type[SpanishGasError], code: int, title: str) -> None:
    assert ended(kind("[bold]row 3[/] of " + "x" * 50)) == (code, f"{title}: [bold]row 3[/] of {'x' * 50}\n")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_called_so(number: int) -> None:
    assert ended(OSError(number, "no room", "gold/t")) == (
        1,
        f"The disk is full: [Errno {number}] no room: 'gold/t'. Free space and give the command again; `run --resume` "
        "goes on with a run.\n",
    )


def test_another_error_of_the_system_is_said() -> None:
    assert ended(PermissionError(errno.EACCES, os.strerror(errno.EACCES), "raw/a")) == (
        1,
        "Stopped: [Errno 13] Permission denied: 'raw/a'\n",
    )


def test_a_setting_that_is_none_is_said_by_the_name_a_person_gave_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_SEED", "many")
    monkeypatch.setenv("SPANISHGAS_CLOCK", "sun")
    complaints = Console(file=io.StringIO())
    with pytest.raises(SystemExit) as end, explained_failures(complaints):
        read_settings(None)
    assert end.value.code == 2
    assert complaints.file.getvalue() == (
        "Settings: SPANISHGAS_CLOCK: expected 'local' or 'UTC', found 'sun'.\n"
        "SPANISHGAS_SEED: a whole number is expected, found 'many'.\n"
    )


def test_a_lake_that_does_not_answer_is_said_in_a_line() -> None:
    assert ended(obstore.exceptions.GenericError("no route to host\n\nDebug source:\nmuch")) == (
        1,
        "Stopped: the lake did not answer: no route to host\n",
    )


FAULT = (
    "A fault of the software: {} met what nobody foresaw ({}). Your files are not to blame. "
    "SPANISHGAS_LOG_LEVEL=debug before the command shows the trace to report.\n"
)


@pytest.mark.parametrize(
    "error", [ZeroDivisionError("row 7"), RecursionError("row 7"), OSError("unexpected end of file")]
)
def test_what_nobody_foresaw_is_called_a_fault_of_ours(error: Exception) -> None:
    assert ended(error) == (1, FAULT.format("The command", type(error).__name__))


def test_a_panic_of_a_library_is_a_fault_too() -> None:
    def panics() -> None:
        raise pl.exceptions.PanicException("index out of bounds")

    assert ended_by(panics) == (1, FAULT.format("The command", "PanicException"))


def test_a_fault_is_said_with_its_place() -> None:
    code, said = ended_by(lambda: json_bytes({"a": float("nan")}))
    assert code == 1
    assert re.match(r"A fault of the software: spanishgas/content\.py, line \d+, met what nobody foresaw \(Val", said)


def test_the_trace_is_for_those_who_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_LOG_LEVEL", "debug")
    code, said = ended(ZeroDivisionError("row 7"))
    assert code == 1
    assert said.startswith("Traceback (most recent call last):\n")
    assert "ZeroDivisionError: row 7\n" in said
    assert said.endswith(FAULT.format("The command", "ZeroDivisionError"))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("Unable to allocate 7 GiB"),
        RuntimeError("std::bad_alloc"),
        pl.exceptions.ComputeError("Out of memory"),
    ],
)
def test_too_little_memory_is_said_with_what_would_help(error: Exception) -> None:
    assert ended(error) == (
        1,
        "Not enough memory: The command needed more memory than there is. Close other programs or take a bigger "
        "machine, or send the readings in several files, one a month, or as parquet. Then give the command again; "
        "`run --resume` goes on with a run.\n",
    )


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_stop_is_no_failure(stop: type[BaseException]) -> None:
    with pytest.raises(stop), explained_failures(Console(file=io.StringIO())):
        raise stop


def test_what_goes_well_says_nothing() -> None:
    complaints = Console(file=io.StringIO())
    with explained_failures(complaints):
        pass
    assert complaints.file.getvalue() == ""


def test_a_message_does_not_steer_a_terminal() -> None:
    assert ended(InputError("\x1b[2J")) == (2, "Input refused: \ufffd[2J\n")
