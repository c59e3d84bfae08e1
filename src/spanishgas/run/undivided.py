"""What must be done whole or not at all, such as a publication, is not torn apart by a request to end."""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager

from spanishgas.errors import STOP_SIGNALS


@contextmanager
def undivided() -> Generator[None]:
    """A moment in which nobody stops us: a signal waits until it is over. Only the main thread gets any.

    Blocking signals for the thread would not do: the system then hands them to a thread of a library.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = {number: signal.signal(number, lambda came, _frame: waiting.append(came)) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in waiting[:1]:
            signal.raise_signal(number)  # here, so that an error inside does not hide it
