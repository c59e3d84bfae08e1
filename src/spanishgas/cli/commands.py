"""The command line: every command is a few lines around the function that does the work.

What a command needs is imported when it runs: a person who asks for help does not wait for libraries.
"""

from typing import Annotated

import typer

from spanishgas import __version__
from spanishgas.cli import (
    aws,
    campaigns,
    card,
    checking,
    dashboard,
    experiments,
    going_back,
    models,
    queries,
    report,
    tracking,
    upkeep,
    work,
)
from spanishgas.cli.failures import explained_failures
from spanishgas.cli.options import app, console
from spanishgas.cli.signals import stop_signals
from spanishgas.cli.terminal import Terminal, speak_its_letters

__all__ = [
    "app",
    "aws",
    "campaigns",
    "card",
    "checking",
    "dashboard",
    "experiments",
    "going_back",
    "main",
    "models",
    "queries",
    "report",
    "tracking",
    "upkeep",
    "work",
]


def _version(value: bool) -> None:
    if value:
        console.print(f"spanishgas {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Who will leave, why, what it costs, and which offer pays."""


def main() -> None:
    """Entry point: what goes wrong ends in one readable message and the exit code that says what kind it was."""
    speak_its_letters()
    with explained_failures(Terminal(stderr=True)), stop_signals():
        app()


if __name__ == "__main__":
    main()
