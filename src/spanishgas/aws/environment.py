"""What containers and functions on AWS are told by their environment; ``.env.example`` lists it.

A name that AWS and its engineers share (``S3_BUCKET``) may also be spelled as ours are (``SPANISHGAS_S3_BUCKET``).
"""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AliasChoices, Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from spanishgas.config.language import Language
from spanishgas.config.wrong_entry import said
from spanishgas.errors import SettingsError

PREFIX = "SPANISHGAS_"
EXIT_MESSAGE_FILE = Path("/opt/ml/output/message")
"""What SageMaker shows as ExitMessage."""
Environment = Literal["dev", "staging", "prod"]
DataSource = Literal["local", "s3"]


def _shared(name: str, text: str) -> Any:
    """A setting with two spellings, the first of which counts."""
    return Field(description=text, validation_alias=AliasChoices(name, PREFIX + name))


def _ours(name: str, text: str, **limits: float) -> Any:
    return Field(description=text, validation_alias=PREFIX + name, **limits)  # pyright: ignore[reportArgumentType, reportCallIssue]


class AwsSettings(BaseSettings):
    """Where the lake is and which resources stand around it; what a run needs of settings is in ``Settings``."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, frozen=True, extra="ignore", populate_by_name=True
    )

    data_source: Annotated[DataSource, _shared("DATA_SOURCE", "Where the lake is: local, or s3 in a bucket")] = "local"
    s3_bucket: Annotated[str | None, _shared("S3_BUCKET", "Bucket of the lake, where it is on S3")] = None
    aws_region: Annotated[str, _shared("AWS_REGION", "Region of the bucket and of all else")] = "eu-west-1"
    sns_topic_arn: Annotated[str | None, _shared("SNS_TOPIC_ARN", "Topic that alerts go to; empty: none are sent")] = (
        None
    )
    dynamodb_manifest_table: Annotated[
        str | None, _shared("DYNAMODB_MANIFEST_TABLE", "Table of the trigger's state and its history")
    ] = None
    state_machine_arn: Annotated[str | None, _ours("STATE_MACHINE_ARN", "State machine that the trigger starts")] = None
    model_package_group: Annotated[
        str | None, _ours("MODEL_PACKAGE_GROUP", "Model package group that evaluated models are registered in")
    ] = None
    environment: Annotated[Environment, _ours("ENVIRONMENT", "Which deployment this is: dev, staging or prod")] = "dev"
    quiet_seconds: Annotated[
        float, _ours("QUIET_SECONDS", "Seconds without a change in raw/ before a run starts", ge=0)
    ] = 120.0
    waiting_alert_hours: Annotated[
        float, _ours("WAITING_ALERT_HOURS", "Hours that files may wait for a missing one before somebody is told", gt=0)
    ] = 24.0
    exit_message_file: Annotated[
        Path, _ours("EXIT_MESSAGE_FILE", "File that a job leaves the message of its failure in, for SageMaker to show")
    ] = EXIT_MESSAGE_FILE
    attempts: Annotated[
        int, _ours("ATTEMPTS", "How often the same files are tried before a failing run waits for a person", ge=1)
    ] = 3
    jobs_version: Annotated[
        str, _ours("JOBS_VERSION", "Which code and settings jobs run; tries of a failed run begin anew with another")
    ] = ""
    dashboard_url: Annotated[str | None, _ours("DASHBOARD_URL", "Address of the dashboard, for messages")] = None
    language: Annotated[Language, _ours("LANGUAGE", "Language of messages to people: en or es")] = "en"
    given_lake: Annotated[str | None, _ours("LAKE", "Root of the lake, whatever the data source says")] = None

    @model_validator(mode="after")
    def _bucket_is_named(self) -> Self:
        if self.data_source == "s3" and not self.s3_bucket and not self.given_lake:
            raise ValueError("DATA_SOURCE is s3, so S3_BUCKET must name the bucket")
        return self

    @classmethod
    def load(cls) -> Self:
        """What the environment says. Raises SettingsError naming each entry that cannot be."""
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("\n".join(_explained(entry) for entry in error.errors())) from None

    @property
    def lake(self) -> str | None:
        """Root of the lake: ``SPANISHGAS_LAKE`` where that is set, else the bucket where it is on S3, else None."""
        return self.given_lake or (f"s3://{self.s3_bucket}" if self.data_source == "s3" else None)


def tell_region(environment: MutableMapping[str, str], region: str) -> None:
    """Say the region where nobody has: the lake looks for it in the environment of its process only."""
    if not {"AWS_REGION", "AWS_DEFAULT_REGION"} & environment.keys():
        environment["AWS_REGION"] = region


def _explained(entry: Any) -> str:
    name = "_".join(map(str, entry["loc"]))
    if not name:
        return f"{said(entry)}."
    return f"{name if name.startswith(PREFIX) else f'{name} (or {PREFIX}{name})'}: {said(entry)}."
