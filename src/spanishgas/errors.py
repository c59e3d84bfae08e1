"""The errors a reader of the command line meets, each with its exit code; messages say what, where and what to do."""


class SpanishGasError(Exception):
    """Anything the software itself refuses or reports; the message is for the reader, not for a debugger."""

    exit_code = 1


class InputError(SpanishGasError):
    """The input is refused: names file, column and row, what was expected and what to do."""

    exit_code = 2


class GateError(SpanishGasError):
    """No model is good enough to score with, so nothing was published."""

    exit_code = 3


class RunError(SpanishGasError):
    """A run, a table or a model that was asked for is not in the lake, or does not fit."""


class WiringError(SpanishGasError):
    """A pipeline whose steps do not fit together: a name without maker, or with two."""
