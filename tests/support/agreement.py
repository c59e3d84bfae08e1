"""What must hold in a lake whatever raced in it: pointers agree, what they name is whole, and the moves tell how."""

import hashlib
import io
import json
from pathlib import Path

import polars as pl

from spanishgas.lake import Lake
from spanishgas.run.models import load_model
from spanishgas.run.pointers import Move, list_moves, load_champion, load_current
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord
from spanishgas.run.stable_copies import STABLE_COPIES
from spanishgas.run.store import list_records, load_record


def check_agreement(lake: Lake) -> None:
    """Raises AssertionError where pointers, records, files, copies and moves do not tell the same story."""
    records, damaged = list_records(lake)
    assert damaged == []
    check_files(lake)
    published = [record for record in records if record.status == "published"]
    for record in published:
        check_whole(lake, record)
    _check_pointers(lake)
    _check_moves(lake, {record.run_id for record in published})


def check_whole(lake: Lake, record: RunRecord) -> None:
    """All that a run has written lies where its record says, as its record says."""
    for step in record.steps:
        assert len(step.sha256) == len(step.keys)
        for key, sha256 in zip(step.keys, step.sha256, strict=True):
            assert hashlib.sha256(lake.read(key)).hexdigest() == sha256, key
        if step.model_id is not None:
            load_model(lake, step.model_id)  # verifies its hashes


def check_files(lake: Lake) -> None:
    """Nothing is half-written: every file of ours opens, and none is left over from a write."""
    keys = {item.key for item in lake.list("")}
    if not lake.is_s3:
        root = Path(lake.root)
        assert {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} == keys
    for key in keys:
        if key.endswith(".json") and not key.startswith("raw/"):
            json.loads(lake.read(key))
        elif key.endswith(".parquet"):
            pl.read_parquet(io.BytesIO(lake.read(key)), n_rows=1)


def _check_pointers(lake: Lake) -> None:
    current, champion = load_current(lake), load_champion(lake)
    assert current is not None
    assert champion is not None
    record = load_record(lake, current.run_id)
    assert (record.status, record.error) == ("published", None)
    for place in current.tables.values():
        assert lake.scan(place.key).collect().height == place.rows
    for place in current.documents.values():
        assert lake.exists(place.key)
    assert champion.model_id == current.model_id == Run(lake, record).model().model_id
    assert load_model(lake, champion.model_id).threshold == champion.threshold
    assert record.champion == champion
    for name, copy in STABLE_COPIES.items():
        for step in (step for step in record.steps if step.name == name and not copy.endswith("drift_results.json")):
            assert lake.read(copy) == lake.read(step.keys[0]), copy


def _check_moves(lake: Lake, published: set[str]) -> None:
    current, champion = load_current(lake), load_champion(lake)
    assert current is not None
    assert champion is not None
    moves = list_moves(lake)
    runs = _chain([move for move in moves if move.pointer == "run"])
    models = _chain([move for move in moves if move.pointer == "champion"])
    assert (runs[-1], models[-1]) == (current.run_id, champion.model_id)
    assert (runs[-2:-1] or [None])[0] == current.replaced
    assert (models[-2:-1] or [None])[0] == champion.replaced
    assert sorted(runs) == sorted(published)  # each run was published once


def _chain(moves: list[Move]) -> list[str]:
    """What a pointer said one after the other; each move begins where the one before it ended."""
    for before, move in zip([None, *moves], moves, strict=False):
        assert move.before == (before and before.after)
    return [move.after for move in moves]
