"""All settings, frozen, from ``SPANISHGAS_*`` environment variables and ``.env``; ``.env.example`` lists them."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

Log = Literal["off", "json"]
LogLevel = Literal["debug", "info", "warning", "error"]


def _about(text: str, **limits: float) -> object:
    return Field(description=text, **limits)  # pyright: ignore[reportArgumentType, reportCallIssue]


class RunSettings(BaseModel):
    """What decides a run beside its files and rules: a step may ask for each, and the run's record keeps them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    clock: Annotated[Literal["local", "UTC"], _about("Clock of the meter timestamps: local (Spain) or UTC")] = "local"
    seed: Annotated[int, _about("Seed of the split, the folds and the training", ge=0)] = 42
    experiment: Annotated[str, _about("Experiment (set of feature tiers) trained as challenger")] = "E5"
    recall_confidence: Annotated[float, _about("Confidence of the threshold's recall bound", gt=0.5, lt=1)] = 0.95
    sentiment_model: Annotated[str, _about("Mood of texts: vader, or the folder of a transformers model")] = "vader"
    max_elec_kwh_per_hour: Annotated[float, _about("An hour above this electricity is set aside, kWh", gt=0)] = 50_000
    max_gas_m3_per_hour: Annotated[float, _about("An hour above this gas is set aside, m3", gt=0)] = 50_000
    max_set_aside_share: Annotated[float, _about("Share of readings that may be set aside", ge=0, le=1)] = 0.001
    min_month_share: Annotated[float, _about("Share of its hours that the last month must have", ge=0, le=1)] = 0.9
    max_text_characters: Annotated[int, _about("Characters of an interaction's text that are read", ge=100)] = 4_000
    max_unpacked_gb: Annotated[float, _about("A packed readings file may unpack to so much, GB", gt=0)] = 24
    max_whole_file_gb: Annotated[float, _about("Any other raw file may be so big once unpacked, GB", gt=0)] = 1
    columns_file: Annotated[Path | None, _about("Further column names of your own (YAML); empty: none")] = None
    threads: Annotated[int, _about("Threads of the training; part of what makes a model the same", ge=1)] = 2


class Settings(RunSettings, BaseSettings):
    """All that the environment may say: what decides a run, and where and how it is done."""

    model_config = SettingsConfigDict(
        env_prefix="SPANISHGAS_", env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    lake: Annotated[str, _about("Root of the lake: a folder, or s3://bucket/prefix")] = "lake"
    as_of: Annotated[date | None, _about("Day the features look from; empty: label date, else last month's end")] = None
    policy_file: Annotated[Path | None, _about("Business rules of your own (YAML); empty: the packaged ones")] = None
    log: Annotated[Log, _about("json: one JSON line an event on standard error; off: none")] = "off"
    log_level: Annotated[LogLevel, _about("The least that is logged")] = "info"


RUN_SETTINGS = frozenset(RunSettings.model_fields)
"""Settings that a step may ask for and that a run's record keeps."""
