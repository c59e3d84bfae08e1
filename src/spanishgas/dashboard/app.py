"""The server: Streamlit's app with our headers, warmed up before the first reader comes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
import structlog
from starlette.middleware import Middleware

from spanishgas.dashboard.headers import SecurityHeaders
from spanishgas.dashboard.states import show_fault

_log = structlog.get_logger()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None]:
    """Imports what pages need and reads the published run, so that the first reader does not wait for it."""
    await anyio.to_thread.run_sync(_warm)
    yield


def _warm() -> None:
    from spanishgas.dashboard.warm import warm_up
    from spanishgas.errors import SpanishGasError

    try:
        warm_up()
    except (SpanishGasError, OSError) as error:  # the page says it to every reader
        _log.warning("nothing to warm up", reason=str(error).splitlines()[0])


app = st.App(
    str(Path(__file__).parent / "main.py"),
    lifespan=lifespan,
    middleware=[Middleware(SecurityHeaders)],
    on_script_error=show_fault,
)
