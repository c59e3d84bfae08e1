"""The four laws: no traceback, no library's words, no silent change, and refusals that name their place."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from fuzz.cases import Applied, Case
from fuzz.draft import TABLES
from fuzz.mutations.rules import RULES
from fuzz.small_lake import Base
from fuzz.trial import Outcome, try_case
from spanishgas.tables.findings import Finding
from spanishgas.tables.sources import raw_file_of

Word = Literal["refused", "same", "counted", "undetectable", "traceback", "raw words", "silent", "changed by order"]
GOOD: tuple[Word, ...] = ("refused", "same", "counted", "undetectable")
RAW_WORDS = re.compile(
    "|".join(
        (
            r"Traceback|polars|pyarrow|\barrow\b|serde|pydantic|obstore|object_store|numpy|pandas|dataframely|PyYAML|zlib",
            r"\bdtype|\w+Error\b|\w+Exception\b|\bUtf8|\b[iuf](8|16|32|64)\b|\bU?Int(8|16|32|64)\b|\bFloat(32|64)\b",
            r"Datetime\(|Struct\(|\bList\(|Array\(|Decimal\(|Duration\(|\bNone\b(?! is| of| has| are)|NoneType",
            r"codec|\berrno\b|\[Errno|<class|<object|object at 0x|panicked|unwrap|Err\(|os error|string index",
            r"Expecting|Extra data|Invalid (control|\\)|validation error|Input should be|input_value|type=\w",
            r"valid (integer|number|string|dictionary|list)|could not determine|cannot start any token|mapping values",
            r"block (mapping|collection|sequence)|\bscalar\b|\banchor\b|expected <|did not find|simple key",
        )
    )
)
_PLACE = re.compile(r"\brows? [\d,]+|\brecords? [\d,]+|\bcolumns? \S|\blines? \d", re.IGNORECASE)
_ENTRY = re.compile(r"\b[a-z_]+(\.[\w.]+)+|\brow \d+|'[\w ]+'|\bthe file\b")
_OF_ROWS = frozenset({
    "rows", "duplicate_rows", "duplicate_key", "identical_duplicates", "contradictory_duplicates", "contradictory_rows",
    "unmatched_rows", "customers_without_rows", "short_months", "missing_months", "no_last_line_end", "no_rows",
    "unrecognised_files", "hidden_files", "rows_without_customer",
    "last_month_partial", "past_months_partial", "late_starts", "window_not_covered", "customers_without_price",
    "without_text", "months_missing", "unknown_column", "missing_columns",
})  # fmt: skip
"""Checks that count whole rows or files: they speak of every column."""


@dataclass(frozen=True)
class Verdict:
    """What the laws say of one outcome."""

    word: Word
    text: str = ""
    names_place: bool = False

    @property
    def is_good(self) -> bool:
        return self.word in GOOD


def judge(base: Base, case: Case, outcome: Outcome) -> Verdict:
    """Hold an outcome against the laws."""
    if outcome.error is not None:
        if not outcome.is_refusal:
            return Verdict("traceback", f"{type(outcome.error).__name__}: {outcome.said.strip()[:600]}")
        if raw := RAW_WORDS.search(_without_values(outcome.said)):
            return Verdict("raw words", f"{raw[0]!r} in: {outcome.said.strip()[:600]}")
        return Verdict("refused", outcome.said.strip()[:600], names_place=names_place(case, outcome.said))
    raw_finding = next((f for f in outcome.findings if RAW_WORDS.search(_without_values(f.message))), None)
    if raw_finding:
        return Verdict("raw words", f"finding {raw_finding.check}: {raw_finding.message[:400]}")
    if _is_same(base, case, outcome):
        return Verdict("same")
    silent = [each for each in case.applied if not _is_told(base, case, each, outcome)]
    if not silent:
        return Verdict("counted")
    if all(each.note.is_undetectable for each in silent):
        return Verdict("undetectable")
    return Verdict(
        "silent", f"nothing says that {silent[0]}; found {[f.check + ' ' + f.column for f in outcome.findings]}"
    )


def names_place(case: Case, said: str) -> bool:
    """Whether a refusal names one of the changed files, and in it a row, a record or a column."""
    if any(file in RULES and (file in said or f"{file}.yaml" in said) and _ENTRY.search(said) for file in case.drafts):
        return True
    return any(file in said for file in case.drafts) and bool(_PLACE.search(said))


def _without_values(said: str) -> str:
    """A message without what it shows of the data: that is the sender's, not a library's."""
    return re.sub(r"'[^'\n]*'|\"[^\"\n]*\"", "…", said)


def _is_same(base: Base, case: Case, outcome: Outcome) -> bool:
    before = base.results(case.mode)
    return all(before[name] == sha256 for name, sha256 in outcome.results.items())


def _is_told(base: Base, case: Case, applied: Applied, outcome: Outcome) -> bool:
    """Whether a finding speaks of what a mutation did, or that mutation alone changes nothing."""
    if any(speaks_of(finding, applied) for finding in outcome.findings):
        return True
    return len(case.applied) > 1 and _is_harmless(base, case, applied)


def speaks_of(finding: Finding, applied: Applied) -> bool:
    """Whether a finding is about the file and a column that a mutation changed."""
    if applied.file in RULES:
        return False
    table, _, column = finding.column.partition(".")
    file = raw_file_of(finding.table, finding.column)
    if finding.table == "silver_customer_fit":
        is_of_file = table == TABLES[applied.file] or applied.file == "customer_attributes"
        names = {column}
    else:
        is_of_file = file == applied.file or applied.file in finding.message or finding.table == TABLES[applied.file]
        names = set(finding.column.split(", "))
    if not is_of_file:
        return False
    columns = set(applied.note.columns)
    return (
        not columns
        or bool(columns & names)
        or finding.check in _OF_ROWS
        or any(column in finding.message for column in columns)
    )


def _is_harmless(base: Base, case: Case, applied: Applied) -> bool:
    """What one of several mutations does alone; only a file that no other one touched can be tried so."""
    others = [each for each in case.applied if each is not applied and each.file == applied.file]
    if others:
        return any(True for each in others)  # they act on each other: the file's findings speak for all of them
    alone = replace_case(case, applied)
    outcome = try_case(base, alone)
    return outcome.error is not None or _is_same(base, alone, outcome)


def replace_case(case: Case, applied: Applied) -> Case:
    """A case of one of its mutations."""
    return replace(case, applied=[applied], drafts={applied.file: case.drafts[applied.file]})
