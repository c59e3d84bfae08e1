"""An opened raw file, as the first layer gets it."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from spanishgas.errors import InputError


@dataclass(frozen=True)
class RawTable:
    """An opened raw file: its name for messages, its rows, and the line of its first row."""

    file: str
    frame: pl.LazyFrame
    first_line: int = 2
    explain: Callable[[], InputError | None] | None = None
    """Finds the row where a scanned file is no longer what its beginning promised, after a scan has failed."""
