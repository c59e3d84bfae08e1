"""The one function on AWS Lambda: events of S3 and of the clock, requests, and three states of the state machine."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache, partial
from typing import Any, cast, get_args

from aws_lambda_powertools import Logger
from aws_lambda_powertools.utilities.data_classes import S3Event

from spanishgas.aws.connections import connect
from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.messages import AttemptEnd, Message, abandoned, send, unrecorded, waiting
from spanishgas.aws.metrics import put_metrics
from spanishgas.aws.report_run import report_run
from spanishgas.aws.trigger.begin import begin
from spanishgas.aws.trigger.hours import hours
from spanishgas.aws.trigger.reconcile import ask, reconcile
from spanishgas.aws.trigger.run_end import end, tick
from spanishgas.aws.trigger.services import Services, make_services
from spanishgas.aws.trigger.state import Ask, Notice
from spanishgas.errors import InputError
from spanishgas.run.record import Mode

_log = Logger()


def handle(event: dict[str, Any], context: object) -> dict[str, Any]:
    """What AWS Lambda calls."""
    _log.info("called", task=event.get("task"), request=getattr(context, "aws_request_id", None))
    return answer(services(), event)


def answer(services: Services, event: Mapping[str, Any]) -> dict[str, Any]:
    """Do what an event asks for; any event that is none of ours is a hint that ``raw/`` may have changed.

    Raises InputError for a task that nobody knows, and whatever a task raises: its class is the error's name on AWS.
    """
    match event:
        case {"task": "tick"}:
            tick(services)
            _measured(services)
        case {"task": "ask"}:
            ask(services, _request(event))
        case {"task": "begin", "execution": str(execution), "input": dict(given)}:
            claim = begin(services, execution, cast("dict[str, Any]", given))
            names = ("run_id", "mode", "attempt", "listing")
            return {**{name: getattr(claim, name) for name in names}, "bucket": services.bucket}
        case {"task": "finish", "execution": str(execution)}:
            return asdict(end(services, execution, None))
        case {"task": "fail", "execution": str(execution), "error": dict(error)}:
            return asdict(end(services, execution, cast("dict[str, Any]", error)))
        case {"task": other}:
            raise InputError(f"task: {str(other)!r} is not known, or something that it needs is not said.")
        case _:
            _hinted(services, event)
    return {}


def _measured(services: Services) -> None:
    try:
        services.measure(hours(services.table.load(), services.now()))
    except Exception:  # the next minute measures again, and where none does the alarm rings
        _log.exception("not_measured")


def _hinted(services: Services, event: Mapping[str, Any]) -> None:
    for record in S3Event(dict(event)).records if "Records" in event else ():
        _log.info("changed", event=record.event_name, key=record.s3.get_object.key)
    reconcile(services)


def _request(event: Mapping[str, Any]) -> Ask:
    mode = event.get("mode", "train")
    if mode not in get_args(Mode):
        raise InputError(f"mode: {str(mode)!r} is none of {', '.join(get_args(Mode))}.")
    reason = str(event.get("reason") or "not said")
    return Ask(cast("Mode", mode), reason, str(event.get("id") or _id_of_schedule(event, reason)))


def _id_of_schedule(event: Mapping[str, Any], reason: str) -> str:
    """One id for all deliveries of a day, by the time that the schedule says and not by that of the delivery."""
    if not (scheduled := event.get("scheduled")):
        return ""
    try:
        return f"{reason}-{datetime.fromisoformat(str(scheduled)):%Y-%m-%d}"
    except ValueError:  # rather asked for twice than not at all
        _log.warning("no_time", scheduled=scheduled)
        return ""


def message_of(settings: AwsSettings, notice: Notice) -> Message:
    """What people are told of a notice, in their language."""
    if notice.run is None:
        return waiting(notice.missing, settings.waiting_alert_hours, settings)
    end_of_run = AttemptEnd(notice.run.run_id, notice.run.attempt, notice.status)
    if notice.is_recorded:
        return abandoned(end_of_run, notice.run.tries, settings)
    return unrecorded(end_of_run, notice.run.execution, settings)


def _tell(settings: AwsSettings, notice: Notice) -> None:
    message = message_of(settings, notice)
    _log.warning("told", subject=message.subject, to=settings.sns_topic_arn)
    if settings.sns_topic_arn:
        send(message, settings)


@cache
def services() -> Services:
    """The services of this deployment: made once a process."""
    settings = AwsSettings.load()
    client = partial(connect, region=settings.aws_region)
    measure = partial(put_metrics, at=None, settings=settings)
    return make_services(settings, client, report_run, partial(_tell, settings), measure)
