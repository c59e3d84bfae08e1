"""All settings, frozen, from ``SPANISHGAS_*`` environment variables and ``.env``; ``.env.example`` lists them."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from spanishgas.config.language import Language

GIGABYTE = 10**9
"""Bytes of a gigabyte, as settings count them."""
Log = Literal["off", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


def _about(text: str, **limits: float) -> object:
    return Field(description=text, **limits)  # pyright: ignore[reportArgumentType, reportCallIssue]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSettings(_Part):
    """What decides a run beside its files and rules: a step may ask for each, and the run's record keeps them."""

    clock: Annotated[Literal["local", "UTC"], _about("Clock of the meter timestamps: local (Spain) or UTC")] = "local"
    seed: Annotated[int, _about("Seed of the folds and the training", ge=0)] = 42
    split_key: Annotated[str, _about("Key of the hash that says who tests; never change it", max_length=64)] = (
        "spanishgas"
    )
    experiment: Annotated[str, _about("Experiment (set of feature tiers) trained as challenger")] = "E5"
    recall_confidence: Annotated[float, _about("Confidence of the threshold's recall bound", gt=0.5, lt=1)] = 0.95
    sentiment_model: Annotated[
        str, _about("Who reads texts: fast, accurate (an extra), or the folder of a transformers model for their mood")
    ] = "fast"
    max_elec_kwh_per_hour: Annotated[float, _about("An hour above this electricity is set aside, kWh", gt=0)] = 50_000
    max_gas_m3_per_hour: Annotated[float, _about("An hour above this gas is set aside, m3", gt=0)] = 50_000
    max_set_aside_share: Annotated[float, _about("Share of readings that may be set aside", ge=0, le=1)] = 0.001
    min_month_share: Annotated[float, _about("Share of its hours that the last month must have", ge=0, le=1)] = 0.9
    accept_readings: Annotated[str, _about("Checks of the readings that only warn, by name, separated by commas")] = ""
    score_without: Annotated[str, _about("Columns that the champion may lack, by name, separated by commas")] = ""
    max_text_characters: Annotated[int, _about("Characters of an interaction's text that are read", ge=100)] = 4_000
    max_unpacked_gb: Annotated[float, _about("A packed readings file may unpack to so much, GB", gt=0)] = 24
    max_whole_file_gb: Annotated[float, _about("Any other raw file may be so big once unpacked, GB", gt=0)] = 1
    columns_file: Annotated[Path | None, _about("Further column names of your own (YAML); empty: none")] = None
    threads: Annotated[
        int, _about("Fits of a training that run at once, one a thread; the model is the same with any number", ge=1)
    ] = 2


class Retention(_Part):
    """How long a lake keeps what, carried out by ``spanishgas clean``.

    What the published run, the champion, the way back from either (rollback), a held run or an unfinished run within
    its days needs stays in any case.
    """

    keep_runs: Annotated[int, _about("Published runs whose tables stay, the latest of them (8: two months)", ge=1)] = 8
    keep_working_days: Annotated[
        int, _about("Days that bronze, silver, gold and training tables of these runs stay; scores stay longer", ge=0)
    ] = 30
    keep_scores_days: Annotated[
        int,
        _about(
            "Days that scores of published runs stay, for outcomes and to see how long customers stay (nine months)",
            ge=0,
        ),
    ] = 280
    keep_text_days: Annotated[
        int,
        _about("Days that texts of customers stay, in tables and in copies of raw files (a campaign's quarter)", ge=0),
    ] = 90
    keep_raw_days: Annotated[
        int, _about("Days that copies of raw files stay, without which no run can be replayed (a quarter)", ge=0)
    ] = 90
    keep_raw_gb: Annotated[
        float,
        _about(
            "Gigabytes that copies of raw files may take: a run keeps no more, clean takes the oldest first; 0 keeps "
            "none",
            ge=0,
        ),
    ] = 20.0
    keep_unfinished_days: Annotated[
        int, _about("Days that a run which stopped, failed or was refused can still be resumed", ge=0)
    ] = 14
    keep_records_days: Annotated[
        int | None,
        _about("Days that records of runs stay after their tables went; empty: for ever, they are small", ge=0),
    ] = None


class SignInSettings(_Part):
    """How people sign in to the dashboard; either none of it is set, or all of it, each secret itself or in a file."""

    sign_in_provider: Annotated[
        str | None, _about("Address of the OpenID provider's metadata (https://…/.well-known/openid-configuration)")
    ] = None
    sign_in_client_id: Annotated[str | None, _about("Name by which the provider knows this dashboard")] = None
    sign_in_client_secret: Annotated[SecretStr | None, _about("Secret that the provider gave this dashboard")] = None
    sign_in_client_secret_file: Annotated[Path | None, _about("File that holds this secret instead")] = None
    sign_in_redirect: Annotated[
        str | None, _about("Address that the provider sends people back to (https://…/oauth2callback)")
    ] = None
    sign_in_cookie_secret: Annotated[
        SecretStr | None, _about("Secret of at least 32 characters that this dashboard signs its cookies with")
    ] = None
    sign_in_cookie_secret_file: Annotated[Path | None, _about("File that holds this secret instead")] = None
    sign_in_people: Annotated[Path | None, _about("File of who may come in, with their roles (YAML)")] = None
    sign_in_hours: Annotated[float, _about("Hours until a person has to sign in again", gt=0, le=168)] = 8.0
    viewers_at: Annotated[
        str | None, _about("Host of a dashboard without sign-in behind a closed network, where people may only look")
    ] = None


class Settings(RunSettings, Retention, SignInSettings, BaseSettings):  # pyright: ignore[reportIncompatibleVariableOverride]
    """All that the environment may say: what decides a run, where and how it is done, and how long it is kept."""

    model_config = SettingsConfigDict(
        env_prefix="SPANISHGAS_", env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    lake: Annotated[str, _about("Root of the lake: a folder, or s3://bucket/prefix")] = "lake"
    as_of: Annotated[
        date | None, _about("Day to list customers for; empty: the end of the last whole month of readings")
    ] = None
    policy_file: Annotated[Path | None, _about("Business rules of your own (YAML); empty: the packaged ones")] = None
    language: Annotated[Language, _about("Language of reasons and reports where people read them: en or es")] = "en"
    log: Annotated[Log, _about("json: one JSON line an event on standard error; off: none")] = "off"
    log_level: Annotated[LogLevel, _about("The least that is logged")] = "info"

    def retention(self) -> Retention:
        """The table of how long what is kept."""
        return Retention(**self.model_dump(include=set(Retention.model_fields)))


RUN_SETTINGS = frozenset(RunSettings.model_fields)
"""Settings that a step may ask for and that a run's record keeps."""
