"""Results of raw files are kept under the hash of all that decided them, and of nothing else."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.bakery import LOAVES, bakery_run
from support.mill import bronze_flour, silver_crumbs
from support.rules import NAMES
from support.runs import Watched
from support.sentences import says

from spanishgas.bronze.raw_table import RawTable
from spanishgas.lake import LakeObject
from spanishgas.pipeline import Pipeline, RawSource, Stage, Step
from spanishgas.run import per_file
from spanishgas.run.kept_tables import Kept, keep_table, kept_table
from spanishgas.run.per_file import parts
from spanishgas.run.raw_files import open_raw
from spanishgas.run.reader import Run
from spanishgas.run.source_hash import source_hash

CRUMBS = Step(silver_crumbs, per_file=True)
FLOUR = Step(bronze_flour, stored=False)
STAGE = Stage("bake", (FLOUR, CRUMBS), layer="silver")
PIPELINE = Pipeline(
    "mill", (STAGE,), {"raw_flour": RawSource("bronze_readings")}, frozenset({"seed", "threads", "names"})
)


def mill(folder: Path, loaves: dict[str, str] = LOAVES, **changes: Any) -> Run:
    folder.mkdir(exist_ok=True)
    run = bakery_run(folder, loaves, **changes)
    run.pipeline = PIPELINE
    return run


def digests(run: Run) -> list[str]:
    return [digest for _, digest, _ in parts(run, CRUMBS)]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return mill(tmp_path / "lake")


def test_every_file_is_computed_by_itself_in_the_order_of_the_record(run: Run) -> None:
    assert [(item, table.collect().rows()) for item, _, table in parts(run, CRUMBS)] == [
        (run.record.inputs[0], [("rye", 5.0), ("oat", 2.5)]),
        (run.record.inputs[1], [("fig", 1.0)]),
    ]


def test_whoever_looks_on_is_told_of_every_batch_and_of_the_share_of_all_bytes(tmp_path: Path) -> None:
    watcher, run = Watched(), mill(tmp_path / "lake")
    last = [
        (table.collect(engine="streaming"), watcher.told[-1])[1] for *_, table in parts(run, CRUMBS, watcher.progressed)
    ]
    first, second, *_ = (item.size for item in run.record.inputs)
    assert last == [
        ("consumption_hourly_a.csv: 2 rows", 0.0),
        ("consumption_hourly_b.csv: 1 rows", first / (first + second)),
    ]


def test_of_a_parquet_file_the_share_that_is_read_is_told() -> None:
    watcher, raw = Watched(), RawTable("a.parquet", pl.LazyFrame({"grams": [1, 2, 3]}))
    table = per_file._watched(raw.frame.head(2), raw, watcher.progressed)
    assert table.collect().height == 2
    assert watcher.told[-1] == ("a.parquet: 2 rows", 2 / 3)


def test_the_digest_is_the_hash_of_content_settings_rules_code_and_engine(run: Run) -> None:
    def digest(parts: list[Any]) -> str:
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]

    code = source_hash([open_raw, bronze_flour, silver_crumbs])
    decided_by = digest([{"seed": 42, "threads": 2, "names": NAMES.model_dump(mode="json")}, code, pl.__version__])
    assert digests(run) == [digest([item.fingerprint, item.size, decided_by]) for item in run.record.inputs[:2]]


@pytest.mark.parametrize(
    "changes",
    [
        {"run_id": "wednesday"},
        {"as_of": date(2025, 1, 31)},
        {"mode": "score"},
        {"champion_before": "E5-1"},
    ],
)
def test_what_does_not_decide_a_result_does_not_change_its_digest(changes: dict[str, Any], run: Run, tmp_path) -> None:
    settings = run.record.settings.model_copy(update={"experiment": "E1", "sentiment_model": "other"})
    other = mill(tmp_path / "other", **{"settings": settings, **changes})
    assert digests(other) == digests(run)


def test_another_name_of_the_file_changes_no_digest(run: Run, tmp_path: Path) -> None:
    renamed = mill(tmp_path / "other", {"0.csv": LOAVES["b.csv"], "1.csv": LOAVES["a.csv"]})
    assert sorted(digests(renamed)) == sorted(digests(run))


@pytest.mark.parametrize("setting", [{"seed": 43}, {"threads": 3}])
def test_a_setting_of_the_view_or_of_the_step_changes_every_digest(setting: dict[str, int], run: Run, tmp_path) -> None:
    other = mill(tmp_path / "other", settings=run.record.settings.model_copy(update=setting))
    assert not set(digests(other)) & set(digests(run))


def test_an_edited_rule_book_changes_every_digest(run: Run, tmp_path: Path) -> None:
    other = mill(tmp_path / "other")
    name, rule = next(iter(NAMES))
    other.values["names"] = NAMES.model_copy(update={name: type(rule)()})
    assert not set(digests(other)) & set(digests(run))


def test_other_code_changes_every_digest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before, asked = digests(run), []
    monkeypatch.setattr(per_file, "source_hash", lambda functions: asked.append(list(functions)) or "other")
    assert not set(digests(run)) & set(before)
    assert asked == [[open_raw, bronze_flour, silver_crumbs]]


def test_another_engine_changes_every_digest(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(run)
    monkeypatch.setattr(pl, "__version__", "99.0")
    assert not set(digests(run)) & set(before)


@pytest.mark.parametrize("change", [{"fingerprint": "sha256:other"}, {"size": 1}])
def test_another_content_changes_the_digest_of_its_file_only(change: dict[str, Any], run: Run, tmp_path: Path) -> None:
    other = mill(tmp_path / "other")
    other.record.inputs[0] = other.record.inputs[0].model_copy(update=change)
    assert digests(other)[0] != digests(run)[0]
    assert digests(other)[1] == digests(run)[1]


def test_what_cannot_be_hashed_decides_nothing(run: Run) -> None:
    run.values["threads"] = {1}
    with says(TypeError, "{1} decides a kept result, and cannot be hashed."):
        digests(run)


TABLE = pl.DataFrame({"loaf": ["rye", "oat"], "grams": [5.0, 2.5]})


@pytest.fixture
def result(run: Run) -> Kept:
    """What is kept of the digest 0f."""
    return keep_table(run.lake, CRUMBS.name, "0f", TABLE)


def test_what_is_kept_is_found_by_its_digest_and_sealed_by_its_own_bytes(run: Run, result: Kept) -> None:
    content = run.lake.read(result.key)
    seal = hashlib.sha256(b"0f" + content).hexdigest()
    assert result == Kept(f"kept/silver_crumbs/0f-{seal}.parquet", hashlib.sha256(content).hexdigest())
    assert run.lake.scan(result.key).collect().equals(TABLE)
    assert kept_table(run.lake, CRUMBS.name, "0f") == result
    assert kept_table(run.lake, CRUMBS.name, "0") is None
    assert kept_table(run.lake, CRUMBS.name, "f") is None
    assert kept_table(run.lake, "bronze_flour", "0f") is None


def flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


@pytest.mark.parametrize("damage", [flipped, lambda data: data[:-1], lambda data: b"", lambda data: data + b"\n"])
def test_what_was_damaged_is_not_used_and_taken_away(damage: Callable[[bytes], bytes], run: Run, result: Kept) -> None:
    run.lake.write(result.key, damage(run.lake.read(result.key)))
    assert kept_table(run.lake, CRUMBS.name, "0f") is None
    assert not run.lake.exists(result.key)
    assert keep_table(run.lake, CRUMBS.name, "0f", TABLE) == result
    assert kept_table(run.lake, CRUMBS.name, "0f") == result


def test_what_was_renamed_to_another_digest_is_not_used_and_taken_away(run: Run, result: Kept) -> None:
    renamed = result.key.replace("/0f-", "/1f-")
    run.lake.copy(result.key, renamed)
    assert kept_table(run.lake, CRUMBS.name, "1f") is None
    assert not run.lake.exists(renamed)


def test_a_whole_one_is_found_beside_a_damaged_one(run: Run, result: Kept) -> None:
    damaged = result.key.replace("0f-", "0f-0", 1)
    run.lake.write(damaged, b"damaged")
    assert kept_table(run.lake, CRUMBS.name, "0f") == result
    run.lake.write(result.key.replace("0f-", "0f-~", 1), b"damaged")
    assert kept_table(run.lake, CRUMBS.name, "0f") == result


def test_damage_of_one_result_takes_no_other_away(run: Run, result: Kept) -> None:
    other = keep_table(run.lake, CRUMBS.name, "1f", TABLE)
    run.lake.write(other.key, b"damaged")
    assert kept_table(run.lake, CRUMBS.name, "0f") == result
    assert run.lake.exists(other.key)


def test_what_another_run_keeps_while_one_looks_stays(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    looks, result = run.lake.list, keep_table(run.lake, CRUMBS.name, "0f", TABLE)
    run.lake.delete([result.key])

    def kept_meanwhile(prefix: str) -> list[LakeObject]:
        found = looks(prefix)
        keep_table(run.lake, CRUMBS.name, "0f", TABLE)
        return found

    monkeypatch.setattr(run.lake, "list", kept_meanwhile)
    assert kept_table(run.lake, CRUMBS.name, "0f") is None
    monkeypatch.undo()
    assert kept_table(run.lake, CRUMBS.name, "0f") == result


def test_what_is_taken_away_while_one_looks_was_not_there(
    run: Run, result: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = run.lake.list

    def taken_meanwhile(prefix: str) -> list[LakeObject]:
        found = looks(prefix)
        run.lake.delete([result.key])
        return found

    monkeypatch.setattr(run.lake, "list", taken_meanwhile)
    assert kept_table(run.lake, CRUMBS.name, "0f") is None
