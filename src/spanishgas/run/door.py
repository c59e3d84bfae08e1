"""How the raw files of a run are opened."""

from dataclasses import dataclass

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.lake import Lake
from spanishgas.run.raw_files import Limits, RawFile, open_raw
from spanishgas.settings import Settings


@dataclass(frozen=True)
class Door:
    """Opens a lake's raw files as a run with these settings would."""

    lake: Lake
    columns: ColumnRegistry
    settings: Settings

    def open(self, file: RawFile) -> RawTable:
        """A raw file, opened."""
        return open_raw(self.lake, file, self.columns.datasets[file.dataset], Limits.of(self.settings))
