"""Results of raw files are kept under the hash of all that decided them, and of nothing else."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.bakery import LOAVES, bakery_run
from support.mill import bronze_flour, silver_crumbs
from support.rules import NAMES
from support.sentences import says

from spanishgas.pipeline import Pipeline, RawSource, Stage, Step
from spanishgas.run import per_file
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


def keys(run: Run, stage: Stage = STAGE) -> list[str]:
    return [key for _, key, _ in parts(run, stage, CRUMBS)]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return mill(tmp_path / "lake")


def test_every_file_is_computed_by_itself_in_the_order_of_the_record(run: Run) -> None:
    assert [table.collect().rows() for _, _, table in parts(run, STAGE, CRUMBS)] == [
        [("rye", 5.0), ("oat", 2.5)],
        [("fig", 1.0)],
    ]


def test_the_key_is_the_hash_of_content_settings_rules_code_and_engine(run: Run) -> None:
    def digest(parts: list[Any]) -> str:
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]

    code = source_hash([open_raw, bronze_flour, silver_crumbs])
    decided_by = digest([{"seed": 42, "threads": 2, "names": NAMES.model_dump(mode="json")}, code, pl.__version__])
    assert keys(run) == [
        f"silver/silver_crumbs/{digest([item.fingerprint, item.size, decided_by])}.parquet"
        for item in run.record.inputs[:2]
    ]


def test_equal_files_come_once(tmp_path: Path) -> None:
    twice = mill(tmp_path / "lake", {"a.csv": LOAVES["a.csv"], "b.csv": LOAVES["b.csv"], "c.csv": LOAVES["a.csv"]})
    assert len(twice.raw_inputs(FLOUR)) == 3
    assert keys(twice) == keys(mill(tmp_path / "other"))


@pytest.mark.parametrize(
    "changes",
    [
        {"run_id": "wednesday"},
        {"as_of": date(2025, 1, 31)},
        {"mode": "score"},
        {"champion_before": "E5-1"},
    ],
)
def test_what_does_not_decide_a_result_does_not_change_its_key(changes: dict[str, Any], run: Run, tmp_path) -> None:
    settings = run.record.settings.model_copy(update={"experiment": "E1", "sentiment_model": "other"})
    other = mill(tmp_path / "other", **{"settings": settings, **changes})
    assert keys(other) == keys(run)


def test_another_name_of_the_file_changes_no_key(run: Run, tmp_path: Path) -> None:
    renamed = mill(tmp_path / "other", {"0.csv": LOAVES["b.csv"], "1.csv": LOAVES["a.csv"]})
    assert sorted(keys(renamed)) == sorted(keys(run))


@pytest.mark.parametrize("setting", [{"seed": 43}, {"threads": 3}])
def test_a_setting_of_the_view_or_of_the_step_changes_every_key(setting: dict[str, int], run: Run, tmp_path) -> None:
    other = mill(tmp_path / "other", settings=run.record.settings.model_copy(update=setting))
    assert not set(keys(other)) & set(keys(run))


def test_an_edited_rule_book_changes_every_key(run: Run, tmp_path: Path) -> None:
    other = mill(tmp_path / "other")
    name, rule = next(iter(NAMES))
    other.values["names"] = NAMES.model_copy(update={name: type(rule)()})
    assert not set(keys(other)) & set(keys(run))


def test_other_code_changes_every_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before, asked = keys(run), []
    monkeypatch.setattr(per_file, "source_hash", lambda functions: asked.append(list(functions)) or "other")
    assert not set(keys(run)) & set(before)
    assert asked == [[open_raw, bronze_flour, silver_crumbs]]


def test_another_engine_changes_every_key(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys(run)
    monkeypatch.setattr(pl, "__version__", "99.0")
    assert not set(keys(run)) & set(before)


@pytest.mark.parametrize("change", [{"fingerprint": "sha256:other"}, {"size": 1}])
def test_another_content_changes_the_key_of_its_file_only(change: dict[str, Any], run: Run, tmp_path: Path) -> None:
    other = mill(tmp_path / "other")
    other.record.inputs[0] = other.record.inputs[0].model_copy(update=change)
    assert keys(other)[0] != keys(run)[0]
    assert keys(other)[1] == keys(run)[1]


def test_the_layer_of_the_stage_is_where_results_lie(run: Run) -> None:
    moved = keys(run, Stage("bake", STAGE.steps, layer="gold"))
    assert moved == [key.replace("silver/", "gold/", 1) for key in keys(run)]


def test_what_cannot_be_hashed_decides_nothing(run: Run) -> None:
    run.values["threads"] = {1}
    with says(TypeError, "{1} decides a kept result, and cannot be hashed."):
        keys(run)
