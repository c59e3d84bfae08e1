"""A past run made again: the same bytes, or exactly what differs."""

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import Silent, run
from support.command import spanishgas
from support.mill import noticed
from support.runs import done as made
from support.runs import run_record
from support.sentences import says

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.kept_raw import kept_raw_key
from spanishgas.run.reader import open_run
from spanishgas.run.record import UpkeepNote
from spanishgas.run.store import load_record, save_record
from spanishgas.tables.findings import Finding
from spanishgas.upkeep import replay as replaying
from spanishgas.upkeep.causes import Cause, changes, flat
from spanishgas.upkeep.replay import replay
from spanishgas.upkeep.scratch import scratch_lake


def again(lake: Lake, into: Path | None = None) -> replaying.Replay:
    with scratch_lake(into, lake) as scratch:
        return replay(lake, "first", scratch, Silent())


def test_a_run_is_made_again_to_the_same_bytes_after_its_files_were_overwritten(
    kept_copy: Lake, tmp_path: Path
) -> None:
    gold = open_run(kept_copy, "first").table("gold_master")
    kept_copy.write("raw/customer_attributes.csv", b"other customers")
    kept_copy.delete(["raw/customer_contracts.csv", "gold/first/gold_master.parquet"])
    before = {item.key: kept_copy.tag(item.key) for item in kept_copy.list("")}
    done = spanishgas("replay", "first", "--lake", kept_copy, "--into", tmp_path / "again")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Run first: the same bytes, 64 tables, documents and models." in done.stdout
    assert {item.key: kept_copy.tag(item.key) for item in kept_copy.list("")} == before
    assert open_run(Lake(tmp_path / "again"), "first").table("gold_master").equals(gold)
    assert list((tmp_path / "again" / "raw").iterdir()) == []  # no links to what may go one day


@pytest.mark.parametrize("place", ["lake/raw/again", "lake/again", "link/again"])
def test_nothing_is_made_again_within_the_lake(place: str, tmp_path: Path) -> None:
    lake = Lake.create(tmp_path / "lake")
    (tmp_path / "link").symlink_to(lake.root)
    into = tmp_path / place
    refused = f"{into}: lies in the lake {lake}, which only runs write to. Name a folder outside it."
    with says(RunError, refused), scratch_lake(into, lake):
        pass
    assert lake.list("") == []
    assert not into.exists()


def test_a_file_that_cannot_be_had_is_named_with_what_lies_there_now(kept_copy: Lake) -> None:
    record = load_record(kept_copy, "first")
    labels, costs = (next(i for i in record.inputs if i.dataset == f"bronze_{name}") for name in ("labels", "costs"))
    kept_copy.delete([kept_raw_key(labels), kept_raw_key(costs), costs.key])
    kept_copy.write(labels.key, b"another file")
    found = again(kept_copy)
    assert not found.is_same
    assert [cause.name for cause in found.causes] == [costs.key, labels.key]
    assert str(found.causes[0]).endswith("→ gone, and no copy of it is kept")
    assert "→ replaced by sha256:" in str(found.causes[1])
    assert spanishgas("replay", "first", "--lake", kept_copy).returncode == 1


def test_a_replay_looks_from_the_days_and_by_the_names_of_the_run(lake_copy: Lake, tmp_path: Path) -> None:
    own = tmp_path / "columns.yaml"
    own.write_text("customer_attributes: {sales_channel: {aliases: [canal]}}\n", "utf-8")
    path = Path(lake_copy.root) / "raw/customer_attributes.csv"
    path.write_text(path.read_text("utf-8").replace("sales_channel", "canal", 1), "utf-8")
    labels = path.with_name("churn_label.csv")
    labels.write_text(labels.read_text("utf-8").replace("2024-12-31", "2024-11-30"), "utf-8")
    record = run(lake_copy, run_id="own", columns_file=own, experiment="E2")
    assert (record.as_of, record.label_dates) == (date(2024, 12, 31), (date(2024, 11, 30),))
    own.unlink()
    with scratch_lake(tmp_path / "again", lake_copy) as scratch:
        found = replay(lake_copy, "own", scratch, Silent())
    assert (found.causes, found.differing, found.failure) == ([], [], None)


def test_a_training_of_an_earlier_version_looked_from_the_day_of_its_list() -> None:
    record = run_record(as_of=date(2024, 12, 31), label_dates=(), files_as_of=None)
    assert replaying._record_again(record, []).label_dates == (date(2024, 12, 31),)
    scoring = run_record(mode="score", label_dates=())
    assert replaying._record_again(scoring, []).label_dates == ()


def test_what_was_noted_of_the_raw_files_is_noted_again() -> None:
    of_files = Finding("raw", "raw_files", "*", "not_kept", 2.0, 1.0, "info", "raw/a.csv was not kept")
    of_a_step = Finding("bronze", "bronze_labels", "*", "c", 1.0, None, "info", "made again by its step")
    assert replaying._record_again(run_record(findings=[of_files, of_a_step]), []).findings == [of_files]


def test_a_damaged_copy_is_no_copy(kept_copy: Lake) -> None:
    (item,) = (i for i in load_record(kept_copy, "first").inputs if i.dataset == "bronze_costs")
    kept_copy.write(kept_raw_key(item), b"damaged")
    kept_copy.write(item.key, b"another file")
    assert [cause.name for cause in again(kept_copy).causes] == [item.key]


def test_of_a_run_whose_customers_were_forgotten_that_is_said(kept_copy: Lake) -> None:
    record = load_record(kept_copy, "first")
    record.upkeep.append(UpkeepNote(at=datetime(2025, 3, 1, tzinfo=UTC), what="forgotten", steps=[], why="asked for"))
    save_record(kept_copy, record)
    (item,) = (i for i in record.inputs if i.dataset == "bronze_costs")
    kept_copy.delete([kept_raw_key(item), item.key])
    assert str(again(kept_copy).causes[0]).endswith("→ gone since customers were forgotten on 2025-03-01")


def test_other_code_rules_and_libraries_are_named_and_the_run_is_made_all_the_same(
    kept_copy: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = load_record(kept_copy, "first")
    record.libraries["polars"] = "1.0.0"
    record.rules["names"] = "f" * 64
    save_record(kept_copy, record)
    monkeypatch.setattr(replaying, "code_version", lambda: "99+abc")
    found = again(kept_copy)
    assert found.is_same
    assert [(cause.kind, cause.name) for cause in found.causes] == [
        ("code", ""),
        ("rule", "names"),
        ("library", "polars"),
    ]
    assert str(found.causes[2]).startswith("library polars: 1.0.0 → ")


def test_what_differs_is_named_from_where_it_begins(kept_copy: Lake) -> None:
    content = json.loads(kept_copy.read("runs/first.json"))
    content["settings"]["seed"] = 43
    kept_copy.write("runs/first.json", json.dumps(content).encode())
    found = again(kept_copy)
    assert found.differing[:3] == ["model_split", "parameter_search", "challenger"]
    assert "gold_master" in found.same
    done = spanishgas("replay", "first", "--lake", kept_copy)
    assert done.returncode == 1
    assert "differ, first model_split (model_split, parameter_search, challenger" in done.stdout
    assert "another kind of processor" in done.stdout


def test_a_replay_that_stops_says_why(kept_copy: Lake) -> None:
    content = json.loads(kept_copy.read("runs/first.json"))
    content["policy"]["promotion"]["minimum_pr_auc"] = 0.99
    kept_copy.write("runs/first.json", json.dumps(content).encode())
    found = again(kept_copy)
    assert found.failure is not None
    assert found.failure.startswith("No model may score.")
    assert "scored_customers" in found.differing


def test_findings_about_files_that_were_no_inputs_are_no_difference() -> None:
    again = run_record(steps=[made("quality_findings", sha256=["a"])], findings=[noticed("gold_master")])
    lain = [
        replace(noticed("raw"), check="unrecognised_files", message="raw/: leeme.txt was not read."),
        replace(noticed("raw"), check="hidden_files", message="raw/: .x was let lie."),
    ]
    steps = [made("quality_findings", sha256=["b"])]
    record = run_record(steps=steps, findings=[*lain, noticed("gold_master")])
    assert replaying._compared(record, again) == (["quality_findings"], [])
    other = run_record(steps=steps, findings=[*lain, noticed("gold_master"), noticed("silver")])
    assert replaying._compared(other, again) == ([], ["quality_findings"])


def test_a_missing_model_is_named(kept_copy: Lake) -> None:
    record = load_record(kept_copy, "first")
    record.champion_before = "E5-000000000000"
    save_record(kept_copy, record)
    assert "There is no model E5-000000000000" in str(again(kept_copy).failure)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"record_version": 1, "status": "published"}, "kept the hashes"),
        ({"record_version": 2, "status": "failed"}, "never published: it is failed"),
    ],
)
def test_what_cannot_be_compared_is_refused(changes, why: str, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    save_record(lake, run_record("first", **changes))
    with pytest.raises(RunError, match=why):
        again(lake)


def test_a_replay_is_kept_in_a_new_folder_only(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RunError, match="is not empty"), scratch_lake(tmp_path, Lake.create(tmp_path / "lake")):
        pass
    shutil.rmtree(tmp_path / "gone", ignore_errors=True)
    with scratch_lake(None, Lake(tmp_path)) as scratch:
        assert Path(scratch.root).is_dir()
    assert not Path(scratch.root).exists()


def test_changes_are_named_by_path() -> None:
    before, after = {"a": {"b": [1, 2]}, "c": 1}, {"a": {"b": [1, 3]}, "d": None, "e": 2}
    assert list(changes("policy", flat(before), flat(after))) == [
        Cause("policy", "a.b.1", "2", "3"),
        Cause("policy", "c", "1", None),
        Cause("policy", "e", None, "2"),
    ]
    assert str(Cause("policy", "c", "1", None)) == "policy c: 1 → nothing"
