"""The stored tables of a run: where each is, what it holds, and what was noticed about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import dataframely as dy
import polars as pl

from spanishgas.dashboard.amounts import NOTHING, count, number, share
from spanishgas.dashboard.language import _, original, spoken, word
from spanishgas.run.reader import FINDINGS, Run
from spanishgas.run.record import RunRecord, StepRecord
from spanishgas.tables.base import STRUCTURAL_NULL, UNIT, key_of
from spanishgas.tables.findings import Finding
from spanishgas.tables.registry import SCHEMAS

LAYERS = ("bronze", "silver", "gold", "training", "scored", "monitoring")
"""Those that a run writes tables to, in its order."""
SEVERITIES = ("error", "warning", "info")
_NO_UNIT = "-"
_SMALL_SHARE = 0.001


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
    return word("table", _row(schema)) if schema else ""


def _row(schema: type[dy.Schema]) -> str:
    return (schema.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ")


def columns(name: str, found: pl.Schema) -> pl.DataFrame:
    """One row a column as it is stored: name, type, unit, description, and why it may be missing."""
    schema = SCHEMAS.get(name)
    known = schema.columns() if schema else {}
    key = key_of(schema) if schema else []
    return pl.DataFrame(
        {
            _("Column"): list(found),
            _("What it is"): [_described(known, each) for each in found],
            _("Type"): [str(kind).split("(")[0] for kind in found.values()],
            _("Unit"): [_unit(known, each) for each in found],
            _("May be missing"): [
                _("no, it is part of the key") if each in key else _missing(known, each) for each in found
            ],
        }
    )


_Columns = Mapping[str, dy.Column]


def _described(known: _Columns, name: str) -> str:
    text = known[name].description if name in known else None
    return word("column", text) if text else ""


def _unit(known: _Columns, name: str) -> str:
    unit = (known[name].metadata or {}).get(UNIT, _NO_UNIT) if name in known else _NO_UNIT
    return NOTHING if unit == _NO_UNIT else word("unit", unit)


def _missing(known: _Columns, name: str) -> str:
    if name not in known:
        return ""
    why = (known[name].metadata or {}).get(STRUCTURAL_NULL)
    within = _("within the limit of the layer") if known[name].nullable else _("no")
    return word("missing", why) if why else within


def words_of_schemas() -> Iterator[tuple[str, str]]:
    """All English of the schemas that is shown, each with its kind: rows, columns, units, why a value is missing."""
    for schema in SCHEMAS.values():
        yield "table", _row(schema)
        for column in schema.columns().values():
            about = column.metadata or {}
            yield from (
                (kind, text)
                for kind, text in (
                    ("column", column.description),
                    ("unit", about.get(UNIT)),
                    ("missing", about.get(STRUCTURAL_NULL)),
                )
                if text and text != _NO_UNIT
            )


def about(record: RunRecord, name: str) -> list[Finding]:
    """What was noticed about a table, the gravest first."""
    found = [each for each in record.findings if each.table == name or each.column.startswith(f"{name}.")]
    return gravest_first(found)


def gravest_first(findings: Sequence[Finding]) -> list[Finding]:
    """Findings by severity."""
    return sorted(findings, key=lambda each: SEVERITIES.index(each.severity))


def noticed(finding: Finding) -> str:
    """A finding in words: those of the step that made it, in another language after a sentence about its check."""
    told = word("check", finding.check)
    if spoken() == "en" or told == finding.check:
        return original(finding.message)
    told = told.format(
        count=count(finding.value), share=_share(finding.value), number=number(finding.value), hit=_hit(finding)
    )
    return f"{told} {original(finding.message)}"


def _share(value: float) -> str:
    return share(value, 2 if value >= _SMALL_SHARE else 4)


def _hit(finding: Finding) -> str:
    """The value of a check of the readings: a share of a month's customers where it has a limit, else a count."""
    if finding.limit is None:
        return count(finding.value)
    return _("{share} of the customers of the worst month").format(share=_share(finding.value))


def findings_table(findings: Sequence[Finding], *, with_table: bool = False) -> pl.DataFrame:
    """Findings for reading."""
    of_table = {_("Table"): [each.table for each in findings]} if with_table else {}
    return pl.DataFrame(
        {
            _("Severity"): [word("severity", each.severity) for each in findings],
            _("What was noticed"): [noticed(each) for each in findings],
            **of_table,
            _("Column"): [NOTHING if each.column == "*" else each.column for each in findings],
        }
    )
