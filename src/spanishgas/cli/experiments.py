"""The command that compares experiments and algorithms, or only says what the experiments are."""

from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, RunId, app, console, read_settings


@app.command()
def experiments(
    names: Annotated[list[str] | None, typer.Argument(help="Experiments. Default: all.", show_default=False)] = None,
    lake: LakeOption = None,
    run_id: RunId = None,
    algorithm: Annotated[list[str] | None, typer.Option(help="One of them; may be repeated. Default: all.")] = None,
    columns: Annotated[
        bool, typer.Option("--columns", help="Only show which tiers and columns they train on; needs no lake.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Also write the page here, as HTML.")] = None,
) -> None:
    """Compare feature tiers and algorithms on the training part of a run, by repeated cross-validation.

    Every figure comes with its 95 % interval, and with the paired difference to the experiment of the run's champion.
    Tables and a page are kept in the lake; what was computed before is not computed again, so a comparison that was
    stopped goes on where it was.

    Example: [bold]spanishgas experiments E2 E5 --lake lake[/], [bold]spanishgas experiments E2 --columns[/]
    """
    from spanishgas.cli.experiments_view import compare_experiments, show_experiment, show_experiments

    if columns:
        for name in names or ():
            show_experiment(console, name)
        if not names:
            show_experiments(console)
        return
    from spanishgas.lake import Lake
    from spanishgas.run.reader import open_run

    run = open_run(Lake(read_settings(lake).lake), run_id)
    compare_experiments(console, run, names or [], algorithm or [], out)
