"""A request to end the process becomes an error where the work is, so that the work can say how to go on."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager

from spanishgas.errors import STOP_SIGNALS, StopError


@contextmanager
def stop_signals() -> Generator[None]:
    """Inside, Ctrl-C and SIGTERM raise StopError; only the main thread of a process gets them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, _frame: object) -> None:
    raise StopError("on request. What is published is as it was.", number)
