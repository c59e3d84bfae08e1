"""The command that shows a lake in a browser."""

from importlib.util import find_spec
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, app, console, read_settings
from spanishgas.errors import RunError

_PORT = 8501
_HERE_ONLY = "127.0.0.1"


@app.command()
def dashboard(
    lake: LakeOption = None,
    port: Annotated[int, typer.Option(min=1024, max=65_535, help="Port of this machine to listen on.")] = _PORT,
    address: Annotated[
        str, typer.Option(help="Address to listen to; another than this machine's only where people sign in.")
    ] = _HERE_ONLY,
) -> None:
    """Show the published run and its past in a browser: Ctrl-C ends it.

    Without sign-in (SPANISHGAS_SIGN_IN_*) it listens to this machine only.

    Example: [bold]spanishgas dashboard --lake lake[/]
    """
    settings = read_settings(lake)
    if find_spec("streamlit") is None:
        raise RunError("The dashboard is an extra that is not installed here: pip install 'spanishgas[dashboard]'.")
    from spanishgas.dashboard.serve import serve
    from spanishgas.dashboard.sign_in import configured

    sign_in = configured(settings)
    shown = sign_in.origin if sign_in else f"http://localhost:{port}"
    console.print(f"The dashboard of {settings.lake}: {shown}", soft_wrap=True)
    serve(settings.lake, port, address, sign_in, settings.viewers_at)
