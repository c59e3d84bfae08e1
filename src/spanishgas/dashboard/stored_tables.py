"""The stored tables of a run: where each is, what it holds, and what was noticed about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from spanishgas.dashboard.amounts import NOTHING
from spanishgas.dashboard.language import _, word
from spanishgas.run.reader import FINDINGS, Run
from spanishgas.run.record import RunRecord, StepRecord
from spanishgas.tables.base import STRUCTURAL_NULL, UNIT, key_of
from spanishgas.tables.findings import Finding
from spanishgas.tables.registry import SCHEMAS

LAYERS = ("bronze", "silver", "gold", "training", "scored", "monitoring")
"""Those that a run writes tables to, in its order."""
SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class StoredTable:
    """A table of a run, and the files that it is in."""

    name: str
    meaning: str
    """What a row is."""
    rows: int | None
    size: int
    """In bytes."""
    parts: int
    made_at: datetime | None
    step: StepRecord | None


def by_layer(run: Run) -> dict[str, list[str]]:
    """Names of the stored tables by layer, layers and tables in the order of the run; layers without tables are left
    out.
    """
    made = [step.name for step in run.record.steps]
    names = sorted(run.table_names(), key=lambda name: made.index(name) if name in made else len(made))
    found = {layer: [name for name in names if layer_of(run, name) == layer] for layer in LAYERS}
    return {layer: tables for layer, tables in found.items() if tables}


def layer_of(run: Run, name: str) -> str:
    """The layer that a step's output belongs to; parts that are kept between runs lie elsewhere."""
    done = run.record.step(name)
    place = done.keys[0].partition("/")[0] if done and done.keys else ""
    wired = (stage.layer for stage in run.pipeline.stages if name in {step.name for step in stage.steps})
    return place if place in LAYERS else next(wired, LAYERS[-1])


def stored_table(run: Run, name: str) -> StoredTable:
    """What is known of a table without opening it."""
    done = run.record.step(name)
    keys = done.keys if done else []
    folders = {key.rpartition("/")[0] for key in keys}
    sizes = {item.key: item.size for folder in folders for item in run.lake.list(f"{folder}/")}
    return StoredTable(
        name=name,
        meaning=meaning(name),
        rows=done.rows if done else len(run.record.findings) if name == FINDINGS else None,
        size=sum(sizes.get(key, 0) for key in keys),
        parts=len(keys),
        made_at=max((run.lake.written_at(key) for key in keys), default=None),
        step=done,
    )


def meaning(name: str) -> str:
    """What a row of a table is; nothing for a table that this version does not know."""
    schema = SCHEMAS.get(name)
    if schema is None:
        return ""
    told = word("table", name)  # in English the schema says it
    return told if told != name else (schema.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


def columns(name: str, found: pl.Schema) -> pl.DataFrame:
    """One row a column as it is stored: name, type, unit, description, and why it may be missing."""
    schema = SCHEMAS.get(name)
    known = schema.columns() if schema else {}
    key = key_of(schema) if schema else []
    about = {each: (known[each].metadata or {}) if each in known else {} for each in found}
    return pl.DataFrame(
        {
            _("Column"): list(found),
            _("What it is"): [(known[each].description or "") if each in known else "" for each in found],
            _("Type"): [str(kind).split("(")[0] for kind in found.values()],
            _("Unit"): [NOTHING if (unit := about[each].get(UNIT, "-")) == "-" else unit for each in found],
            _("May be missing"): [
                _("no, it is part of the key")
                if each in key
                else about[each].get(STRUCTURAL_NULL) or (_within(known[each].nullable) if each in known else "")
                for each in found
            ],
        }
    )


def _within(nullable: bool) -> str:
    return _("within the limit of the layer") if nullable else _("no")


def about(record: RunRecord, name: str) -> list[Finding]:
    """What was noticed about a table, the gravest first."""
    found = [each for each in record.findings if each.table == name or each.column.startswith(f"{name}.")]
    return gravest_first(found)


def gravest_first(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by severity."""
    return sorted(findings, key=lambda each: SEVERITIES.index(each.severity))


def findings_table(findings: Sequence[Finding], *, with_table: bool = False) -> pl.DataFrame:
    """Findings for reading."""
    of_table = {_("Table"): [each.table for each in findings]} if with_table else {}
    return pl.DataFrame(
        {
            _("Severity"): [word("severity", each.severity) for each in findings],
            _("What was noticed"): [each.message for each in findings],
            **of_table,
            _("Column"): [NOTHING if each.column == "*" else each.column for each in findings],
        }
    )
