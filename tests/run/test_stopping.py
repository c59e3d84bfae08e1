"""A run that is asked to end says so."""

import os
import signal
from pathlib import Path

import pytest
from support.runs import run_record

from spanishgas.cli.signals import stop_signals
from spanishgas.errors import StopError
from spanishgas.lake import Lake
from spanishgas.run.stopping import stoppable
from spanishgas.run.store import load_record, save_record


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_a_run_is_told_how_to_go_on_and_the_record_says_so(number: int, tmp_path: Path) -> None:
    lake, record = Lake(tmp_path), run_record()
    save_record(lake, record)
    with pytest.raises(StopError) as stopped, stop_signals(), stoppable(lake, record):
        os.kill(os.getpid(), number)
    assert str(stopped.value) == (
        "Run tuesday was stopped. What is published is as it was, and nothing is lost. Go on with: "
        f"spanishgas run --resume tuesday --lake {lake}"
    )
    assert stopped.value.exit_code == 128 + number
    saved = load_record(lake, "tuesday")
    assert saved.status == "stopped"
    assert saved.finished_at is not None


def test_an_interrupt_that_a_library_raises_is_a_stop_too(tmp_path: Path) -> None:
    lake, record = Lake(tmp_path), run_record()
    save_record(lake, record)
    with pytest.raises(StopError) as stopped, stoppable(lake, record):
        raise KeyboardInterrupt
    assert stopped.value.exit_code == 130


def test_a_record_that_says_already_how_it_ended_is_left_so(tmp_path: Path) -> None:
    lake, record = Lake(tmp_path), run_record(status="published")
    with pytest.raises(StopError), stoppable(lake, record):
        raise KeyboardInterrupt
    assert not lake.exists("runs/tuesday.json")


def test_handlers_are_as_before_when_a_command_is_over() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
