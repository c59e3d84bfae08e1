"""Fits side by side: in order, as many at once as asked for, and none begun after a stop."""

import threading
import time
from functools import partial

import numpy as np
import pytest

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.dummy import Dummy, FittedDummy
from spanishgas.model.out_of_fold import fold_scores, side_by_side


def test_results_come_in_the_order_of_the_calls_whichever_ends_first():
    second_ended = threading.Event()

    def first() -> str:
        assert second_ended.wait(10)
        return "first"

    def second() -> str:
        second_ended.set()
        return "second"

    assert list(side_by_side([first, second], 2)) == ["first", "second"]


def test_a_failure_is_raised_and_no_further_call_is_begun():
    begun: list[int] = []

    def fit(number: int) -> None:
        begun.append(number)
        raise ValueError("no churner")

    with pytest.raises(ValueError, match="no churner"):
        list(side_by_side([partial(fit, number) for number in range(100)], 1))
    assert len(begun) < 100


def test_whoever_is_stopped_while_waiting_begins_no_further_call():
    begun: list[int] = []
    is_stopped = threading.Event()

    def fit(number: int) -> None:
        begun.append(number)
        assert number == 0 or is_stopped.wait(10)

    waiting = side_by_side([partial(fit, number) for number in range(100)], 1)
    next(waiting)
    threading.Timer(0.1, is_stopped.set).start()
    with pytest.raises(KeyboardInterrupt):
        waiting.throw(KeyboardInterrupt)
    assert len(begun) <= 2


def test_whoever_fails_between_two_results_begins_no_further_fit():
    begun: list[int] = []

    def fit(matrix: Matrix, churned: np.ndarray) -> FittedDummy:
        begun.append(len(begun))
        time.sleep(0.005)  # as long as it takes others to hear of the failure
        return Dummy().fit(matrix, churned, {}, seed=1)

    def stop() -> None:
        raise KeyboardInterrupt

    matrix = Matrix(np.zeros((200, 1), dtype=np.float32), ("x",), ("q",))
    with pytest.raises(KeyboardInterrupt):
        fold_scores(fit, matrix, np.arange(200) % 2, np.arange(200), threads=1, fitted=stop)
    assert len(begun) < 200
