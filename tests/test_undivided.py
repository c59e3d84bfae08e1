"""What is undivided is done whole before a stop is one."""

import os
import signal
import threading
import time

import numpy as np
import pytest
import xgboost as xgb

from spanishgas.cli.signals import stop_signals
from spanishgas.errors import StopError
from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees
from spanishgas.undivided import undivided


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


def test_a_stop_while_trees_ask_for_their_rows_is_not_lost(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    ask = xgb.core.DataIter._next_wrapper

    def stopped(self: xgb.core.DataIter, this: None) -> int:
        signal.raise_signal(signal.SIGTERM)
        return ask(self, this)

    monkeypatch.setattr(xgb.core.DataIter, "_next_wrapper", stopped)
    matrix = Matrix(np.arange(40, dtype=np.float32).reshape(20, 2), ("a", "b"), ("q", "q"))
    with pytest.raises(StopError), stop_signals():
        XGBoostTrees().fit(matrix, np.arange(20) % 2, {"rounds": 1}, seed=1, threads=1)
    assert capfd.readouterr().err == ""
