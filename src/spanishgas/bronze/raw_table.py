"""An opened raw file, as the first layer gets it."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class RawTable:
    """An opened raw file: its name for messages, its rows, and the line of its first row."""

    file: str
    frame: pl.LazyFrame
    first_line: int = 2
