"""The errors a reader of the command line meets: each with its word, its exit code and what it makes of a run."""

import re
import signal
from collections.abc import Sequence
from typing import ClassVar, Literal

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""By which a person (Ctrl-C) or the system asks a process to end."""
_LONG_WORD = re.compile(r"\S{400,}")
_SHOWN = 80
_LONGEST = 20_000


def readable(text: str) -> str:
    """A message that fits a screen whatever was in the data: an id of a megabyte is shown by its beginning."""
    short = _LONG_WORD.sub(lambda word: f"{word[0][:_SHOWN]}… ({len(word[0]):,} characters)", text)
    return short if len(short) <= _LONGEST else short[:_LONGEST] + "…"


class SpanishGasError(Exception):
    """Anything the software itself refuses or reports; the message is for the reader, not for a debugger."""

    def __init__(self, message: str = "") -> None:
        super().__init__(readable(message))

    title: ClassVar[str] = "Stopped"
    exit_code: int = 1
    status: ClassVar[Literal["failed", "refused", "gate_failed", "stopped", "superseded"]] = "failed"
    """The status of a run that it ends."""


class InputError(SpanishGasError):
    """The input is refused: names file, column and row, what was expected and what to do."""

    title = "Input refused"
    exit_code = 2
    status = "refused"


class SupersededError(InputError):
    """A raw file was replaced while a run was at work on it: what is there now is for a new run."""

    title = "Superseded"
    status = "superseded"


def refuse_all(refusals: Sequence[InputError]) -> None:
    """Refuse for every reason at once, one a line. Raises InputError when there is any."""
    if refusals:
        raise InputError("\n".join(str(refusal) for refusal in refusals))


class SettingsError(InputError):
    """A setting of the environment or of ``.env`` that cannot be."""

    title = "Settings"


class CheckError(SpanishGasError):
    """A table of our own making fails its checks: the fault is ours, not the input's."""

    title = "Check failed"


class GateError(SpanishGasError):
    """No model is good enough to score with, so nothing was published."""

    title = "Gate failed"
    exit_code = 3
    status = "gate_failed"


class RunError(SpanishGasError):
    """A run, a table or a model that was asked for is not in the lake, or does not fit."""


class ConflictError(RunError):
    """Somebody else was faster: what was to be written is not what was seen any more."""


class TrackingError(SpanishGasError):
    """MLflow does not answer, or does not take what it is told."""


class StopError(SpanishGasError):
    """A person or the system asked the process to end."""

    status = "stopped"

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.signal_number = signal_number
        self.exit_code = 128 + signal_number  # as shells say it


class WiringError(SpanishGasError):
    """A pipeline whose steps do not fit together: a name without maker, or with two."""

    title = "Wrong wiring"
