"""The end of a run, told to the registry, to CloudWatch and to people: each as far as it can be, and each once.

What was told is kept beside the record, under the time the run ended: a retry tells what is missing only, and the next
attempt of a failed run, which ends at another time, is told again. A crash between telling and keeping tells twice
rather than never; the registry is looked at first, so that it holds a model once even then.
"""

from collections.abc import Callable
from functools import partial

import obstore.exceptions
import structlog
from pydantic import Field

from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.messages import end_message, send
from spanishgas.aws.metrics import put_run_metrics
from spanishgas.aws.registry import register
from spanishgas.aws.unnamed import of_keys
from spanishgas.content import json_bytes
from spanishgas.errors import SpanishGasError
from spanishgas.lake import Lake
from spanishgas.run.evaluated import EvaluatedModel, evaluated_model
from spanishgas.run.record import AnyRecord, RunRecord
from spanishgas.run.store import parsed
from spanishgas.tables.document import Document

REPORTED = "runs/reported/"
_log = structlog.get_logger()


class Reported(Document):
    """What was told of one end of a run: by part what came back, such as the version's ARN or the message's id."""

    told: dict[str, str] = Field(default_factory=dict[str, str])


def report_run(lake: Lake, record: AnyRecord, settings: AwsSettings) -> list[str]:
    """Tell how a run ended; what could not be told, in words. Never raises for what AWS refuses."""
    key = f"{REPORTED}{record.run_id}/{_end(record)}.json"
    model, failed = _evaluated(lake, record)
    reported, seen = _look(lake, key)
    for name, tell in _parts(lake, record, model, settings).items():
        if name in reported.told:
            continue
        try:
            reported = Reported(told={**reported.told, name: tell()})
            seen = lake.swap(key, json_bytes(reported.model_dump(mode="json")), seen)
        except _refusals() as error:
            _log.error("not_told", run_id=record.run_id, part=name, error=of_keys(str(error)))
            failed.append(f"{name} of run {record.run_id} could not be told: {error}")
    return failed


def _parts(
    lake: Lake, record: AnyRecord, model: EvaluatedModel | None, settings: AwsSettings
) -> dict[str, Callable[[], str]]:
    """What is to be told, by name, as far as the deployment has somebody to tell."""
    parts: dict[str, Callable[[], str]] = {}
    if model is not None and settings.model_package_group:
        parts["registry"] = partial(register, lake, model, settings)
    if isinstance(record, RunRecord):
        parts["metrics"] = partial(_measured, record, model, settings)
    if settings.sns_topic_arn:
        parts["message"] = lambda: send(end_message(lake, record, model, settings), settings)
    return parts


def _measured(record: RunRecord, model: EvaluatedModel | None, settings: AwsSettings) -> str:
    put_run_metrics(record, model, settings)
    return "told"


def _evaluated(lake: Lake, record: AnyRecord) -> tuple[EvaluatedModel | None, list[str]]:
    """The model that the run evaluated; a damaged document of it keeps nobody from hearing of the run."""
    if not isinstance(record, RunRecord):
        return None, []
    try:
        return evaluated_model(lake, record), []
    except _refusals() as error:
        return None, [str(error)]


def _look(lake: Lake, key: str) -> tuple[Reported, str | None]:
    if not lake.exists(key):
        return Reported(), None
    content, seen = lake.look(key)
    return parsed(lake, key, content, Reported), seen


def _end(record: AnyRecord) -> str:
    """One end of a run: an attempt that failed, and the one after it, end at different times."""
    at = record.finished_at or record.started_at
    return f"{record.status}-{at:%Y%m%dT%H%M%S%f}"


def _refusals() -> tuple[type[Exception], ...]:
    from botocore.exceptions import BotoCoreError, ClientError

    return BotoCoreError, ClientError, SpanishGasError, OSError, obstore.exceptions.BaseError
