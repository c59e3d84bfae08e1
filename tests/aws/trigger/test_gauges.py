"""What is told at every tick: hours since the last success, and hours that files wait."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from support.deployed import aws_settings, client
from support.runs import run_record
from support.trigger_world import START, World

from spanishgas.aws.trigger.gauges import gauges, tell_gauges
from spanishgas.aws.trigger.state import State
from spanishgas.run.pointers import Current
from spanishgas.run.store import CURRENT, save_record, write_document


def test_hours_are_counted_from_the_last_success_and_from_the_first_wait() -> None:
    now = START + timedelta(days=9)
    waiting = State(waiting_since=now - timedelta(hours=30))
    assert gauges(waiting, START, now) == {"HoursWaiting": 30.0, "HoursSinceSuccess": 216.0}


def test_before_the_first_success_none_is_said_and_nothing_waits() -> None:
    assert gauges(State(), None, START) == {"HoursWaiting": 0.0}


def test_cloudwatch_is_told_of_the_published_run(moto_world: Callable[..., World]) -> None:
    world = moto_world()
    save_record(world.lake, run_record("20261130-0001", finished_at=START))
    current = Current(
        run_id="20261130-0001", mode="train", as_of=START.date(), model_id="model", tables={}, documents={}
    )
    write_document(world.lake, CURRENT, current)
    tell_gauges(replace(world.services, settings=aws_settings()))
    found = client("cloudwatch").list_metrics(Namespace="SpanishGas")["Metrics"]
    assert {each["MetricName"] for each in found} >= {"HoursWaiting", "HoursSinceSuccess"}
