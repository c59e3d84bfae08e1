"""A lake's weeks, made by hand: published runs with small tables, models, kept results and copies of raw files."""

import hashlib
from datetime import datetime, timedelta

from support.runs import STARTED, done, run_record

from spanishgas.lake import Lake
from spanishgas.run.kept_raw import KEPT_RAW
from spanishgas.run.pointers import Current, load_champion, look_at_champion, look_at_current, move_pointer
from spanishgas.run.record import Champion, InputRecord, RunRecord
from spanishgas.run.store import kept_key, save_record, table_key

TABLES = {
    "bronze_customers": ("bronze", "bronze"),
    "bronze_interactions": ("bronze", "bronze"),
    "gold_master": ("gold", "gold"),
    "scored_customers": ("scored", "score"),
    "drift_results": ("monitoring", "drift"),
}
CARD = b"a card"


def day(week: int) -> datetime:
    """When the run of a week started."""
    return STARTED + timedelta(weeks=week)


def name(week: int) -> str:
    return f"week-{week:02}"


def add_week(lake: Lake, week: int, status: str = "published", model: str | None = None, size: int = 1000) -> RunRecord:
    """Write all that a run of a week leaves; where it is published, the pointers move to it."""
    run_id, model_id = name(week), model or f"E5-model{week}"
    inputs = [_copy(lake, dataset, f"{dataset} {week}".encode() * 10) for dataset in ("customers", "interactions")]
    record = run_record(run_id, mode="score", started_at=day(week), finished_at=day(week), inputs=inputs, status=status)
    for table, (layer, stage) in TABLES.items():
        key = table_key(layer, run_id, table)
        lake.write(key, bytes(size))
        record.steps.append(done(table, stage=stage, keys=[key], rows=1))
    kept = kept_key("silver_meter_sums", _sha(run_id)[:32], _sha(run_id))
    lake.write(kept, bytes(size))
    record.steps.append(done("silver_meter_sums", stage="silver", keys=[kept]))
    lake.write(f"models/{model_id}/card.json", CARD)
    record.steps.append(done("scoring_model", stage="score", kind="model", model_id=model_id))
    if status == "published":
        _publish(lake, record, model_id)
    save_record(lake, record)
    return record


def _copy(lake: Lake, dataset: str, content: bytes) -> InputRecord:
    sha256 = hashlib.sha256(content).hexdigest()
    lake.write(f"{KEPT_RAW}{sha256}.csv", content)
    return InputRecord(
        dataset=f"bronze_{dataset}", key=f"raw/{dataset}.csv", size=len(content), fingerprint=f"sha256:{sha256}"
    )


def _publish(lake: Lake, record: RunRecord, model_id: str) -> None:
    champion = load_champion(lake)
    if champion is None or champion.model_id != model_id:
        _, seen = look_at_champion(lake)
        champion = Champion(
            model_id=model_id, run_id=record.run_id, threshold=0.5, replaced=champion and champion.model_id
        )
        move_pointer(lake, champion, seen, "better")
    record.champion = champion
    before, seen = look_at_current(lake)
    current = Current(
        run_id=record.run_id,
        mode=record.mode,
        as_of=record.as_of,
        model_id=model_id,
        replaced=before and before.run_id,
        tables={},
        documents={},
    )
    move_pointer(lake, current, seen, "done")


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keys(lake: Lake, *prefixes: str) -> list[str]:
    return [item.key for prefix in prefixes for item in lake.list(prefix)]
