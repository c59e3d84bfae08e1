"""Records that another version wrote are read, or refused in words, and hide no other."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.command import spanishgas
from support.runs import run_record
from support.weeks import add_week

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.process import ProcessRecord, this_process
from spanishgas.run.store import list_records, load_record, save_record
from spanishgas.settings import Retention
from spanishgas.upkeep.clean import clean

OLD = Path(__file__).parent / "first_version"
"""What a run of the first version left: its record and the two pointers."""


@pytest.fixture
def old(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path)
    for name, key in (("record", "runs/old"), ("current", "runs/current"), ("champion", "models/champion")):
        lake.write(f"{key}.json", (OLD / f"{name}.json").read_bytes())
    for step in load_record(lake, "old").steps:
        for key in step.keys:
            lake.write(key, b"a table")
    return lake


def test_a_record_of_the_first_version_is_read_and_what_it_cannot_do_is_said(old: Lake) -> None:
    record = load_record(old, "old")
    assert (record.record_version, record.status, len(record.steps)) == (1, "published", 34)
    text = spanishgas("runs", "--lake", old).stdout
    assert "old ran before runs kept the hashes of their tables: it can be read but not replayed." in text


def test_what_the_first_version_left_is_cleaned_like_the_rest(old: Lake) -> None:
    for week in range(3):
        add_week(old, week)
    old.write("silver/silver_meter_sums/mine.parquet", b"of somebody else")
    clean(old, Retention(keep_runs=1), datetime.now(UTC) + timedelta(days=365))
    record = load_record(old, "old")
    assert [key for step in record.steps for key in step.keys if old.exists(key)] == []
    assert {step.name for step in record.steps if step.keys} <= set(record.upkeep[0].steps)
    assert old.exists("silver/silver_meter_sums/mine.parquet")


def test_a_record_of_a_later_version_is_refused_in_words_and_hides_no_other(old: Lake) -> None:
    later = json.loads(old.read("runs/old.json")) | {"run_id": "new", "record_version": 3, "code_version": "9.1.0+ab"}
    old.write("runs/new.json", json.dumps(later).encode())
    old.write("runs/torn.json", b'{"run_id": "to')
    with pytest.raises(RunError, match=r"written by a later version \(9.1.0\): its record_version is 3, .* up to 2"):
        load_record(old, "new")
    records, refused = list_records(old)
    assert [record.run_id for record in records] == ["old"]
    assert ["later version" in sentence for sentence in refused] == [True, False]
    text = spanishgas("runs", "--lake", old).stdout
    assert "new.json was written by a later version" in text
    assert "torn.json is damaged" in text
    assert "2024-12-31" in text


def test_a_run_whose_process_is_gone_is_shown_with_the_command_to_go_on(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    gone = ProcessRecord(host=this_process().host, pid=int(ended.stdout), began="1")
    lake = Lake(tmp_path)
    save_record(lake, run_record("left", record_version=2, process=gone))
    save_record(lake, run_record("here", record_version=2, process=this_process()))
    lake.write("gold/left/gold_master.parquet", bytes(1500))
    lines = [" ".join(line.split()) for line in spanishgas("runs", "--lake", lake).stdout.splitlines()]
    assert lines[1:4] == [
        "left train 2024-12-31 process gone 0.0 1.5 kB",
        "here train 2024-12-31 running 0.0 0 B",
        f"The process of run left ended unexpectedly. Go on: spanishgas run --resume left --lake {lake}",
    ]
    assert lines[-1].endswith("models 0 B, tables of runs 1.5 kB.")


def test_a_cleaned_run_is_marked(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for week in range(4):
        add_week(lake, week)
    clean(lake, Retention(keep_runs=1), datetime.now(UTC))
    lines = spanishgas("runs", "--lake", lake).stdout.splitlines()
    assert [line.split()[0] for line in lines if " cleaned" in line] == ["week-01", "week-00"]
