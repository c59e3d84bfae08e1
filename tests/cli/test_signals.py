"""A request to end reaches the work as an error, wherever the process is at that moment."""

import signal
import time
from types import FunctionType

import numpy as np
import polars as pl
import pytest
import xgboost as xgb

from spanishgas.cli.signals import stop_signals
from spanishgas.errors import STOP_SIGNALS, StopError
from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees


def test_handlers_are_as_before_when_a_command_is_over() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


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
        XGBoostTrees().fit(matrix, np.arange(20) % 2, {"rounds": 1}, seed=1)
        time.sleep(5)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("whose", ["others.module", "spanishgas.run.per_file"])
@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_a_stop_while_a_library_calls_back_is_one_as_soon_as_it_is_over(
    number: int, whose: str, capfd: pytest.CaptureFixture[str]
) -> None:
    done = []

    def stopped(frame: pl.DataFrame) -> pl.DataFrame:
        signal.raise_signal(number)
        done.append("made")
        return frame

    with pytest.raises(StopError) as raised, stop_signals():
        pl.LazyFrame({"a": [1]}).map_batches(_in_module(whose, stopped)).collect()
        done.append("collected")
        time.sleep(5)
        done.append("never")
    assert raised.value.signal_number == number
    assert done == ["made", "collected"]
    assert capfd.readouterr().err == ""


def _in_module(name: str, function: FunctionType) -> FunctionType:
    """The function as if it stood in another module."""
    return FunctionType(function.__code__, {**globals(), "__name__": name}, closure=function.__closure__)
