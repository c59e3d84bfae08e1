"""Commands that do the work: simulate, run, stage."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from spanishgas.cli.options import (
    AcceptReadings,
    AsOf,
    FormatName,
    LakeOption,
    LayoutName,
    LogOption,
    ModeName,
    NewRunId,
    ReplaceNewer,
    ScenarioName,
    ScoreWithout,
    app,
    console,
    read_settings,
)
from spanishgas.errors import RunError

if TYPE_CHECKING:
    from spanishgas.lake import Lake

_UNTIL = datetime(2024, 12, 31)


@app.command()
def simulate(
    lake: LakeOption = None,
    customers: Annotated[int, typer.Option(min=1, help="Number of customers.")] = 20_099,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 7,
    scenario: Annotated[
        ScenarioName, typer.Option(metavar="NAME", help=f"What happens to the customers: {', '.join(ScenarioName)}.")
    ] = ScenarioName.baseline,
    begins: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="First day of the scenario. Default: its own.", show_default=False
        ),
    ] = None,
    until: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d"],
            help="Last day of the files; later ones go on with the book.",
            show_default=f"{_UNTIL:%Y-%m-%d}",
        ),
    ] = _UNTIL,
    layout: Annotated[LayoutName, typer.Option(help="Layout of the raw files.")] = LayoutName.customer,
    file_format: Annotated[FormatName, typer.Option("--format", help="Format of the readings.")] = FormatName.parquet,
    campaign: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            dir_okay=False,
            help="Play a campaign, as campaign assignment writes it: outcomes/NAME.csv says what came of it.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write the seven raw files of a digital twin: invented customers with the published statistics.

    The book lives: extracts of later days show who left and who came, and labels of every month end that has matured.

    Example: [bold]spanishgas simulate --lake lake --customers 2000 --until 2025-06-30[/]
    """
    from spanishgas.cli.progress import ProgressReport, progress_bar
    from spanishgas.cli.simulate import simulate_into
    from spanishgas.lake import Lake
    from spanishgas.twin.simulate import OUTCOMES

    target = Lake.create(read_settings(lake).lake)
    with progress_bar(console) as bar:
        facts = simulate_into(
            target,
            customers=customers,
            seed=seed,
            scenario=scenario.value,
            begins=begins and begins.date(),
            until=until.date(),
            layout=layout.value,
            file_format=file_format.value,
            campaigns=campaign or [],
            progress=ProgressReport(bar),
        )
    _show_twin(customers, target, facts)
    for path in campaign or []:
        console.print(f"What came of campaign {path.stem}: {target.uri(f'{OUTCOMES}/{path.stem}.csv')}", soft_wrap=True)


def _show_twin(customers: int, target: "Lake", facts: dict[str, object]) -> None:
    console.print(f"A digital twin of {customers:,} invented customers is in {target}/raw.", soft_wrap=True)
    console.print(
        ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in facts.items() if isinstance(value, int))
    )
    if not facts["labels"]:
        console.print(
            "There are no labels: those of a month's end are known 90 days later. Train with files that end in April "
            "2025 or later, and score these with the champion.",
            soft_wrap=True,
        )


@app.command()
def run(
    lake: LakeOption = None,
    mode: Annotated[
        ModeName | None,
        typer.Option(help="train (default): train and score. score: score with the champion.", show_default=False),
    ] = None,
    as_of: AsOf = None,
    run_id: NewRunId = None,
    resume: Annotated[str | None, typer.Option(help="Go on with a run that stopped.")] = None,
    replace_newer: ReplaceNewer = False,
    accept_readings: AcceptReadings = None,
    score_without: ScoreWithout = None,
    log: LogOption = None,
) -> None:
    """Raw files in, a published run out.

    Exit codes: 0 published, 2 input refused, 3 the challenger failed the gate (with a champion the run is published
    all the same), 130 or 143 stopped by Ctrl-C or SIGTERM, 1 anything else.

    Example: [bold]spanishgas run --lake lake[/]
    """
    from spanishgas.cli.progress import live_view
    from spanishgas.cli.view import show_summary
    from spanishgas.lake import Lake
    from spanishgas.pipelines import PIPELINES
    from spanishgas.run.execute import execute_run, exit_code, start_run, take_up_run
    from spanishgas.run.reader import Run
    from spanishgas.run.stopping import stoppable

    asked = {"accept_readings": accept_readings, "score_without": score_without}
    if resume is not None and (mode or as_of or run_id is not None or replace_newer or any(asked.values())):
        raise RunError("--resume goes on with a run as it was planned: leave out the other options of its start.")
    settings, chosen = read_settings(lake, as_of, log, **asked), (mode or ModeName.train).value
    target = Lake(settings.lake)
    record = (
        start_run(target, settings, chosen, run_id, replace_newer=replace_newer)
        if resume is None
        else take_up_run(target, resume)
    )
    steps = sum(1 for _ in PIPELINES[record.mode].steps())
    with stoppable(target, record), live_view(console, steps) as view:
        execute_run(target, record, view)
    show_summary(console, Run(target, record), settings.language)
    raise typer.Exit(exit_code(record))


@app.command()
def stage(
    name: Annotated[str, typer.Argument(help="One of bronze, silver, gold, train, evaluate, score, drift, publish.")],
    run_id: Annotated[str, typer.Option(help="The run; it starts with its first stage.")],
    lake: LakeOption = None,
    mode: Annotated[ModeName, typer.Option(help="Mode of a run that starts here.")] = ModeName.train,
    as_of: AsOf = None,
    accept_readings: AcceptReadings = None,
    score_without: ScoreWithout = None,
    log: LogOption = None,
) -> None:
    """Run one stage of a run: what one machine does where a run is spread over several.

    Exit codes are those of a run; 0 says that the stage is done.

    Example: [bold]spanishgas stage bronze --run-id monday --lake s3://bucket/lake[/]
    """
    from spanishgas.cli.progress import live_view
    from spanishgas.lake import Lake
    from spanishgas.pipelines import PIPELINES, PUBLISH
    from spanishgas.run.execute import execute_stage, exit_code, open_stage, stage_names
    from spanishgas.run.stopping import stoppable

    settings = read_settings(lake, as_of, log, accept_readings=accept_readings, score_without=score_without)
    if name not in stage_names(mode.value):
        raise RunError(
            f"There is no stage {name!r} in mode {mode.value}; the stages are {', '.join(stage_names(mode.value))}."
        )
    target = Lake(settings.lake)
    record = open_stage(target, settings, mode.value, run_id, name)
    steps = 0 if name == PUBLISH else len(PIPELINES[record.mode].stage(name).steps)
    with stoppable(target, record), live_view(console, steps) as view:
        execute_stage(target, record, name, view)
    raise typer.Exit(exit_code(record) if name == PUBLISH else 0)
