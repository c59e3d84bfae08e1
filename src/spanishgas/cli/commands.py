"""The command line: every command is a few lines around the function that does the work."""

import errno
import logging
import sys
import tempfile
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import obstore.exceptions
import structlog
import typer
from pydantic import ValidationError
from rich.console import Console

from spanishgas import __version__
from spanishgas.cli.export import export_table
from spanishgas.cli.fidelity import show_fidelity
from spanishgas.cli.progress import ProgressReport, live_view, progress_bar
from spanishgas.cli.view import printable, runs_table, show_findings, show_summary
from spanishgas.errors import InputError, SpanishGasError
from spanishgas.lake import Lake
from spanishgas.pipelines import BRONZE, PIPELINES, PUBLISH, SILVER
from spanishgas.run.execute import (
    check_inputs,
    execute_run,
    execute_stage,
    exit_code,
    resume_run,
    stage_names,
    start_run,
)
from spanishgas.run.record import current_run_id, has_record, list_records, load_record
from spanishgas.settings import Settings
from spanishgas.twin import simulate as simulate_twin

app = typer.Typer(
    name="spanishgas",
    help="Who will leave, why, what it costs, and which offer pays.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
console, complaints = Console(), Console(stderr=True)

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


def _settings(lake: str | None, as_of: datetime | None = None) -> Settings:
    """Settings from the environment; what the command line says comes first."""
    given: dict[str, Any] = {"lake": lake, "as_of": as_of.date() if as_of else None}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    level = getattr(logging, settings.log_level.upper())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
    return settings


@app.command()
def simulate(
    lake: LakeOption = None,
    customers: Annotated[int, typer.Option(min=1, help="Number of customers.")] = 20_099,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")] = 7,
    scenario: Annotated[str, typer.Option(help="What happens: a file of config/scenarios.")] = "baseline",
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day; the label date.")] = datetime(
        2024, 12, 31
    ),
    layout: Annotated[LayoutName, typer.Option(help="Layout of the raw files.")] = LayoutName.customer,
    file_format: Annotated[FormatName, typer.Option("--format", help="Format of the readings.")] = FormatName.parquet,
) -> None:
    """Write the seven raw files of a digital twin: invented customers with the published statistics.

    Example: [bold]spanishgas simulate --lake lake --customers 2000[/]
    """
    target = Lake(_settings(lake).lake)
    with progress_bar(console) as bar, tempfile.TemporaryDirectory(prefix="spanishgas-twin-") as scratch:
        folder = Path(scratch) if target.is_s3 else Path(target.root)
        facts = simulate_twin(
            folder,
            customers=customers,
            seed=seed,
            scenario=scenario,
            until=until.date(),
            layout=layout.value,
            file_format=file_format.value,
            progress=ProgressReport(bar),
        )
        if target.is_s3:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    target.upload(file, file.relative_to(folder).as_posix())
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
) -> None:
    """Raw files in, a published run out.

    Exit codes: 0 published, 2 input refused, 3 the model failed the gate, 1 anything else.

    Example: [bold]spanishgas run --lake lake[/]
    """
    settings = _settings(lake, as_of)
    target = Lake(settings.lake)
    record = resume_run(target, resume) if resume else start_run(target, settings, mode.value, run_id)
    steps = sum(1 for _ in PIPELINES[record.mode].steps())
    with live_view(console, steps) as view:
        execute_run(target, record, view)
    show_summary(console, target, record)
    raise typer.Exit(exit_code(record))


@app.command()
def stage(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(stage_names('train'))}.")],
    run_id: Annotated[str, typer.Option(help="The run; it starts with its first stage.")],
    lake: LakeOption = None,
    mode: Annotated[ModeName, typer.Option(help="Mode of a run that starts here.")] = ModeName.train,
    as_of: AsOf = None,
) -> None:
    """Run one stage of a run: what one machine does where a run is spread over several.

    Example: [bold]spanishgas stage bronze --run-id monday --lake s3://bucket/lake[/]
    """
    settings = _settings(lake, as_of)
    target = Lake(settings.lake)
    is_new = not has_record(target, run_id) and name == stage_names(mode.value)[0]
    record = start_run(target, settings, mode.value, run_id) if is_new else load_record(target, run_id)
    record.status, record.error, record.finished_at = "running", None, None
    steps = 0 if name == PUBLISH else len(PIPELINES[record.mode].stage(name).steps)
    with live_view(console, steps) as view:
        execute_stage(target, record, name, view)
    raise typer.Exit(exit_code(record) if name == PUBLISH else 0)


@app.command()
def runs(lake: LakeOption = None) -> None:
    """All runs of the lake, the latest first; the published one is marked.

    Example: [bold]spanishgas runs --lake lake[/]
    """
    target = Lake(_settings(lake).lake)
    records = list_records(target)
    if not records:
        console.print(f"There are no runs in {target} yet. Start one: spanishgas run --lake {target}", soft_wrap=True)
        return
    console.print(runs_table(records, current_run_id(target)))


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
    target = Lake(_settings(lake).lake)
    written = export_table(target, table, out, run_id)
    console.print(f"{out}: {written.height:,} rows, {written.width} columns.", soft_wrap=True)


@app.command()
def check(lake: LakeOption = None, as_of: AsOf = None) -> None:
    """Validate the raw files as a run would, without running: nothing in the lake changes.

    Example: [bold]spanishgas check --lake lake[/]
    """
    settings = _settings(lake, as_of)
    with live_view(console, len(BRONZE.steps) + len(SILVER.steps)) as view:
        findings = check_inputs(Lake(settings.lake), settings, view)
    show_findings(console, findings)
    console.print(f"The raw files are good to run ({len(findings)} findings).")


@app.command()
def fidelity(
    lake: LakeOption = None,
    out: Annotated[Path | None, typer.Option(help="Also write the page, as Markdown.")] = None,
) -> None:
    """Published statistics against the twin's, row by row, from the published run of a baseline twin.

    Example: [bold]spanishgas fidelity --lake lake --out docs/fidelity.md[/]
    """
    failed = show_fidelity(console, Lake(_settings(lake).lake), out)
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
    try:
        app()
    except SpanishGasError as error:
        complaints.print(f"[bold red]{_KINDS.get(type(error), 'Stopped')}[/]: ", end="")
        complaints.print(printable(str(error)), markup=False, highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    except ValidationError as error:
        for entry in error.errors():
            name = "SPANISHGAS_" + "_".join(map(str, entry["loc"])).upper()
            text = f"{name}: {entry['msg']}, found {entry['input']!r}."
            complaints.print(f"Settings: {text}", markup=False, highlight=False, soft_wrap=True)
        sys.exit(2)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            text = f"The disk is full: {error}. Nothing was published; free space and --resume the run."
        else:
            text = f"Stopped: {error}"
        complaints.print(printable(text), markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)
    except obstore.exceptions.BaseError as error:
        text = f"Stopped: the lake did not answer: {str(error).splitlines()[0]}"
        complaints.print(printable(text), markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


_KINDS: dict[type[SpanishGasError], str] = {InputError: "Input refused"}


if __name__ == "__main__":
    main()
