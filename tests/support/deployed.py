"""What tests of a deployment need: its settings, its resources on moto's server, and a run that has ended."""

from datetime import UTC, datetime
from typing import Any

import boto3
from support.bucket import REGION

from spanishgas.aws.environment import AwsSettings
from spanishgas.run.metrics import run_metrics
from spanishgas.run.reader import Run

ENDED = datetime(2025, 1, 7, 9, 5, tzinfo=UTC)


def client(name: str) -> Any:
    return boto3.client(name, region_name=REGION)


def aws_settings(**changes: Any) -> AwsSettings:
    """Of a deployment, whatever the environment of the test says."""
    given: dict[str, Any] = {"aws_region": REGION, "environment": "dev", "language": "en", **changes}
    return AwsSettings(_env_file=None, **given)  # pyright: ignore[reportCallIssue]


def ended(run: Run, status: Any = "published") -> Run:
    """The run as it is once it has ended so, without moving a pointer."""
    run.record.metrics = run_metrics(run) if status == "published" else None
    run.record.status, run.record.finished_at = status, ENDED
    return run
