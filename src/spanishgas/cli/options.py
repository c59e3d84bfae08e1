"""The application, and the options that several commands share."""

import os
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from spanishgas.cli.terminal import Terminal
from spanishgas.errors import SettingsError

if TYPE_CHECKING:
    from spanishgas.settings import Settings

app = typer.Typer(
    name="spanishgas",
    help="Who will leave, why, what it costs, and which offer pays.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
console = Terminal()

LakeOption = Annotated[
    str | None,
    typer.Option("--lake", help="Root of the lake: a folder or s3://bucket/prefix. Default: SPANISHGAS_LAKE, or lake."),
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Day to list customers for. Default: the end of the last whole month of readings."
    ),
]
NewRunId = Annotated[str | None, typer.Option(help="Name of the new run. Default: the time, and four random bytes.")]
AcceptReadings = Annotated[
    str | None, typer.Option(help="Checks of the readings that only warn, by name, separated by commas.")
]
ScoreWithout = Annotated[
    str | None, typer.Option(help="Columns that the champion may lack, by name, separated by commas.")
]
ReplaceNewer = Annotated[
    bool, typer.Option("--replace-newer", help="Publish it though a run of a later day is published.")
]
RunId = Annotated[str | None, typer.Option(help="Run to use. Default: the published one.")]


class LanguageName(StrEnum):
    """The languages in which reasons are told."""

    en = "en"
    es = "es"


LanguageOption = Annotated[
    LanguageName | None, typer.Option(help="Language of the reasons. Default: SPANISHGAS_LANGUAGE, or en.")
]


class ModeName(StrEnum):
    """What a run does with models."""

    train = "train"
    score = "score"


class ScenarioName(StrEnum):
    """What happens to the twin: the files of twin/data/scenarios."""

    baseline = "baseline"
    broken_feed = "broken_feed"
    competitor_campaign = "competitor_campaign"
    contrast = "contrast"
    half_response = "half_response"
    moving_home = "moving_home"
    no_response = "no_response"
    price_shock = "price_shock"
    sleeping_dogs = "sleeping_dogs"


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


def read_settings(
    lake: str | None, as_of: datetime | None = None, log: LogName | None = None, **others: str | None
) -> "Settings":
    """Settings from the environment; what the command line says comes first. Raises SettingsError.

    In a container on AWS the environment names a bucket instead of a lake.
    """
    from pydantic import ValidationError

    from spanishgas.aws.environment import AwsSettings, tell_region
    from spanishgas.cli.logs import configure_logs
    from spanishgas.config.wrong_entry import said
    from spanishgas.settings import Settings

    deployed = AwsSettings.load()
    given: dict[str, Any] = {
        "lake": lake or deployed.lake,
        "as_of": as_of and as_of.date(),
        "log": log and log.value,
        **others,
    }
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        wrong = [f"SPANISHGAS_{'_'.join(map(str, entry['loc'])).upper()}: {said(entry)}." for entry in error.errors()]
        raise SettingsError("\n".join(wrong)) from None
    if settings.lake.startswith("s3://"):
        tell_region(os.environ, deployed.aws_region)
    configure_logs(settings.log, settings.log_level)
    return settings
