"""Starts the server in place of the command that asked for it."""

import os
import sys
from pathlib import Path

_APP = Path(__file__).parent / "app.py"
HERE_ONLY = "127.0.0.1"
_FRUGAL = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0", "MALLOC_ARENA_MAX": "2"}
"""Polars and Python give memory back at once: a server waits more than it works."""


def serve(lake: str, port: int) -> None:
    """Become the server: it listens to this machine only, because nobody signs in. Does not return."""
    options = {"server.port": port, "server.address": HERE_ONLY, "browser.serverAddress": "localhost"}
    words = [sys.executable, "-m", "streamlit", "run", str(_APP)]
    words += [f"--{name}={value}" for name, value in options.items()]
    sys.stdout.flush()
    os.execve(sys.executable, words, {**_FRUGAL, **os.environ, "SPANISHGAS_LAKE": lake})  # noqa: S606 no word of it is a shell's
