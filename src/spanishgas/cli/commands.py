"""The command line: every command is a few lines around the function that does the work.

What a command needs is imported when it runs: a person who asks for help does not wait for libraries.
"""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from spanishgas import __version__
from spanishgas.cli.failures import explained_failures

app = typer.Typer(
    name="spanishgas",
    help="Who will leave, why, what it costs, and which offer pays.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
console = Console()

LakeOption = Annotated[
    str | None,
    typer.Option("--lake", help="Root of the lake: a folder or s3://bucket/prefix. Default: SPANISHGAS_LAKE."),
]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day the features look from.")]
RunId = Annotated[str | None, typer.Option(help="Run to use. Default: the published one.")]


class ModeName(StrEnum):
    """What a run does with models."""

    train = "train"
    score = "score"


class LayoutName(StrEnum):
    """The two layouts of the raw files."""

    customer = "customer"
    tariff = "tariff"


class FormatName(StrEnum):
    """Format of the readings."""

    parquet = "parquet"
    csv = "csv"


class LogName(StrEnum):
    """What is logged beside what a person sees."""

    off = "off"
    json = "json"


LogOption = Annotated[
    LogName | None, typer.Option("--log", help="json: also one JSON line an event, on standard error.")
]


def _settings(lake: str | None, as_of: datetime | None = None, log: LogName | None = None) -> Any:
    """Settings from the environment; what the command line says comes first."""
    from spanishgas.cli.logs import configure_logs
    from spanishgas.settings import Settings

    given: dict[str, Any] = {"lake": lake, "as_of": as_of and as_of.date(), "log": log and log.value}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    configure_logs(settings.log, settings.log_level)
    return settings


@app.command()
def simulate(
    lake: LakeOption = None,
    customers: Annotated[int, typer.Option(min=1, help="Number of customers.")] = 20_099,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 7,
    scenario: Annotated[str, typer.Option(help="What happens: a file of twin/data/scenarios.")] = "baseline",
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day; the label date.")] = datetime(
        2024, 12, 31
    ),
    layout: Annotated[LayoutName, typer.Option(help="Layout of the raw files.")] = LayoutName.customer,
    file_format: Annotated[FormatName, typer.Option("--format", help="Format of the readings.")] = FormatName.parquet,
) -> None:
    """Write the seven raw files of a digital twin: invented customers with the published statistics.

    Example: [bold]spanishgas simulate --lake lake --customers 2000[/]
    """
    from spanishgas.cli.progress import ProgressReport, progress_bar
    from spanishgas.cli.simulate import simulate_into
    from spanishgas.lake import Lake

    target = Lake.create(_settings(lake).lake)
    with progress_bar(console) as bar:
        facts = simulate_into(
            target,
            customers=customers,
            seed=seed,
            scenario=scenario,
            until=until.date(),
            layout=layout.value,
            file_format=file_format.value,
            progress=ProgressReport(bar),
        )
    console.print(f"A digital twin of {customers:,} invented customers is in {target}/raw.", soft_wrap=True)
    console.print(
        ", ".join(f"{name.replace('_', ' ')} {value:,}" for name, value in facts.items() if isinstance(value, int))
    )


@app.command()
def run(
    lake: LakeOption = None,
    mode: Annotated[
        ModeName, typer.Option(help="train: train and score. score: score with the champion.")
    ] = ModeName.train,
    as_of: AsOf = None,
    run_id: Annotated[
        str | None, typer.Option(help="Name of the new run. Default: the time, and four random bytes.")
    ] = None,
    resume: Annotated[str | None, typer.Option(help="Go on with a run that stopped.")] = None,
    log: LogOption = None,
) -> None:
    """Raw files in, a published run out.

    Exit codes: 0 published, 2 input refused, 3 the model failed the gate, 1 anything else.

    Example: [bold]spanishgas run --lake lake[/]
    """
    from spanishgas.cli.progress import live_view
    from spanishgas.cli.view import show_summary
    from spanishgas.lake import Lake
    from spanishgas.pipelines import PIPELINES
    from spanishgas.run.execute import execute_run, exit_code, start_run, take_up_run
    from spanishgas.run.reader import Run

    settings = _settings(lake, as_of, log)
    target = Lake(settings.lake)
    record = take_up_run(target, resume) if resume else start_run(target, settings, mode.value, run_id)
    steps = sum(1 for _ in PIPELINES[record.mode].steps())
    with live_view(console, steps) as view:
        execute_run(target, record, view)
    show_summary(console, Run(target, record))
    raise typer.Exit(exit_code(record))


@app.command()
def stage(
    name: Annotated[str, typer.Argument(help="One of bronze, silver, gold, train, evaluate, score, drift, publish.")],
    run_id: Annotated[str, typer.Option(help="The run; it starts with its first stage.")],
    lake: LakeOption = None,
    mode: Annotated[ModeName, typer.Option(help="Mode of a run that starts here.")] = ModeName.train,
    as_of: AsOf = None,
    log: LogOption = None,
) -> None:
    """Run one stage of a run: what one machine does where a run is spread over several.

    Example: [bold]spanishgas stage bronze --run-id monday --lake s3://bucket/lake[/]
    """
    from spanishgas.cli.progress import live_view
    from spanishgas.lake import Lake
    from spanishgas.pipelines import PIPELINES, PUBLISH
    from spanishgas.run.execute import execute_stage, exit_code, open_stage

    settings = _settings(lake, as_of, log)
    target = Lake(settings.lake)
    record = open_stage(target, settings, mode.value, run_id, name)
    steps = 0 if name == PUBLISH else len(PIPELINES[record.mode].stage(name).steps)
    with live_view(console, steps) as view:
        execute_stage(target, record, name, view)
    raise typer.Exit(exit_code(record) if name == PUBLISH else 0)


@app.command()
def runs(lake: LakeOption = None) -> None:
    """All runs of the lake, the latest first; the published one is marked.

    Example: [bold]spanishgas runs --lake lake[/]
    """
    from spanishgas.cli.history import runs_table
    from spanishgas.lake import Lake
    from spanishgas.run.store import list_records, load_current

    target = Lake(_settings(lake).lake)
    records = list_records(target)
    if not records:
        console.print(f"There are no runs in {target} yet. Start one: spanishgas run --lake {target}", soft_wrap=True)
        return
    current = load_current(target)
    console.print(runs_table(records, current and current.run_id))


@app.command()
def export(
    table: Annotated[str, typer.Argument(help="Name of a table, such as recommendations.")],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .xlsx.")],
    lake: LakeOption = None,
    run_id: RunId = None,
) -> None:
    """Write any table of the published run, or of a named one, as CSV, parquet or Excel.

    Example: [bold]spanishgas export recommendations --out recommendations.xlsx[/]
    """
    from spanishgas.cli.export import export_table
    from spanishgas.lake import Lake
    from spanishgas.run.reader import open_run

    written = export_table(open_run(Lake(_settings(lake).lake), run_id), table, out)
    console.print(f"{out}: {written.height:,} rows, {written.width} columns.", soft_wrap=True)


@app.command()
def check(lake: LakeOption = None, as_of: AsOf = None, log: LogOption = None) -> None:
    """Validate the raw files as a run would, without running: nothing in the lake changes.

    Example: [bold]spanishgas check --lake lake[/]
    """
    from spanishgas.cli.progress import live_view
    from spanishgas.cli.view import show_findings
    from spanishgas.lake import Lake
    from spanishgas.pipelines import BRONZE, SILVER
    from spanishgas.run.execute import check_inputs

    settings = _settings(lake, as_of, log)
    with live_view(console, len(BRONZE.steps) + len(SILVER.steps)) as view:
        findings = check_inputs(Lake(settings.lake), settings, view)
    show_findings(console, findings)
    console.print(f"The raw files are good to run ({len(findings)} findings).")


@app.command()
def experiments(
    name: Annotated[str | None, typer.Argument(help="One of them, with all its columns. Default: all.")] = None,
    show: Annotated[bool, typer.Option("--list", help="List them, which is what happens anyway.")] = True,  # noqa: ARG001
) -> None:
    """Which feature tiers and columns each experiment trains on.

    Example: [bold]spanishgas experiments E2[/]
    """
    from spanishgas.cli.experiments import show_experiment, show_experiments

    if name is None:
        show_experiments(console)
    else:
        show_experiment(console, name)


@app.command()
def fidelity(
    lake: LakeOption = None,
    out: Annotated[Path | None, typer.Option(help="Also write the page, as Markdown.")] = None,
) -> None:
    """Published statistics against the twin's, row by row, from the published run of a baseline twin.

    Example: [bold]spanishgas fidelity --lake lake --out docs/fidelity.md[/]
    """
    from spanishgas.cli.fidelity import show_fidelity
    from spanishgas.lake import Lake
    from spanishgas.run.reader import published_run

    failed = show_fidelity(console, published_run(Lake(_settings(lake).lake)), out)
    raise typer.Exit(1 if failed else 0)


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
    with explained_failures(Console(stderr=True)):
        app()


if __name__ == "__main__":
    main()
