"""Kept readings go with their texts: when nobody has these any more, and when their customer is forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from support.runs import done, run_record

from spanishgas.cli.export import export_table
from spanishgas.lake import Lake
from spanishgas.run.kept_texts import keep_readings, kept_readings, text_hash
from spanishgas.run.store import save_record, table_key
from spanishgas.settings import Retention
from spanishgas.texts.reading import Reading
from spanishgas.upkeep import kept_texts as module
from spanishgas.upkeep.clean import clean
from spanishgas.upkeep.forget import forget
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import Proof

DIGEST = "a" * 32
READING = Reading(0.5, None, "english")
NOW = datetime.now(UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def add_run(lake: Lake, run_id: str, *contacts: tuple[str, str], days_ago: int = 0, status: str = "failed") -> None:
    """A run whose table holds these texts of customers."""
    key = table_key("bronze", run_id, "bronze_interactions")
    frame = pl.DataFrame(contacts, schema=["customer_id", "interaction_summary"], orient="row")
    sha256 = lake.write_table(key, frame)
    record = run_record(run_id, started_at=NOW - timedelta(days=days_ago), status=status)
    record.steps.append(done("bronze_interactions", keys=[key], sha256=[sha256], rows=frame.height))
    save_record(lake, record)


def keep(lake: Lake, *texts: str) -> None:
    keep_readings(lake, DIGEST, {text_hash(text): READING for text in texts})


def kept(lake: Lake, *texts: str) -> list[str]:
    """Which of these texts are kept."""
    found = kept_readings(lake, DIGEST)
    return [text for text in texts if text_hash(text) in found]


def quiet(_what: str, _share: float) -> None:
    pass


def forgotten(lake: Lake, *ids: str) -> Proof:
    return forget(lake, Persons.of(ids), "key", export_table, quiet).proof


def test_a_customers_readings_go_and_those_of_others_stay(lake: Lake) -> None:
    add_run(
        lake, "monday", ("C1", " mine "), ("C1", "ours"), ("C2", "ours"), ("C2", "theirs"), ("C2", "of C1, she says")
    )
    keep(lake, "mine", "ours", "theirs", "of C1, she says", "of nobody any more")
    proof = forgotten(lake, "C1")
    assert kept(lake, "mine", "ours", "theirs", "of C1, she says", "of nobody any more") == ["ours", "theirs"]
    (file,) = (file for file in proof.files if file.key.startswith("kept/readings/"))
    assert (file.rows, file.mentions) == (3, 0)
    assert [item.key for item in lake.list("kept/readings/")] == [file.key_after]
    assert lake.fingerprint(file.key_after) == f"sha256:{file.after}"


def test_of_a_long_text_the_part_counts_that_is_read(lake: Lake) -> None:
    add_run(lake, "monday", ("C1", "b" * 5_000), ("C2", "a" * 5_000))
    keep(lake, "a" * 4_000, "b" * 4_000)
    forgotten(lake, "C1")
    assert kept(lake, "a" * 4_000, "b" * 4_000) == ["a" * 4_000]


def test_readings_of_texts_that_stand_in_no_table_go_when_the_lake_is_cleaned(lake: Lake) -> None:
    add_run(lake, "old", ("C1", "of long ago"), days_ago=40)
    add_run(lake, "new", ("C1", "of today"))
    keep(lake, "of long ago", "of today", "of nobody")
    before = [item.key for item in lake.list("kept/")]
    said = clean(lake, Retention(), NOW, dry_run=True)
    assert [item.key for item in lake.list("kept/")] == before
    assert clean(lake, Retention(), NOW) == said
    (removal,) = (item for item in said.removals if item.what == "text readings")
    assert removal.why == "2 of its texts stand in no table that stays"
    assert kept(lake, "of long ago", "of today", "of nobody") == ["of today"]
    assert clean(lake, Retention(), NOW).removals == []


def test_a_table_that_nobody_adds_to_goes_with_its_days(lake: Lake) -> None:
    add_run(lake, "new", ("C1", "of today"))
    keep(lake, "of today")
    lake.write("kept/readings/damaged.parquet", b"nothing")
    clean(lake, Retention(keep_text_days=30), NOW + timedelta(days=29))
    assert len(lake.list("kept/readings/")) == 2
    clean(lake, Retention(keep_text_days=30), NOW + timedelta(days=31))
    assert lake.list("kept/readings/") == []


def test_forgetting_looks_into_no_table_where_no_reading_is_kept(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    add_run(lake, "monday", ("C1", "mine"))
    monkeypatch.setattr(module, "_texts", None)
    assert [file.key for file in forgotten(lake, "C1").files] == ["bronze/monday/bronze_interactions.parquet"]
