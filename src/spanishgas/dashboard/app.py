"""The server: Streamlit's app with our headers, warmed up before the first reader comes."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import streamlit as st
import structlog
from starlette.middleware import Middleware
from starlette.routing import Route

from spanishgas.dashboard import sign_in
from spanishgas.dashboard.guard import SIGN_IN, Guard, to_provider
from spanishgas.dashboard.headers import SecurityHeaders
from spanishgas.dashboard.states import show_fault

_log = structlog.get_logger()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[None]:
    """Imports what pages need and reads the published run, so that the first reader does not wait for it."""
    await anyio.to_thread.run_sync(_warm)
    yield


def _warm() -> None:
    from spanishgas.dashboard.warm import settle, warm_up
    from spanishgas.errors import SpanishGasError

    try:
        warm_up()
    except (SpanishGasError, OSError) as error:  # the page says it to every reader
        _log.warning("nothing to warm up", reason=str(error).splitlines()[0])
    settle()


known = sign_in.current()
app = st.App(
    str(Path(__file__).parent / "main.py"),
    lifespan=lifespan,
    middleware=[Middleware(SecurityHeaders), *([Middleware(Guard, sign_in=known)] if known else [])],
    routes=[Route(SIGN_IN, to_provider)] if known else None,
    secrets=known.secrets() if known else None,
    on_script_error=show_fault,
)
