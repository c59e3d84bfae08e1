"""Write the files so that nothing half-written looks whole: aside first, then renamed into place."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import polars as pl
from polars.io.plugins import register_io_source

from spanishgas.folder_entries import PARTIAL

FileFormat = Literal["parquet", "csv"]
_AS_RECORDS = "customer_interactions"
_COMPRESSION_LEVEL = 1  # level 3 takes twice the time for a few per cent less
_ROWS_A_GROUP = 100 * 8784  # a leap year of a block of customers


def write_small(table: pl.DataFrame, folder: Path, name: str) -> Path:
    """A small file: interactions as a JSON array of records, the others as CSV."""
    path = folder / (small_name(name) + PARTIAL)
    if path.name.startswith(_AS_RECORDS):
        table.write_json(path)
    else:
        table.write_csv(path)
    return path


def small_name(name: str) -> str:
    """The file name of a small table."""
    return f"{name}.json" if name == _AS_RECORDS else f"{name}.csv"


def write_truth(table: pl.DataFrame, folder: Path, name: str) -> Path:
    """A table of what only the twin knows, as parquet."""
    path = folder / f"{name}.parquet{PARTIAL}"
    table.write_parquet(path)
    return path


def write_outcomes(table: pl.DataFrame, folder: Path, name: str) -> Path:
    """What came of a campaign, as CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv{PARTIAL}"
    table.write_csv(path)
    return path


def write_readings(
    frames: Callable[[], Iterator[pl.DataFrame]], schema: Mapping[str, pl.DataType], path: Path, file_format: FileFormat
) -> Path:
    """Stream frames into one file, one row group a frame, so that memory stays at a few blocks."""

    def source(
        with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        del predicate, n_rows, batch_size  # a sink of all rows asks for none of these
        for frame in frames():
            yield frame if with_columns is None else frame.select(with_columns)

    rows = register_io_source(source, schema=dict(schema))
    partial = path.with_name(path.name + PARTIAL)
    if file_format == "csv":
        rows.sink_csv(partial)
    else:
        rows.sink_parquet(
            partial, compression="zstd", compression_level=_COMPRESSION_LEVEL, row_group_size=_ROWS_A_GROUP
        )
    return partial


def publish(partials: list[Path]) -> None:
    """Give the new files their names."""
    for path in partials:
        path.rename(path.with_name(path.name.removesuffix(PARTIAL)))
