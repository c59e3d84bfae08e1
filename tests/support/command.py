"""The command line within the test's own process: what a person types, and what comes back."""

import io
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from unittest.mock import patch

from spanishgas.cli.commands import main


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def spanishgas(*arguments: object, env: dict[str, str] | None = None) -> Done:
    """Run a command and return its exit code and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    words = ["spanishgas", *map(str, arguments)]
    with (
        patch.object(sys, "argv", words),
        patch.object(os, "environ", os.environ | (env or {})),  # not setenv: other threads may be reading it
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Done(code, out.getvalue(), err.getvalue())
