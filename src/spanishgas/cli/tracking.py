"""The command that copies what trainings say to MLflow."""

from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, RunId, app, console, read_settings


@app.command()
def mlflow(
    tracking_uri: Annotated[
        str, typer.Option(help="Where MLflow keeps runs: sqlite:///FILE, a folder, or http(s)://HOST.")
    ],
    lake: LakeOption = None,
    run_id: RunId = None,
    every: Annotated[bool, typer.Option("--all", help="Copy every run of the lake that has trained.")] = False,
    experiment: Annotated[str, typer.Option(help="Experiment of MLflow, made where it is missing.")] = "spanishgas",
) -> None:
    """Copy what a training says to MLflow: parameters, metrics, decisions and documents, nothing of any customer.

    The record in the lake remains the truth. A run that was copied before is brought up to date; there is no second of
    it. Needs the extra: pip install 'spanishgas\\[experiments]'. A server's credentials are best given as
    MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.

    Exit codes: 0 all are there, 1 a run is damaged, trained nothing or could not be copied, 2 the URI is none or the
    extra is missing.

    Example: [bold]spanishgas mlflow --tracking-uri sqlite:///mlflow.db --all[/]
    """
    from spanishgas.cli.tracking_view import copy_runs, runs_to_copy
    from spanishgas.lake import Lake
    from spanishgas.tracking.place import Place

    place = Place.of(tracking_uri)
    target = Lake(read_settings(lake).lake)
    runs, damaged = runs_to_copy(target, run_id, every=every)
    failed = copy_runs(console, target, runs, place, experiment)
    for sentence in (*damaged, *failed):
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
    raise typer.Exit(1 if damaged or failed else 0)
