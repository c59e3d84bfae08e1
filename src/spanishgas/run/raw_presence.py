"""Which raw files the next run would find, and which it would wait for: nothing is opened, nothing refused."""

from dataclasses import dataclass
from pathlib import Path

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.lake import Lake
from spanishgas.run.raw_files import find_raw_files


@dataclass(frozen=True)
class DatasetFiles:
    """The files of a dataset that are there."""

    name: str
    """What the names of such files begin with."""
    is_optional: bool
    """A scoring does without."""
    sizes: tuple[int, ...]
    """In bytes, one a file."""


@dataclass(frozen=True)
class RawPresence:
    """The datasets of ``raw/``, and what a run would refuse of the files as they lie there."""

    datasets: tuple[DatasetFiles, ...]
    refusals: tuple[str, ...]


def raw_presence(lake: Lake, columns_file: Path | None = None) -> RawPresence:
    """Look at the raw files by their names; ``columns_file`` is the retailer's own. As a run's plan finds them."""
    columns = OwnColumns.load(columns_file).added_to(ColumnRegistry.load())
    found = find_raw_files(lake, columns)
    datasets = (
        DatasetFiles(dataset.file, dataset.optional, tuple(file.size for file in found.files.get(table, ())))
        for table, dataset in columns.datasets.items()
    )
    return RawPresence(tuple(datasets), tuple(map(str, found.refusals)))
