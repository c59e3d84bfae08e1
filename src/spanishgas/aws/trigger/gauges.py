"""What CloudWatch is told at every tick: how long ago a run succeeded, and how long files wait for others.

An alarm looks back seven days at most, so eight days without a success can only be said, not counted. A trigger that
says nothing is a trigger that does not run, which the same alarm tells.
"""

from datetime import datetime, timedelta

from aws_lambda_powertools import Logger
from botocore.exceptions import BotoCoreError, ClientError

from spanishgas.aws.metrics import put_metrics
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.state import State
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.pointers import load_current
from spanishgas.run.store import load_record

_HOUR = timedelta(hours=1)
_log = Logger()


def gauges(state: State, published_at: datetime | None, now: datetime) -> dict[str, float]:
    """Figures by name, in hours; before the first success there is none to count from, so none is said."""
    waiting = (now - state.waiting_since) / _HOUR if state.waiting_since else 0.0
    return {"HoursWaiting": waiting} | ({"HoursSinceSuccess": (now - published_at) / _HOUR} if published_at else {})


def tell_gauges(services: Services) -> None:
    """Tell CloudWatch; where that fails the log says so, and the silence alarms."""
    now = services.now()
    try:
        put_metrics(gauges(services.table.load(), _published_at(services.lake), now), now, services.settings)
    except (BotoCoreError, ClientError, RunError):
        _log.exception("not_measured")


def _published_at(lake: Lake) -> datetime | None:
    """When the published run ended."""
    current = load_current(lake)
    return load_record(lake, current.run_id).finished_at if current else None
