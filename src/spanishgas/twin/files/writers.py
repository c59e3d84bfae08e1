"""Write the files so that nothing half-written looks whole: aside first, then renamed into place."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import polars as pl
from polars.io.plugins import register_io_source

FileFormat = Literal["parquet", "csv"]
PARTIAL = ".partial"
_COMPRESSION_LEVEL = 1  # level 3 takes twice the time for a few per cent less
_ROWS_A_GROUP = 100 * 8784  # a leap year of a block of customers
_OWN_FILES = ("churn_label.*", "customer_*.*", "consumption_hourly_*.*", "price_history.*", "costs_by_province_month.*")


def write_small(table: pl.DataFrame, folder: Path, name: str) -> Path:
    """A small file: interactions as a JSON array of records, the others as CSV."""
    if name == "customer_interactions":
        path = folder / f"{name}.json{PARTIAL}"
        table.write_json(path)
    else:
        path = folder / f"{name}.csv{PARTIAL}"
        table.write_csv(path)
    return path


def write_truth(table: pl.DataFrame, folder: Path, name: str) -> Path:
    """A table of what only the twin knows, as parquet."""
    path = folder / f"{name}.parquet{PARTIAL}"
    table.write_parquet(path)
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


def publish(folder: Path, partials: list[Path]) -> None:
    """Remove the twin's former files and give the new ones their names."""
    keep = {path.name for path in partials}
    for pattern in _OWN_FILES:
        for old in folder.glob(pattern):
            if old.name not in keep:
                old.unlink()
    for path in partials:
        path.rename(path.with_name(path.name.removesuffix(PARTIAL)))
