"""Commands that write pages for mail and archive: run, model, drift, campaign."""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

import typer

from spanishgas.cli.options import LakeOption, LanguageName, RunId, app, console, read_settings
from spanishgas.errors import RunError

report = typer.Typer(
    help="Pages for mail and archive, one file each that needs nothing besides: aggregates only.", no_args_is_help=True
)
app.add_typer(report, name="report")

Out = Annotated[
    Path | None, typer.Option(help="Write it here: a file (.html) or a folder. Default: into the lake, beside the run.")
]
PageLanguage = Annotated[
    LanguageName | None, typer.Option(help="Language of the page. Default: SPANISHGAS_LANGUAGE, or en.")
]


def _refuse_without_extra() -> None:
    if find_spec("babel") is None:
        raise RunError("Reports are an extra that is not installed here: pip install 'spanishgas[reports]'.")


def _of_run(
    kind: Literal["run", "drift"], lake: str | None, run_id: str | None, language: LanguageName | None, out: Path | None
) -> None:
    """Write a page about a run."""
    _refuse_without_extra()
    from spanishgas.cli.report_file import keep
    from spanishgas.dashboard import reports
    from spanishgas.lake import Lake
    from spanishgas.run.reader import open_run
    from spanishgas.run.store import report_key

    settings, make = read_settings(lake, language=language), {"run": reports.run, "drift": reports.drift}[kind]
    about = open_run(Lake(settings.lake), run_id)
    key = report_key(about.record.run_id, kind, settings.language)
    keep(console, about.lake, key, out, lambda: make(about, settings.language))


@report.command("run")
def run_report(lake: LakeOption = None, run_id: RunId = None, language: PageLanguage = None, out: Out = None) -> None:
    """What a run found: what changed, what is at stake and where, what is offered, and how the run went.

    Example: [bold]spanishgas report run --language es --out run.html[/]
    """
    _of_run("run", lake, run_id, language, out)


@report.command("drift")
def drift_report(lake: LakeOption = None, run_id: RunId = None, language: PageLanguage = None, out: Out = None) -> None:
    """How the customers of a run differ from those the champion learned from, and what was held back and why.

    Example: [bold]spanishgas report drift --language es --out drift.html[/]
    """
    _of_run("drift", lake, run_id, language, out)


@report.command("model")
def model_report(lake: LakeOption = None, run_id: RunId = None, language: PageLanguage = None, out: Out = None) -> None:
    """The model card of a training as a page. Without a run, that of the training which made the champion.

    Example: [bold]spanishgas report model --language es --out model.html[/]
    """
    _refuse_without_extra()
    from spanishgas.cli.card_view import training
    from spanishgas.cli.report_file import keep
    from spanishgas.dashboard import reports
    from spanishgas.lake import Lake
    from spanishgas.run.store import report_key

    settings = read_settings(lake, language=language)
    trained = training(Lake(settings.lake), run_id)
    key = report_key(trained.record.run_id, "model", settings.language)
    keep(console, trained.lake, key, out, lambda: reports.model(trained, settings.language))


@report.command("campaign")
def campaign_report(
    campaign_id: Annotated[str, typer.Argument(metavar="ID", help="Name of the campaign.")],
    lake: LakeOption = None,
    language: PageLanguage = None,
    out: Out = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day it is looked at. Default: today.")
    ] = None,
) -> None:
    """What calling changed, in customers and in euros, beside what was promised; or that nothing can be told.

    Example: [bold]spanishgas report campaign 2025-03-31 --language es --out readout.html[/]
    """
    _refuse_without_extra()
    from spanishgas.campaigns.store import readout_key
    from spanishgas.cli.report_file import keep
    from spanishgas.dashboard import reports
    from spanishgas.lake import Lake

    settings = read_settings(lake, language=language)
    source, today = Lake(settings.lake), (on or datetime.now()).date()
    key = readout_key(campaign_id, settings.language)
    keep(console, source, key, out, lambda: reports.campaign(source, campaign_id, settings.language, today))
