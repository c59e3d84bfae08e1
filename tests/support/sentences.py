"""A refusal, to the letter: its class and all that it says."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest


@contextmanager
def says(kind: type[Exception], sentence: str) -> Generator[None]:
    with pytest.raises(kind) as raised:
        yield
    assert (type(raised.value), str(raised.value)) == (kind, sentence)
