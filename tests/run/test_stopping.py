"""A run that is asked to end says so; a publication waits until it is whole."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from support.runs import run_record

from spanishgas.cli.signals import stop_signals
from spanishgas.errors import StopError
from spanishgas.lake import Lake
from spanishgas.run.stopping import stoppable
from spanishgas.run.store import load_record, save_record
from spanishgas.run.undivided import undivided


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
    with pytest.raises(StopError) as stopped, stoppable(lake, record):
        raise KeyboardInterrupt
    assert not lake.exists("runs/tuesday.json")
    assert str(stopped.value) == (
        "Run tuesday is published; only copies at stable keys may be missing: "
        f"spanishgas stage publish --run-id tuesday --lake {lake}"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_waits_for_what_is_undivided_whichever_thread_the_system_gives_it_to(number: int) -> None:
    done, over = [], threading.Event()
    other = threading.Thread(target=over.wait)
    other.start()
    try:
        with pytest.raises(StopError) as stopped, stop_signals():
            with undivided():
                signal.pthread_kill(other.ident, number)
                time.sleep(0.05)
                done.append("whole")
            done.append("never")
    finally:
        over.set()
    assert done == ["whole"]
    assert stopped.value.signal_number == number


def test_an_error_in_what_is_undivided_does_not_hide_the_stop() -> None:
    with pytest.raises(StopError) as stopped, stop_signals(), undivided():
        os.kill(os.getpid(), signal.SIGTERM)
        raise ZeroDivisionError
    assert isinstance(stopped.value.__context__, ZeroDivisionError)


def test_another_thread_is_never_stopped_and_may_be_undivided_too() -> None:
    done = []

    def divided() -> None:
        with undivided():
            done.append("whole")

    other = threading.Thread(target=divided)
    other.start()
    other.join()
    assert done == ["whole"]
