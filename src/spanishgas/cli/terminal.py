"""The terminal: whatever it can show and however long it listens, no command fails because of it."""

import os
import sys
from typing import TextIO

from rich.console import Console, ConsoleDimensions

_WIDEST = 10_000
"""Of a line that no terminal shows."""


class Terminal(Console):
    """A console whose reader may go away (``| head -1``): the command goes on and finishes what it was asked for.

    Where no terminal shows its lines (a pipe, a file) they are as long as what they say, so that nothing is cut off.
    """

    @property
    def size(self) -> ConsoleDimensions:
        """Columns and rows; a width that was given, or is ``COLUMNS`` in the environment, comes first."""
        found, is_given = super().size, self._width is not None
        return found if is_given or self.is_terminal else ConsoleDimensions(_WIDEST, found.height)

    @size.setter
    def size(self, new_size: tuple[int, int]) -> None:
        Console.size.__set__(self, new_size)

    def on_broken_pipe(self) -> None:
        """Say nothing more; what is still to be flushed goes nowhere, so that the interpreter ends without a word."""
        self.quiet = True
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123 a device
            os.dup2(nowhere.fileno(), self.file.fileno())


def speak_its_letters() -> None:
    """Letters that the terminal's encoding does not have are shown as question marks instead of stopping a command."""
    streams: tuple[TextIO | None, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def printable(text: str) -> str:
    """A text whose characters all show: what comes from files must not steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)
