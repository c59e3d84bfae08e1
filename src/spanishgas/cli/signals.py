"""A request to end the process becomes an error where the work is, so that the work can say how to go on.

Not everywhere: an error raised while a library's own machine code calls Python back does not come through. XGBoost
drops it and goes on, Polars panics. There the request is made again a moment later, until no library has called back.
"""

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from spanishgas.errors import STOP_SIGNALS, StopError

_PACKAGE = __name__.partition(".")[0]
_CALL_BACK = frozenset({"polars", "xgboost", "obstore"})
"""Whose machine code calls Python."""
_IMPORTS = "importlib"
"""Which any machine code calls to import what it needs."""
_MOMENT_SECONDS = 0.02


@contextmanager
def stop_signals() -> Generator[None]:
    """Inside, Ctrl-C and SIGTERM raise StopError; only the main thread of a process gets them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _stop) for number in STOP_SIGNALS}
    before[signal.SIGALRM] = signal.getsignal(signal.SIGALRM)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    if not _is_called_back(frame):
        raise StopError("on request. Give the command again; `run --resume` goes on with a run.", number)
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(number))
    signal.setitimer(signal.ITIMER_REAL, _MOMENT_SECONDS)


def _is_called_back(frame: FrameType | None) -> bool:
    """Whether a library that calls back is at work below the frame, which may be our own code that it calls.

    An import calls back too, but what our own module does while it is imported comes through.
    """
    is_above_ours = True
    while frame is not None:
        room = str(frame.f_globals.get("__name__")).partition(".")[0]
        if room in _CALL_BACK or (room == _IMPORTS and is_above_ours):
            return True
        is_above_ours = is_above_ours and room != _PACKAGE
        frame = frame.f_back
    return False
