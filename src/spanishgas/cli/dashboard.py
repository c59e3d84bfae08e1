"""The command that shows a lake in a browser."""

from importlib.util import find_spec
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, app, console, read_settings
from spanishgas.errors import RunError

_PORT = 8501


@app.command()
def dashboard(
    lake: LakeOption = None,
    port: Annotated[int, typer.Option(min=1024, max=65_535, help="Port of this machine to listen on.")] = _PORT,
) -> None:
    """Show the published run and its past in a browser, on this machine only: Ctrl-C ends it.

    Example: [bold]spanishgas dashboard --lake lake[/]
    """
    root = read_settings(lake).lake
    if find_spec("streamlit") is None:
        raise RunError("The dashboard is an extra that is not installed here: pip install 'spanishgas[dashboard]'.")
    from spanishgas.dashboard.serve import serve

    console.print(f"The dashboard of {root}: http://localhost:{port}", soft_wrap=True)
    serve(root, port)
