"""What cleaning looks at: the runs of a lake, what stays of each, and the day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from spanishgas.lake import Lake
from spanishgas.pipeline import PublishedSource
from spanishgas.pipelines import PIPELINES
from spanishgas.run.reader import FINDINGS
from spanishgas.run.record import AnyRecord, RefusedPlan, RunRecord
from spanishgas.run.store import EXPERIMENTS, LAYERS, page_key, read_records, step_keys, table_key
from spanishgas.settings import Retention
from spanishgas.tables.base import table_name
from spanishgas.tables.experiments import SCHEMAS as LADDER
from spanishgas.tables.registry import SCHEMAS
from spanishgas.upkeep.stays import Stay, stays

TEXTS = frozenset(name for name, schema in SCHEMAS.items() if "interaction_summary" in schema.columns())
"""Tables that hold what somebody wrote about a customer."""
_RESULTS = {step.name for pipeline in PIPELINES.values() for stage in pipeline.stages[-2:] for step in stage.steps}
_COMPARED = {table_name(schema) for schema in LADDER}
WORKING = frozenset(SCHEMAS) - _RESULTS - _COMPARED - {FINDINGS}
"""Tables on the way to what a run decides."""
JUDGED = {
    source.table
    for pipeline in PIPELINES.values()
    for source in pipeline.sources.values()
    if isinstance(source, PublishedSource)
}
"""Tables of published runs that later runs hold against what came."""
PAGES = {step.name for pipeline in PIPELINES.values() for step in pipeline.steps() if step.kind == "pages"}
"""What people read of a run; it holds no customer, is small, and stays as long as the record."""

What = Literal["tables", "models", "kept results", "raw copies", "text readings", "reports", "stray files", "records"]


@dataclass(frozen=True)
class Removal:
    """One object that goes: its size in bytes, what it is, of which run, and why it goes."""

    key: str
    size: int
    what: What
    why: str
    run_id: str | None = None


@dataclass(frozen=True)
class Survey:
    """Runs and refused plans that can be read (the latest first), and what is wrong with each of the other records."""

    lake: Lake
    retention: Retention
    now: datetime
    records: list[RunRecord]
    refused: list[RefusedPlan]
    damaged: list[str]

    @cached_property
    def stays(self) -> dict[str, Stay]:
        """What stays of every run."""
        return stays(self.lake, self.records, self.retention, self.now)

    @cached_property
    def has_unfinished(self) -> bool:
        """Whether a run may be resumed, which may name what nobody names yet."""
        return any(record.status != "published" and self.stays[record.run_id].tables for record in self.records)

    def goes(self, record: RunRecord, name: str) -> str | None:
        """Why a table or document of a run goes; None when it stays."""
        stay = self.stays[record.run_id]
        if name in PAGES and not self.record_goes(record):
            return None
        if not stay.tables:
            is_awaited = name in JUDGED and record.status == "published" and not record.forgotten()
            return None if is_awaited and not self.is_older(record, self.retention.keep_scores_days) else stay.why
        if name in TEXTS and not stay.texts and self.is_older(record, self.retention.keep_text_days):
            return f"texts are kept for {self.retention.keep_text_days} days"
        if name in WORKING and not stay.working and self.is_older(record, self.retention.keep_working_days):
            return f"working tables are kept for {self.retention.keep_working_days} days"
        return None

    def record_goes(self, record: AnyRecord) -> bool:
        """Whether the record itself goes, because the tables of its run went long ago, or there never were any."""
        days = self.retention.keep_records_days
        has_tables = isinstance(record, RunRecord) and self.stays[record.run_id].tables
        return days is not None and not has_tables and self.is_older(record, days)

    def is_older(self, record: AnyRecord, days: int) -> bool:
        """Whether a run started more than so many days ago."""
        return self.now - record.started_at > timedelta(days=days)


def survey(lake: Lake, retention: Retention, now: datetime) -> Survey:
    """Read all records of a lake."""
    return Survey(lake, retention, now, *read_records(lake))


def own_keys(record: RunRecord) -> dict[str, str]:
    """Every key below a run's own id under which it may have left something, with the name of the step."""
    found = {table_key("monitoring", record.run_id, FINDINGS): FINDINGS}
    for stage in PIPELINES[record.mode].stages:
        for step in stage.steps:
            found |= dict.fromkeys(step_keys(step.kind, stage.layer, record.run_id, step.name), step.name)
    found |= {table_key(EXPERIMENTS, record.run_id, name): name for name in _COMPARED}
    found[page_key(EXPERIMENTS, record.run_id, "ladder")] = "ladder"
    folders = tuple(f"{layer}/{record.run_id}/" for layer in (*LAYERS, "models"))  # there the first version put some
    recorded = {key: step.name for step in record.steps for key in step.keys if key.startswith(folders)}
    return found | recorded
