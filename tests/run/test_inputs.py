"""A run reads what its record says: a file that was written since is told from one that was only touched."""

import os
from pathlib import Path

import pytest
from support.runs import add_raw, run_record
from support.sentences import says

from spanishgas.errors import SupersededError
from spanishgas.lake import Lake
from spanishgas.run.inputs import input_record, recognise_inputs, refuse_replaced, without_copies
from spanishgas.run.raw_files import RawFile
from spanishgas.run.record import InputRecord, RunRecord

KEY = "raw/churn_label.csv"
CHANGED = f"{KEY} has changed since run tuesday started. Start a new run instead."
REPLACED = (
    f"{KEY} was replaced while run tuesday was at work on it. Nothing was published; start a new run when the feed is "
    "done writing."
)


def read(lake: Lake, content: bytes = b"before") -> RunRecord:
    """The record of a run that has read one file."""
    return run_record(inputs=[add_raw(lake, "bronze_labels", "churn_label.csv", content)])


def test_a_file_is_recorded_with_its_hash_and_its_tag(any_lake: Lake) -> None:
    any_lake.write(KEY, b"before")
    assert input_record(any_lake, RawFile("bronze_labels", KEY, 6)) == InputRecord(
        dataset="bronze_labels",
        key=KEY,
        size=6,
        fingerprint=any_lake.fingerprint(KEY),
        tag=any_lake.tag(KEY),
    )


def test_a_file_that_is_written_while_it_is_hashed_is_refused(any_lake: Lake, monkeypatch) -> None:
    any_lake.write(KEY, b"before")
    hashed = Lake.fingerprint

    def meanwhile(lake: Lake, key: str) -> str:
        found = hashed(lake, key)
        lake.write(key, b"behind")
        return found

    monkeypatch.setattr(Lake, "fingerprint", meanwhile)
    with says(SupersededError, f"{KEY} is being written. Start again when the feed is done."):
        input_record(any_lake, RawFile("bronze_labels", KEY, 6))


def test_a_file_that_nobody_wrote_is_recognised(any_lake: Lake) -> None:
    record = read(any_lake)
    before = record.model_copy(deep=True)
    recognise_inputs(any_lake, record)
    refuse_replaced(any_lake, record, record.inputs)
    assert record == before


@pytest.mark.parametrize("content", [b"behind", b"", b"before and after"])
def test_a_file_with_other_content_is_refused_also_where_its_size_is_the_same(any_lake: Lake, content: bytes) -> None:
    record = read(any_lake)
    any_lake.write(KEY, content)
    with says(SupersededError, CHANGED):
        recognise_inputs(any_lake, record)
    with says(SupersededError, REPLACED):
        refuse_replaced(any_lake, record, record.inputs)


def test_a_file_that_is_gone_is_refused(any_lake: Lake) -> None:
    record = read(any_lake)
    any_lake.delete([KEY])
    with says(SupersededError, CHANGED):
        recognise_inputs(any_lake, record)
    with says(SupersededError, REPLACED):
        refuse_replaced(any_lake, record, record.inputs)


def test_the_same_content_put_there_anew_is_the_same_file(any_lake: Lake) -> None:
    record = read(any_lake)
    any_lake.write(KEY, b"before")
    recognise_inputs(any_lake, record)
    assert record.inputs[0].tag == any_lake.tag(KEY)
    refuse_replaced(any_lake, record, record.inputs)


def write_in_place(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


def test_a_file_that_was_touched_goes_on_at_the_next_stage_and_stops_one_that_reads_it(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    record = read(lake)
    os.utime(tmp_path / KEY, ns=(0, 0))
    with says(SupersededError, REPLACED):
        refuse_replaced(lake, record, record.inputs)
    recognise_inputs(lake, record)
    refuse_replaced(lake, record, record.inputs)


def linked(path: Path) -> None:
    os.link(path, path.with_name("backup"))


def permitted(path: Path) -> None:
    path.chmod(0o600)


def owned(path: Path) -> None:
    os.chown(path, os.getuid(), os.getgid())


@pytest.mark.parametrize("change", [linked, permitted, owned])
def test_a_backup_by_links_or_another_owner_is_no_writing(change, tmp_path: Path, monkeypatch) -> None:
    lake = Lake(tmp_path)
    record = read(lake)
    before = record.inputs[0].tag
    change(tmp_path / KEY)
    assert lake.tag(KEY) != before
    refuse_replaced(lake, record, record.inputs)
    assert record.inputs[0].tag == lake.tag(KEY)
    monkeypatch.setattr(Lake, "fingerprint", lambda *_: pytest.fail("hashed again though nothing has changed since"))
    refuse_replaced(lake, record, record.inputs)
    recognise_inputs(lake, record)


@pytest.mark.parametrize("change", [linked, permitted, owned])
def test_a_backup_while_a_file_is_hashed_at_the_start_is_no_writing(change, tmp_path: Path, monkeypatch) -> None:
    lake, hashed = Lake(tmp_path), Lake.fingerprint
    lake.write(KEY, b"before")

    def meanwhile(lake: Lake, key: str) -> str:
        monkeypatch.undo()
        change(tmp_path / KEY)
        return hashed(lake, key)

    monkeypatch.setattr(Lake, "fingerprint", meanwhile)
    assert input_record(lake, RawFile("bronze_labels", KEY, 6)).tag == lake.tag(KEY)


def test_whoever_writes_in_place_and_sets_the_time_back_is_found_out(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    record = read(lake)
    before = (tmp_path / KEY).stat()
    write_in_place(tmp_path / KEY, b"behind")
    os.utime(tmp_path / KEY, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = (tmp_path / KEY).stat()
    assert (after.st_ino, after.st_size, after.st_mtime_ns) == (before.st_ino, before.st_size, before.st_mtime_ns)
    with says(SupersededError, REPLACED):
        refuse_replaced(lake, record, record.inputs)
    with says(SupersededError, CHANGED):
        recognise_inputs(lake, record)


def test_only_the_files_asked_for_are_looked_at(any_lake: Lake) -> None:
    record = read(any_lake)
    record.inputs.append(add_raw(any_lake, "bronze_prices", "price_history.csv", b"1"))
    any_lake.write("raw/price_history.csv", b"2")
    refuse_replaced(any_lake, record, record.inputs[:1])
    with says(SupersededError, REPLACED.replace(KEY, "raw/price_history.csv")):
        refuse_replaced(any_lake, record, record.inputs)


def test_a_record_of_an_earlier_version_is_recognised_by_its_hash(any_lake: Lake) -> None:
    record = read(any_lake)
    record.inputs[0].tag = None
    refuse_replaced(any_lake, record, record.inputs)
    recognise_inputs(any_lake, record)
    assert record.inputs[0].tag == any_lake.tag(KEY)


def test_a_copy_of_a_file_is_not_read_and_said_whatever_else_a_file_of_another_dataset_holds(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    given = {"readings_1": "a", "readings_2": "b", "readings_3": "a", "labels": "a"}
    records = []
    for name, content in given.items():
        records.append(add_raw(lake, name.partition("_")[0], f"{name}.csv", content))
    different, findings = without_copies(records)
    assert [item.key for item in different] == ["raw/readings_1.csv", "raw/readings_2.csv", "raw/labels.csv"]
    assert [(f.check, f.severity, f.message) for f in findings] == [
        ("copy", "warning", "readings_3.csv is a copy of readings_1.csv, byte for byte: it is not read.")
    ]
