"""Under which names of columns a customer's id may come: ours, those of the settings, those that past runs knew."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.lake import Lake
from spanishgas.run.raw_files import RAW
from spanishgas.run.raw_names import recognise
from spanishgas.run.store import list_records

ID = "customer_id"


@dataclass(frozen=True)
class IdNames:
    """Names of a customer's id, in small letters, by the raw file whose columns they are."""

    by_file: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, own: Iterable[OwnColumns] = ()) -> Self:
        """The names of the packaged registry and all further ones."""
        names = {
            dataset.file: {*dataset.accepted(ID)}
            for dataset in ColumnRegistry.load().datasets.values()
            if ID in dataset.columns
        }
        for columns in own:
            for file, by_column in columns.files.items():
                aliases = by_column[ID].aliases if ID in by_column else ()
                names.setdefault(file, {ID}).update(alias.strip().lower() for alias in aliases)
        return cls({file: frozenset(of_file) for file, of_file in names.items()})

    @classmethod
    def of_lake(cls, lake: Lake, settings: OwnColumns) -> Self:
        """The names of the settings, and of every run whose record can be read: its files may lie here still."""
        return cls.of([settings, *(record.own_columns for record in list_records(lake)[0])])

    def of_kind(self, key: str) -> frozenset[str]:
        """The names in a file of the lake that is one of the raw files; none for any other."""
        return self.by_file.get(_kind(key), frozenset())

    @cached_property
    def every(self) -> frozenset[str]:
        """The names in whatever file."""
        return frozenset().union(*self.by_file.values())


def _kind(key: str) -> str:
    """Which of the raw files a key is; nothing for any other file."""
    if not key.startswith(RAW):
        return ""
    datasets = ColumnRegistry.load().datasets
    found = recognise([key.removeprefix(RAW)], datasets).files
    return next((datasets[table].file for table, names in found.items() if names), "")
