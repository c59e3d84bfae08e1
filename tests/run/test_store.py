"""Keys and records: what is named plainly is kept, what is damaged is named, and nobody overwrites unseen."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.runs import STARTED, done, run_record
from support.sentences import says

from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake
from spanishgas.run import store
from spanishgas.run.record import ErrorRecord
from spanishgas.tables.document import Document
from spanishgas.tables.findings import Finding
from spanishgas.tables.pages import Pages


class Loaf(Document):
    grams: float
    baker: str | None


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


@pytest.mark.parametrize(
    "run_id",
    ["", ".", "..", "a..b", "a/b", "/a", "a\\b", "-a", ".a", "_a", "a b", "a\n", "ñ"],
)
def test_what_could_lead_elsewhere_is_no_run_id(run_id: str) -> None:
    with says(RunError, f"{run_id!r} is no run id: letters, digits, dot, dash and underscore are allowed."):
        store.check_run_id(run_id)


@pytest.mark.parametrize(
    ("run_id", "why"),
    [
        ("current", "'current' is no run id: the name is reserved for the published run. Choose another."),
        ("CURRENT", "'CURRENT' is no run id: the name is reserved for the published run. Choose another."),
        ("a.JSON", "'a.JSON' is no run id: names that end so are reserved for files. Choose another."),
        ("x" * 300, f"'{'x' * 20}…' is no run id: it has 300 characters, and 100 may be."),
    ],
)
def test_of_a_reserved_or_long_name_it_is_said_that_it_is_one(run_id: str, why: str) -> None:
    with says(RunError, why):
        store.check_run_id(run_id)


@pytest.mark.parametrize("run_id", ["a", "Z", "7", "2025-01-31", "a.b_c-d", "currents", "x" * 100])
def test_plain_names_are_run_ids(run_id: str) -> None:
    assert store.check_run_id(run_id) == run_id


@given(st.text(st.sampled_from("aZ0._-/\\ \n~"), max_size=12))
def test_the_key_of_a_record_never_leaves_its_folder(run_id: str) -> None:
    try:
        key = store.record_key(run_id)
    except RunError:
        return
    assert Path("/lake", key).resolve() == Path("/lake/runs") / f"{run_id}.json"


def test_every_key_is_made_here() -> None:
    assert store.record_key("tuesday") == "runs/tuesday.json"
    assert store.table_key("gold", "tuesday", "gold_master") == "gold/tuesday/gold_master.parquet"
    assert store.document_key("models", "tuesday", "evaluation") == "models/tuesday/evaluation.json"
    assert store.kept_key("silver_meter_sums", "0f", "aa") == "kept/silver_meter_sums/0f-aa.parquet"
    assert store.CURRENT == "runs/current.json"


@pytest.mark.parametrize(
    "key", [lambda name: store.table_key("gold", name, "t"), lambda name: store.document_key("gold", name, "d")]
)
def test_no_key_is_made_of_what_is_no_run_id(key) -> None:
    with says(RunError, "'../x' is no run id: letters, digits, dot, dash and underscore are allowed."):
        key("../x")


def test_a_new_run_is_named_by_its_second_and_four_random_bytes() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    first, second = store.new_run_id(), store.new_run_id()
    assert first != second
    assert re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{8}", first)
    assert before <= datetime.strptime(first[:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) <= datetime.now(UTC)
    assert store.check_run_id(first) == first


def test_a_record_comes_back_as_it_was_saved(lake: Lake) -> None:
    record = run_record(
        steps=[done("silver_bread", keys=["silver/tuesday/silver_bread.parquet"], rows=3, reused=True)],
        findings=[Finding("silver", "silver_bread", "grams", "range", 1.0, None, "warning", "ñ")],
        error=ErrorRecord(stage="bake", step="silver_bread", kind="RunError", message="burnt"),
    )
    assert not store.has_record(lake, "tuesday")
    store.save_record(lake, record)
    assert store.has_record(lake, "tuesday")
    assert store.load_record(lake, "tuesday") == record


def test_a_record_is_readable_by_people(lake: Lake) -> None:
    store.save_record(lake, run_record())
    text = lake.read("runs/tuesday.json").decode()
    assert text.startswith('{\n  "run_id": "tuesday",\n  "record_version": 1,\n  "mode": "train",\n')
    assert text.endswith("}\n")


def test_a_run_that_never_started_is_said(lake: Lake) -> None:
    with says(RunError, f"There is no run monday in {lake}. `spanishgas runs --lake {lake}` lists them."):
        store.load_record(lake, "monday")


def test_a_damaged_record_is_named_with_the_place_of_the_damage(lake: Lake) -> None:
    text = run_record(steps=[done("silver_bread")]).model_dump_json()
    lake.write("runs/tuesday.json", text.replace('"seconds":0.5', '"seconds":"long"').encode())
    with says(
        RunError,
        f"{lake}/runs/tuesday.json is damaged: steps.0.seconds: a number is expected, found 'long'. "
        "Take it away or restore it.",
    ):
        store.load_record(lake, "tuesday")


def test_the_latest_run_comes_first_and_of_two_starts_in_a_moment_the_greater_name(lake: Lake) -> None:
    for run_id, day in (("a", 1), ("z", 2), ("c", 2), ("b", 3)):
        store.save_record(lake, run_record(run_id, started_at=STARTED.replace(day=day)))
    assert [record.run_id for record in store.list_records(lake)[0]] == ["b", "z", "c", "a"]


def test_only_records_are_listed(lake: Lake) -> None:
    store.save_record(lake, run_record())
    lake.write("runs/current.json", b"{}")
    lake.write("runs/moves/older.json", b"{}")
    lake.write("runs/notes.txt", b"")
    lake.write("models/champion.json", b"{}")
    lake.write("notes.json", b"{}")
    assert [record.run_id for record in store.list_records(lake)[0]] == ["tuesday"]


def test_a_damaged_record_in_the_list_is_named_and_hides_no_other(lake: Lake) -> None:
    store.save_record(lake, run_record())
    lake.write("runs/monday.json", b"{}")
    records, damaged = store.list_records(lake)
    assert [record.run_id for record in records] == ["tuesday"]
    assert damaged == [f"{lake}/runs/monday.json is damaged: run_id: is missing. Take it away or restore it."]


@pytest.mark.parametrize("run_id", ["monday", "../x", "current"])
def test_the_record_of_another_run_is_damaged(run_id: str, lake: Lake) -> None:
    lake.write("runs/tuesday.json", run_record(run_id).model_dump_json().encode())
    damage = (
        f"{lake}/runs/tuesday.json is damaged: run_id is {run_id!r}, so it is the record of another run. Take it away "
        "or restore it."
    )
    assert store.list_records(lake) == ([], [damage])
    with says(RunError, damage):
        store.load_record(lake, "tuesday")


def test_a_new_record_does_not_take_the_place_of_another(lake: Lake) -> None:
    store.save_record(lake, run_record())
    with pytest.raises(ConflictError, match="Run tuesday was taken up by another process"):
        store.save_record(lake, run_record(mode="score"))
    assert store.load_record(lake, "tuesday").mode == "train"


def test_of_two_who_go_on_with_a_record_the_slower_one_is_refused(lake: Lake) -> None:
    store.save_record(lake, run_record())
    fast, slow = store.load_record(lake, "tuesday"), store.load_record(lake, "tuesday")
    store.save_record(lake, fast)
    store.save_record(lake, fast)
    with pytest.raises(ConflictError, match="this one stops here"):
        store.save_record(lake, slow)


def test_a_document_comes_back_as_it_was_written_what_is_unknown_said(lake: Lake) -> None:
    store.write_document(lake, "gold/tuesday/loaf.json", Loaf(grams=500.0, baker=None))
    assert lake.read("gold/tuesday/loaf.json") == b'{\n  "grams": 500.0,\n  "baker": null\n}\n'
    assert store.read_document(lake, "gold/tuesday/loaf.json", Loaf) == Loaf(grams=500.0, baker=None)


@pytest.mark.parametrize(
    ("text", "damage"),
    [
        ('{"baker": null}', "grams: is missing"),
        ('{"grams": "500", "baker": null}', "grams: a number is expected, found '500'"),
        ('{"grams": 1.0, "baker": null, "oven": 2}', "oven: is no entry that is known here"),
    ],
)
def test_a_document_that_is_not_what_its_class_says_is_refused(text: str, damage: str, lake: Lake) -> None:
    lake.write("gold/loaf.json", text.encode())
    with says(RunError, f"{lake}/gold/loaf.json is damaged: {damage}. Take it away or restore it."):
        store.read_document(lake, "gold/loaf.json", Loaf)


def test_a_document_that_is_not_there_is_said(lake: Lake) -> None:
    with says(RunError, f"{lake}/gold/loaf.json does not exist."):
        store.read_document(lake, "gold/loaf.json", Loaf)


def test_pages_are_read_as_markdown_also_where_an_earlier_version_wrote_a_web_page_before_it(lake: Lake) -> None:
    keys = store.step_keys("pages", "training", "monday", "model_card")
    store.write_pages(lake, keys, Pages("# A card"))
    lake.write("training/monday/model_card.html", b"<h1>A card</h1>")
    for written in (keys, ["training/monday/model_card.html", *keys]):
        assert store.read_pages(lake, written) == Pages("# A card")
