"""Logs for machines: off unless asked for, and then one JSON line an event on standard error."""

import json
from collections.abc import Generator
from datetime import datetime

import pytest
import structlog

from spanishgas.cli.logs import configure_logs


@pytest.fixture(autouse=True)
def _afterwards() -> Generator[None]:
    yield
    structlog.reset_defaults()


def test_nothing_is_logged_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("off", "debug")
    structlog.get_logger().error("run_stopped")
    assert capsys.readouterr() == ("", "")


def test_an_event_is_a_line_of_json_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json", "info")
    structlog.get_logger().info("step", rows=3, name="ñ")
    out, err = capsys.readouterr()
    event = json.loads(err)
    assert datetime.fromisoformat(event.pop("timestamp")).tzinfo is not None
    assert (out, event) == ("", {"event": "step", "level": "info", "rows": 3, "name": "ñ"})
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("level", "logged"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_the_least_that_is_logged_is_what_was_asked_for(level, logged, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json", level)
    for each in ("debug", "info", "warning", "error"):
        getattr(structlog.get_logger(), each)(each)
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == logged
