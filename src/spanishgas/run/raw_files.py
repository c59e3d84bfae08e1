"""The door: finds the seven raw files in the lake and opens them, refusing what is not what it claims to be.

Small files come in as words (every column a string, in file order), so that the first layer can say which row holds
what it cannot read. The readings come in as lazy scans, one a file.
"""

from dataclasses import dataclass

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry, RawDataset
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_csv import csv_words
from spanishgas.run.raw_gzip import unpacked
from spanishgas.run.raw_json import json_words
from spanishgas.run.raw_names import Recognised, endings, recognise, required_columns
from spanishgas.run.raw_parquet import parquet_words
from spanishgas.run.raw_readings import scan_csv, scan_parquet
from spanishgas.run.raw_text import decode
from spanishgas.settings import GIGABYTE, RunSettings
from spanishgas.tables.findings import Finding

RAW = "raw/"
_LAST_ROW = 400
_SHOWN = 80


@dataclass(frozen=True)
class RawFile:
    """A raw file of the lake before it is opened."""

    dataset: str
    key: str
    size: int

    @property
    def name(self) -> str:
        """The file's name below ``raw/``."""
        return self.key.removeprefix(RAW)


@dataclass(frozen=True)
class FoundFiles:
    """The raw files by the bronze table they become, what was noticed about them, and what must be refused."""

    files: dict[str, list[RawFile]]
    findings: list[Finding]
    refusals: list[InputError]


@dataclass(frozen=True)
class Limits:
    """How big, in GB, what is opened may be."""

    unpacked: float
    """Readings, once unpacked."""
    whole: float
    """A file that is read whole, once unpacked."""

    @classmethod
    def of(cls, settings: RunSettings) -> "Limits":
        """The limits that the settings name."""
        return cls(settings.max_unpacked_gb, settings.max_whole_file_gb)


def find_raw_files(lake: Lake, columns: ColumnRegistry) -> FoundFiles:
    """Find the raw files of a lake; nothing is raised, because a check wants to say all that is to mend."""
    entries = lake.entries(RAW)
    sizes = {entry.name: entry.size for entry in entries if entry.flaw is None}
    found = recognise(sizes, columns.datasets, [entry for entry in entries if entry.flaw is not None])
    files = {table: [RawFile(table, RAW + name, sizes[name]) for name in names] for table, names in found.files.items()}
    refusals = [InputError(text) for text in found.refusals()]
    refusals += [e for table, of in files.items() for e in _presence(lake, columns.datasets[table], of, found)]
    every = [file for of_table in files.values() for file in of_table if file.size]
    return FoundFiles(files, [*found.findings(), *(f for file in every for f in _last_rows(lake, file))], refusals)


def _presence(lake: Lake, dataset: RawDataset, files: list[RawFile], found: Recognised) -> list[InputError]:
    if not files and not dataset.optional and dataset.file not in found.meant:
        accepted = ", ".join(dataset.file + ending for ending in endings(dataset))
        hint = f" Is it {' or '.join(found.unknown[:3])}?" if found.unknown else ""
        return [
            InputError(
                f"{lake.uri(RAW)}: there is no {dataset.file} file ({accepted}). Add it, with the columns "
                f"{required_columns(dataset)}.{hint}"
            )
        ]
    if len(files) > 1 and not dataset.several:
        names = ", ".join(file.name for file in files)
        return [InputError(f"{lake.uri(RAW)}: {names} are the same dataset in {len(files)} files. Keep one.")]
    empty = "{}, row 1: the file is empty (0 bytes). Export it again."
    return [InputError(empty.format(file.name)) for file in files if file.size == 0]


def _last_rows(lake: Lake, file: RawFile) -> list[Finding]:
    """A file that does not end with the end of a line may be cut off within a number, which nobody could tell."""
    if not file.key.lower().endswith(".csv"):
        return []  # a packed file, parquet and JSON say themselves that they are cut off
    _, end = lake.edges(file.key, _LAST_ROW)
    if end.endswith((b"\n", b"\r")):
        return []
    row = end[end.rfind(b"\n") + 1 :].decode("utf-8", "replace")[-_SHOWN:]
    text = f"{file.name}: does not end with the end of a line. If it was cut off, its last row is wrong: {row!r}."
    return [Finding("raw", "raw_files", "*", "no_last_line_end", 1.0, None, "warning", text)]


def open_raw(lake: Lake, file: RawFile, dataset: RawDataset, limits: Limits) -> RawTable:
    """Open a raw file: as a lazy scan where it may be big, else as words. Raises InputError where it is unreadable."""
    if not dataset.several:
        return _open_words(lake, file, dataset, limits.whole)
    if file.key.lower().endswith(".parquet"):
        return scan_parquet(lake, file.key, file.name)
    return scan_csv(lake, file.key, file.name, limits.unpacked)


def _open_words(lake: Lake, file: RawFile, dataset: RawDataset, limit_gb: float) -> RawTable:
    if file.size > limit_gb * GIGABYTE:
        raise InputError(
            f"{file.name}: is bigger than {limit_gb:g} GB. If that is right, raise SPANISHGAS_MAX_WHOLE_FILE_GB."
        )
    kind, data = file.key.lower(), lake.read(file.key)
    known = frozenset(name for column in dataset.columns for name in dataset.accepted(column))
    if kind.endswith(".parquet"):
        return RawTable(file.name, parquet_words(file.name, data, known), first_line=1)
    if kind.endswith(".gz"):
        data = b"".join(unpacked(file.name, [data], limit_gb, "SPANISHGAS_MAX_WHOLE_FILE_GB"))
    text = decode(file.name, data)
    if kind.removesuffix(".gz").endswith(".json"):
        return RawTable(file.name, json_words(file.name, text, known), first_line=1)
    return RawTable(file.name, csv_words(file.name, text))
