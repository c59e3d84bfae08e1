"""Columns of a retailer's own files: further names and words on top of the packaged column registry."""

from pathlib import Path
from typing import ClassVar, Self

import yaml
from pydantic import Field

from spanishgas.bronze.registry import ColumnRegistry, RawColumn, RawDataset
from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError

_WIDE = 110


class ColumnNames(Rules):
    """What a retailer's file calls a column, and its words for values."""

    aliases: tuple[str, ...] = ()
    values: dict[str, int] = Field(default_factory=dict[str, int])


class OwnColumns(RuleBook):
    """Additions to the column registry, by file and canonical name; there is no packaged file of them."""

    file: ClassVar[str] = ""
    entry: ClassVar[str | None] = "files"

    files: dict[str, dict[str, ColumnNames]] = Field(default_factory=dict[str, dict[str, ColumnNames]])

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The additions of a file; none without a path. Raises InputError naming every wrong entry."""
        return super().load(path) if path else cls()

    def added_to(self, packaged: ColumnRegistry) -> ColumnRegistry:
        """The packaged registry with these additions.

        Raises:
            InputError: a file or column is not in the registry, or a name is already that of another column.
        """
        tables = {dataset.file: table for table, dataset in packaged.datasets.items()}
        datasets = dict(packaged.datasets)
        for file, columns in self.files.items():
            if file not in tables:
                raise InputError(f"columns_file: there is no raw file {file!r}; the files are {', '.join(tables)}.")
            datasets[tables[file]] = _extended(datasets[tables[file]], columns)
        return packaged.model_copy(update={"datasets": datasets})

    def to_yaml(self) -> str:
        """The additions as a file that ``load`` reads; empty entries are left out."""
        plain = self.model_dump(mode="json", exclude_defaults=True).get("files", {})
        return yaml.safe_dump(plain, default_flow_style=None, sort_keys=False, allow_unicode=True, width=_WIDE)


def _extended(dataset: RawDataset, own: dict[str, ColumnNames]) -> RawDataset:
    columns = dict(dataset.columns)
    for canonical, names in own.items():
        if canonical not in columns:
            raise InputError(
                f"columns_file, {dataset.file}: there is no column {canonical!r}; the columns are {', '.join(columns)}."
            )
        columns[canonical] = _named(columns[canonical], names)
    extended = dataset.model_copy(update={"columns": columns})
    taken: dict[str, str] = {}
    for canonical in columns:
        for name in extended.accepted(canonical):
            if taken.setdefault(name, canonical) != canonical:
                raise InputError(
                    f"columns_file, {dataset.file}: {name!r} would be both {taken[name]} and {canonical}. Keep one."
                )
    return extended


def _named(column: RawColumn, own: ColumnNames) -> RawColumn:
    aliases = [alias.strip().lower() for alias in own.aliases]
    values = {word.strip().lower(): value for word, value in own.values.items()}
    return column.model_copy(
        update={
            "aliases": (*column.aliases, *(alias for alias in aliases if alias not in column.aliases)),
            "values": column.values | values,
        }
    )
