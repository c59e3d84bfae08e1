"""Which file of ``raw/`` is which dataset, by its name; what is none is named, or refused when it looks like one."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from spanishgas.bronze.registry import RawDataset
from spanishgas.folder_entries import Entry
from spanishgas.tables.findings import Finding, Severity

FORMATS = (".parquet", ".csv", ".csv.gz", ".json", ".json.gz")
SCANNED = (".parquet", ".csv", ".csv.gz")
"""Formats of what may be too big to be read whole."""

_HIDDEN = re.compile(
    r"(^|/)([.~].*|_(success|temporary|(common_)?metadata|(started|committed)_.*)|thumbs\.db|desktop\.ini|.*\.crc)(/|$)",
    re.IGNORECASE,
)
"""What systems leave beside files: .DS_Store, ._copy, ~$open.xlsx, _SUCCESS, Thumbs.db, desktop.ini, .part.crc."""
_PART = re.compile(r"([_-]\w[\w.-]*)?")
_DATED = re.compile(r"([_-][0-9][0-9_-]*)?")
_COPY = re.compile(r"(^|[_.-])(copy|copia|old|backup|bak|tmp|temp)([_.-]|\d*$)")
_ENDINGS = re.compile(r"(\.[a-z0-9]{1,10}){0,3}$")
_CLOSE = 0.85
_SHOWN = 5
_ADVICE = {
    ".xlsx": "A workbook is not read: save the sheet as CSV UTF-8 with commas.",
    ".xls": "A workbook is not read: save the sheet as CSV UTF-8 with commas.",
    ".ods": "A workbook is not read: save the sheet as CSV UTF-8 with commas.",
    ".zip": "An archive is not read: unpack it, or pack the file with gzip.",
    ".7z": "An archive is not read: unpack it, or pack the file with gzip.",
    ".rar": "An archive is not read: unpack it, or pack the file with gzip.",
    ".tsv": "Columns are separated by commas in a CSV file: export it so.",
    ".ndjson": "One record a line is read as well: name it .json.",
    ".jsonl": "One record a line is read as well: name it .json.",
    ".partial": "Its transfer is not over: wait for it, or send it again.",
    ".part": "Its transfer is not over: wait for it, or send it again.",
    ".crdownload": "Its transfer is not over: wait for it, or send it again.",
}


def endings(dataset: RawDataset) -> tuple[str, ...]:
    """The endings that a dataset's files may have."""
    return SCANNED if dataset.several else FORMATS


def required_columns(dataset: RawDataset) -> str:
    """The columns that a dataset's file must have, by layout where there are several."""
    return ", or ".join(", ".join(names) for names in dataset.required().values() if names)


@dataclass(frozen=True)
class Recognised:
    """Names of raw files by dataset, and what else lies there."""

    files: dict[str, list[str]]
    hidden: list[str] = field(default_factory=list[str])
    unknown: list[str] = field(default_factory=list[str])
    lookalikes: dict[str, str] = field(default_factory=dict[str, str])
    """A name that looks like a dataset's, and the name it should have."""
    columns: dict[str, str] = field(default_factory=dict[str, str])
    """The columns that a file of this look must have."""
    flawed: dict[str, str] = field(default_factory=dict[str, str])
    """A name that is or looks like a dataset's, and why no file can be read there."""
    meant: set[str] = field(default_factory=set[str])
    """Datasets that somebody has meant to give by what is refused."""

    def refusals(self) -> list[str]:
        """A sentence for each file that nobody would read although somebody thinks so."""
        text = "{}: looks like {}, but is not named so and would not be read. {}"
        otherwise = "Name it so if it is the one (with the columns {}), or take it out of raw/."
        flawed = [f"{name}: {flaw}" for name, flaw in self.flawed.items()]
        alike = [text.format(name, wanted, self._advice(name, otherwise)) for name, wanted in self.lookalikes.items()]
        return [*flawed, *alike]

    def _advice(self, name: str, otherwise: str) -> str:
        known = next((advice for ending, advice in _ADVICE.items() if name.lower().endswith(ending)), None)
        return known or otherwise.format(self.columns.get(name, "of its dataset"))

    def findings(self) -> list[Finding]:
        """What was ignored, named."""
        return [
            *_ignored(
                self.unknown,
                "unrecognised_files",
                "warning",
                "is none of the raw files and was not read",
                "are none of the raw files and were not read",
            ),
            *_ignored(self.hidden, "hidden_files", "info", "is hidden and was ignored", "are hidden and were ignored"),
        ]


def recognise(names: Iterable[str], datasets: dict[str, RawDataset], flawed: Iterable[Entry] = ()) -> Recognised:
    """Sort names of files below ``raw/`` into datasets; the case of letters does not matter.

    What is no file is refused where a dataset is meant by it, else it is let lie.
    """
    found = Recognised(files={name: [] for name in datasets})
    for name in sorted(names):
        folder = name.partition("/")[0]
        if _HIDDEN.search(name):
            found.hidden.append(name)
        elif table := _table_of(name, datasets):
            found.files[table].append(name)
        elif folder != name and (table := _table_of(folder, datasets)):
            found.flawed[folder] = f"is a folder. {_folder_advice(datasets[table])}"
            found.meant.add(datasets[table].file)
        elif meant := _meant(name, datasets):
            found.lookalikes[name] = meant[1]
            found.columns[name] = required_columns(meant[0])
            found.meant.add(meant[0].file)
        else:
            found.unknown.append(name)
    for entry in flawed:
        name = entry.name.lower()
        dataset = next((each for each in datasets.values() if _is_file_of(name, each) or _name_of(name, each)), None)
        if _HIDDEN.search(name):
            found.hidden.append(entry.name)
        elif dataset:
            found.flawed[entry.name] = str(entry.flaw)
            found.meant.add(dataset.file)
        elif not entry.is_empty_folder:
            found.unknown.append(entry.name)
    return found


def _folder_advice(dataset: RawDataset) -> str:
    return f"Name it {dataset.file}." if dataset.several else "Put one file in its place."


def _table_of(name: str, datasets: dict[str, RawDataset]) -> str | None:
    return next((table for table, dataset in datasets.items() if _is_file_of(name.lower(), dataset)), None)


def _meant(name: str, datasets: dict[str, RawDataset]) -> tuple[RawDataset, str] | None:
    """The dataset that a name looks like one of, and the name that it should have had."""
    found = ((dataset, _name_of(name.lower(), dataset)) for dataset in datasets.values())
    return next(((dataset, wanted) for dataset, wanted in found if wanted), None)


def _is_file_of(name: str, dataset: RawDataset) -> bool:
    ending = next((e for e in sorted(endings(dataset), key=len, reverse=True) if name.endswith(e)), None)
    if ending is None:
        return False
    stem, suffix = name.removesuffix(ending), _PART if dataset.several else _DATED
    folder, _, _ = stem.partition("/")
    if dataset.several and folder != stem:
        return _is_stem_of(folder, dataset, suffix)  # parts in a folder may have any name
    return _is_stem_of(stem, dataset, suffix)


def _is_stem_of(stem: str, dataset: RawDataset, suffix: re.Pattern[str]) -> bool:
    rest = stem.removeprefix(dataset.file)
    return stem.startswith(dataset.file) and suffix.fullmatch(rest) is not None and not _COPY.search(rest)


def _name_of(name: str, dataset: RawDataset) -> str | None:
    """The name that a file should have had, when it looks like one of this dataset."""
    folder, is_inside, _ = name.partition("/")
    if is_inside and not (dataset.several and _is_stem_of(folder, dataset, _PART)):
        return None  # a folder of somebody's own is named, and its files are not guessed at
    ending = next((e for e in sorted(endings(dataset), key=len, reverse=True) if name.endswith(e)), ".csv")
    if is_inside:
        return f"{folder}/…{ending}"
    stem = _ENDINGS.sub("", name)
    plain = re.sub(r"[^a-z]+", "_", stem).strip("_")
    near = difflib.SequenceMatcher(None, _singular(plain), _singular(dataset.file)).ratio() >= _CLOSE
    if not near and dataset.file not in plain:
        return None
    return dataset.file + ("_…" if dataset.several else "") + ending


def _singular(name: str) -> str:
    return "_".join(word.removesuffix("s") for word in name.split("_"))


def _ignored(names: list[str], check: str, severity: Severity, one: str, several: str) -> list[Finding]:
    if not names:
        return []
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    start = f"raw/: {shown}" if len(names) == 1 else f"raw/: {len(names)} files ({shown})"
    text = f"{start} {one if len(names) == 1 else several}."
    return [Finding("raw", "raw_files", "*", check, float(len(names)), None, severity, text)]
