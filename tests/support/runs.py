"""Runs built by hand: a record, the steps it has, the raw files it read, and somebody who looks on."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from support.rules import POLICY

from spanishgas.lake import Lake
from spanishgas.run.pointers import Current, look_at_champion, look_at_current, move_pointer
from spanishgas.run.record import Champion, InputRecord, RunRecord, StepRecord
from spanishgas.run.source_hash import code_version
from spanishgas.run.store import record_key, save_record
from spanishgas.settings import RUN_SETTINGS, Settings

DAY = date(2024, 12, 31)
STARTED = datetime(2025, 1, 7, 9, tzinfo=UTC)

RAW_FILES = {
    "churn_label.csv": "customer_id,churned_within_horizon,label_date\nC1,0,2024-12-31\n",
    "consumption_hourly_1.csv": (
        "customer_id,timestamp,consumption_elec_kwh,consumption_gas_m3\nC1,2024-12-31 23:00:00,1.0,0.0\n"
    ),
    "costs_by_province_month.csv": (
        "month,province_code,elec_var_cost_eur_kwh,gas_var_cost_eur_m3,peaje_elec_eur_kwh\n2024-12-01,28,0.1,0.3,0.02\n"
    ),
    "customer_attributes.csv": "customer_id,province_code,is_industrial,contracted_power_kw\nC1,28,0,4.6\n",
    "customer_contracts.csv": "customer_id,contract_start_date,next_renewal_date\nC1,2024-01-01,2025-03-01\n",
    "customer_interactions.json": '[{"customer_id": "C1", "interaction_date": "2024-11-01"}]',
    "price_history.csv": (
        "pricing_date,product_type,tariff_type,region_code,price_eur_kwh\n2024-01-01,electricity,2.0TD,R1,0.15\n"
    ),
}
"""The smallest set of raw files that can be planned: one row each."""


def run_record(run_id: str = "tuesday", **changes: Any) -> RunRecord:
    settings = Settings().model_dump(mode="json", include=set(RUN_SETTINGS))
    entries: dict[str, Any] = {
        "run_id": run_id,
        "mode": "train",
        "as_of": DAY,
        "files_as_of": DAY,
        "label_dates": (DAY,),
        "started_at": STARTED,
        "code_version": code_version(),
        "settings": settings,
        "policy": POLICY.model_dump(mode="json", by_alias=True),
        "rules": {},
        "champion_before": None,
        "inputs": [],
    }
    return RunRecord(**{**entries, **changes})


def done(name: str, **changes: Any) -> StepRecord:
    entries: dict[str, Any] = {
        "stage": "bake",
        "name": name,
        "kind": "table",
        "seconds": 0.5,
        "peak_memory_mb": 1.0,
    }
    return StepRecord(**{**entries, **changes})


def raw_lake(folder: Path, **changes: str | bytes | None) -> Lake:
    """A lake with the smallest raw files; a change replaces the file whose name begins so, or takes it away."""
    (folder / "raw").mkdir()
    for name, text in RAW_FILES.items():
        content = next((new for start, new in changes.items() if name.startswith(start)), text)
        if content is not None:
            (folder / "raw" / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return Lake(folder)


def everything(lake: Lake) -> dict[str, bytes]:
    """All that is in a lake, by key."""
    return {item.key: lake.read(item.key) for item in lake.list("")}


def point(lake: Lake, pointer: Current | Champion) -> None:
    """Let a pointer say this, whatever it said before."""
    look = look_at_current if isinstance(pointer, Current) else look_at_champion
    move_pointer(lake, pointer, look(lake)[1], "a test")


def overwrite(lake: Lake, record: RunRecord) -> None:
    """Save a record over whatever is there."""
    key = record_key(record.run_id)
    record.seen = lake.look(key)[1] if lake.exists(key) else None
    save_record(lake, record)


def stored(record: RunRecord) -> dict[str, Any]:
    """All that a record says once it is read again: not what this process has seen of it."""
    return record.model_dump()


def add_raw(lake: Lake, dataset: str, name: str, content: str | bytes) -> InputRecord:
    """Write a raw file and say what a record says of it."""
    data = content if isinstance(content, bytes) else content.encode()
    key = f"raw/{name}"
    lake.write(key, data)
    return InputRecord(dataset=dataset, key=key, size=len(data), fingerprint=lake.fingerprint(key), tag=lake.tag(key))


class Watched:
    """A watcher that remembers what it was told."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.told: list[tuple[str, float]] = []

    def started(self, stage: str, step: str) -> None:
        self.calls.append(("started", stage, step))

    def progressed(self, text: str, share: float) -> None:
        self.told.append((text, share))

    def finished(self, step: StepRecord) -> None:
        self.calls.append(("finished", step.name))
