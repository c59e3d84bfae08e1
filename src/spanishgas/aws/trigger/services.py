"""All that the trigger works with: tests, and whoever wants to know what is called, put their own in its place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.trigger.listing import RawFiles
from spanishgas.aws.trigger.start import Executions
from spanishgas.aws.trigger.state import Notice, Rules
from spanishgas.aws.trigger.store import StateTable
from spanishgas.errors import SettingsError
from spanishgas.lake import Lake
from spanishgas.run.record import AnyRecord


@dataclass(frozen=True)
class Services:
    """What is called, and what a deployment sets."""

    settings: AwsSettings
    bucket: str
    raw: RawFiles
    table: StateTable
    executions: Executions
    lake: Lake
    report: Callable[[Lake, AnyRecord, AwsSettings], Sequence[str]]
    """Tells registry, metrics and people how a run ended, and says what could not be told."""
    tell: Callable[[Notice], object]
    """Tells people something that is about no record."""
    measure: Callable[[dict[str, float]], object] = lambda _values: None
    """Tells CloudWatch figures by name."""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def rules(self) -> Rules:
        """The deployment's numbers as the rules want them."""
        return Rules(
            quiet=timedelta(seconds=self.settings.quiet_seconds),
            patience=timedelta(hours=self.settings.waiting_alert_hours),
            attempts=self.settings.attempts,
            jobs=self.settings.jobs_version,
        )


def make_services(
    settings: AwsSettings,
    client: Callable[[str], Any],
    report: Callable[[Lake, AnyRecord, AwsSettings], Sequence[str]],
    tell: Callable[[Notice], object],
    measure: Callable[[dict[str, float]], object],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Services:
    """The services of a deployment, by its clients. Raises SettingsError naming what the environment does not say."""
    root, name, machine = settings.lake, settings.dynamodb_manifest_table, settings.state_machine_arn
    if not (root and root.startswith("s3://") and name and machine):
        raise SettingsError(
            "The trigger needs DATA_SOURCE=s3 with S3_BUCKET, DYNAMODB_MANIFEST_TABLE and SPANISHGAS_STATE_MACHINE_ARN."
        )
    bucket, _, prefix = root.removeprefix("s3://").partition("/")
    table = StateTable(client("dynamodb"), name)
    return Services(
        settings=settings,
        bucket=bucket,
        raw=RawFiles(client("s3"), bucket, prefix and f"{prefix.rstrip('/')}/", table),
        table=table,
        executions=Executions(client("stepfunctions"), machine, bucket),
        lake=Lake(root),
        report=report,
        tell=tell,
        measure=measure,
        now=now,
    )
