"""Which column of a raw file is which, by the column registry; what is missing or unknown is said."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from spanishgas.bronze.hints import is_value
from spanishgas.bronze.name_likeness import words_of
from spanishgas.bronze.registry import RawDataset
from spanishgas.errors import InputError
from spanishgas.tables.findings import Finding


def source_columns(file: str, columns: list[str], dataset: RawDataset) -> dict[str, str]:
    """Canonical name → name in the file, by the registry. Raises InputError for a missing or doubled column."""
    found: dict[str, str] = {}
    for canonical, present in matching_columns(columns, dataset).items():
        if len(present) > 1:
            raise InputError(f"{file}, row 1: columns {' and '.join(present)} are both {canonical}. Keep one.")
        found[canonical] = present[0]
    _check_required(file, columns, dataset, found)
    return found


def matching_columns(columns: list[str], dataset: RawDataset) -> dict[str, list[str]]:
    """Canonical name → the columns of a file that the registry takes for it; more than one cannot be."""
    known = {name: canonical for canonical in dataset.columns for name in dataset.accepted(canonical)}
    found: dict[str, list[str]] = {canonical: [] for canonical in dataset.columns}
    for column in columns:
        if canonical := known.get(column.strip().lower()):
            found[canonical].append(column)
    return {canonical: present for canonical, present in found.items() if present}


def _check_required(file: str, columns: list[str], dataset: RawDataset, found: dict[str, str]) -> None:
    required = dataset.required()
    missing = {layout: [name for name in names if name not in found] for layout, names in required.items()}
    layout = min(missing, key=lambda name: len(missing[name]) / len(required[name]))  # not the one that wants least
    if not missing[layout]:
        return
    wanted = missing[layout][0]
    close = difflib.get_close_matches(wanted, [c for c in columns if c not in found.values()], n=1)
    hint = f" Is it the column {close[0]!r}, renamed?" if close else ""
    hint = " Is the header missing?" if any(map(is_value, columns)) and not found else hint
    kind = f" of the {layout} layout" if layout else ""
    raise InputError(
        f"{file}, row 1: required column {wanted}{kind} is missing "
        f"(accepted names: {', '.join(dataset.accepted(wanted))}).{hint}"
    )


def unknown_columns(file: str, columns: list[str], found: dict[str, str], table: str) -> list[Finding]:
    """Columns that the registry does not know: kept out, and said so."""
    extra = sorted(set(columns) - set(found.values()))
    nameless = "column {} of {} has no name and is kept out"
    texts = {
        c: f"unknown column {c} is kept out" if c.strip() else nameless.format(columns.index(c) + 1, len(columns))
        for c in extra
    }
    return [Finding("bronze", table, c, "unknown_column", 1.0, None, "info", f"{file}: {texts[c]}.") for c in extra]


def said_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Unknown columns of several files of a dataset, each in one sentence for all of its files."""
    of_column: dict[str, list[Finding]] = {}
    for finding in findings:
        of_column.setdefault(finding.column, []).append(finding)
    for first, *others in of_column.values():
        more = f" and {len(others)} more: unknown" if others else ": unknown"
        yield replace(first, value=1.0 + len(others), message=first.message.replace(": unknown", more, 1))


def unread_refusals(
    file: str, columns: list[str], found: dict[str, str], table: str, dataset: RawDataset
) -> list[Finding]:
    """Columns that may say who may not be called, where none that says so is read."""
    refusals = dataset.refusals
    if refusals is None or not found.keys().isdisjoint(refusals.columns):
        return []
    unknown = sorted(set(columns) - set(found.values()))
    likely = [name for name in unknown if any(sign in "".join(words_of(name)) for sign in refusals.signs)]
    if not likely:
        return []
    names, wanted = ", ".join(map(repr, likely)), " or ".join(refusals.columns)
    text = (
        f"{file}: {names} may say who refused to be called, and is not read: people who refused would be called. If it "
        f"says so, name it under {wanted} in your file of columns (SPANISHGAS_COLUMNS_FILE)."
    )
    return [Finding("bronze", table, ", ".join(likely), "unread_refusals", float(len(likely)), None, "warning", text)]


def missing_columns(
    file: str, columns: list[str], found: dict[str, str], table: str, dataset: RawDataset
) -> list[Finding]:
    """Optional columns that the file does not have, said once. Source: DATA, "(o)": what needs them is null."""
    of_layouts = {name for names in dataset.layouts.values() for name in names}
    lacking = [
        name
        for name, column in dataset.columns.items()
        if name not in found and name not in of_layouts and not column.spare
    ]
    if not lacking:
        return []
    unknown = ", ".join(repr(c) for c in columns if c.strip() and c not in found.values())
    names = ", ".join(lacking)
    hint = f" Is it {unknown}, renamed?" if unknown else ""
    text = f"{file}: optional columns that are not there: {names}. What is made from them is null or unknown.{hint}"
    return [Finding("bronze", table, names, "missing_columns", float(len(lacking)), None, "warning", text)]
