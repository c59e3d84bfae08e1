"""Starts the server in place of the command that asked for it."""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from spanishgas.dashboard.sign_in import SignIn
from spanishgas.errors import SettingsError

_APP = Path(__file__).parent / "app.py"
HERE_ONLY = "127.0.0.1"
_FRUGAL = {
    "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0",
    "MALLOC_ARENA_MAX": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
"""Polars, Python and Arrow give memory back at once and keep one store each, not one a thread: a server waits more than
it works, and each page is made by a thread of its own."""
_BY_BUTTON_ONLY = {"STREAMLIT_CLIENT_DISABLE_DATA_EXPORT": "true"}
"""A grid would give its rows away as a file, without asking for a role and without a note."""


def options(port: int, address: str, sign_in: SignIn | None, viewers_at: str | None = None) -> dict[str, str | int]:
    """Where the server listens and by which name it answers. Raises SettingsError: nobody signs in, so only here."""
    if sign_in is None and not viewers_at:
        if address != HERE_ONLY:
            raise SettingsError(f"Without sign-in the dashboard listens to {HERE_ONLY} only, so not to {address}.")
        return {"server.port": port, "server.address": HERE_ONLY, "browser.serverAddress": "localhost"}
    host = (urlsplit(sign_in.redirect).hostname or "") if sign_in else viewers_at or ""
    return {
        "server.port": port,
        "server.address": address,
        "server.allowedHosts": host,
        "browser.serverAddress": host,
    }


def serve(lake: str, port: int, address: str, sign_in: SignIn | None, viewers_at: str | None) -> None:
    """Become the server. Does not return; no secret stands among its words. Raises SettingsError."""
    words = [sys.executable, "-m", "streamlit", "run", str(_APP)]
    words += [f"--{name}={value}" for name, value in options(port, address, sign_in, viewers_at).items()]
    environment = {**_FRUGAL, **os.environ, **_BY_BUTTON_ONLY, "SPANISHGAS_LAKE": lake}
    sys.stdout.flush()
    os.execve(sys.executable, words, environment)  # noqa: S606 no word of it is a shell's
