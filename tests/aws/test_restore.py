"""A lake in a bucket goes back to an earlier time: nothing is lost by a deletion, and nobody forgotten comes back."""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from conftest import Silent, run
from support.agreement import check_agreement
from support.aws_calls import new_table
from support.bucket import REGION, moto_server, new_bucket
from support.command import spanishgas
from support.runs import run_record

from spanishgas.aws import restore as restoration
from spanishgas.aws.restore import Restoration, missing_keys, plan_restoration, restore
from spanishgas.aws.trigger.state import Hold
from spanishgas.aws.trigger.store import StateTable
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.pointers import load_current
from spanishgas.run.store import save_record
from spanishgas.twin import simulate
from spanishgas.upkeep.replay import replay
from spanishgas.upkeep.scratch import scratch_lake


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with moto_server():
        yield boto3.client("s3", region_name=REGION)


@pytest.fixture
def lake(client: Any) -> Lake:
    """An empty lake in a bucket that keeps versions."""
    root = new_bucket()
    client.put_bucket_versioning(Bucket=root.split("/")[2], VersioningConfiguration={"Status": "Enabled"})
    return Lake(root)


def moment() -> datetime:
    """Now, apart from what was written before and what is written after."""
    time.sleep(1.1)  # S3 tells the time of a version in whole seconds
    now = datetime.now(UTC)
    time.sleep(1.1)
    return now


def bring_back(client: Any, lake: Lake, until: datetime) -> Restoration:
    planned = plan_restoration(client, lake, until)
    restore(client, lake, planned, lambda _key, _share: None)
    return planned


def contents(lake: Lake) -> dict[str, bytes]:
    return {item.key: lake.read(item.key) for item in lake.list("")}


def test_what_was_replaced_deleted_or_new_is_as_it_was(client: Any, lake: Lake) -> None:
    for key in ("raw/kept", "raw/replaced", "raw/deleted"):
        lake.write(key, b"before")
    lake.write("raw/gone", b"before")
    moment()
    lake.delete(["raw/gone"])
    before, until = contents(lake), moment()
    lake.write("raw/replaced", b"after")
    lake.write("raw/new", b"after")
    lake.write("raw/gone", b"after")
    lake.delete(["raw/deleted"])
    planned = bring_back(client, lake, until)
    assert contents(lake) == before
    assert {each.key for each in planned.brought} == {"raw/replaced", "raw/deleted"}
    assert set(planned.taken) == {"raw/new", "raw/gone"}
    assert plan_restoration(client, lake, until) == Restoration((), ())


def test_a_restoration_that_was_ended_is_finished_by_the_next(client: Any, lake: Lake) -> None:
    for number in range(4):
        lake.write(f"raw/{number}", b"before")
    before, until = contents(lake), moment()
    lake.delete(list(before))
    lake.write("raw/new", b"after")

    def ended(key: str, share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(client, lake, plan_restoration(client, lake, until), ended)
    assert 0 < len(contents(lake)) < 5
    bring_back(client, lake, until)
    assert contents(lake) == before


def test_pointers_come_back_after_what_they_point_to(client: Any, lake: Lake) -> None:
    for key in ("runs/current.json", "models/champion.json", "scored/a/table.parquet"):
        lake.write(key, b"before")
    until = moment()
    lake.delete(["runs/current.json", "models/champion.json", "scored/a/table.parquet"])
    planned = plan_restoration(client, lake, until)
    assert planned.brought[0].key == "scored/a/table.parquet"
    assert len(planned.brought) == 3


def test_nobody_who_was_forgotten_since_then_comes_back(client: Any, lake: Lake) -> None:
    lake.write("raw/customers.csv", b"with them")
    until = moment()
    lake.write("raw/customers.csv", b"without them")
    lake.write("upkeep/forgotten/20260101T000000Z-0a.json", b"{}")
    lake.delete(["upkeep/forgotten/20260101T000000Z-0a.json"])
    with pytest.raises(RunError, match=r"Customers were forgotten on .* would bring them back"):
        plan_restoration(client, lake, until)
    assert plan_restoration(client, lake, moment()).brought == ()


def test_locks_and_what_the_trigger_says_of_itself_stay_as_they_are(client: Any, lake: Lake) -> None:
    for key in ("locks/publication.json", "monitoring/manifest.json"):
        lake.write(key, b"before")
    until = moment()
    for key in ("locks/publication.json", "monitoring/manifest.json"):
        lake.write(key, b"after")
    assert plan_restoration(client, lake, until) == Restoration((), ())


def test_a_lake_without_versions_or_with_a_run_at_work_is_refused(client: Any, lake: Lake, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with pytest.raises(RunError, match="keeps no versions"):
        plan_restoration(client, Lake(new_bucket()), now)
    with pytest.raises(RunError, match="is a folder"):
        plan_restoration(client, Lake(tmp_path), now)
    save_record(lake, run_record("busy", started_at=now - timedelta(hours=1)))
    with pytest.raises(RunError, match="Run busy is at work"):
        plan_restoration(client, lake, now)


def test_the_drill_a_bucket_is_emptied_brought_back_and_its_run_replayed_to_the_same_bytes(
    client: Any, lake: Lake, few_policy: Path, tmp_path: Path
) -> None:
    simulate(tmp_path, customers=280, seed=7)
    for file in sorted((tmp_path / "raw").iterdir()):
        lake.upload(file, f"raw/{file.name}")
    run(lake, run_id="first", experiment="E1", policy_file=few_policy)
    before, until = contents(lake), moment()
    lake.write("raw/customer_attributes.csv", b"ransom")
    lake.delete([item.key for item in lake.list("")])
    assert contents(lake) == {}
    bring_back(client, lake, until)
    assert {key: data for key, data in contents(lake).items() if not key.startswith("locks/")} == {
        key: data for key, data in before.items() if not key.startswith("locks/")
    }
    current = load_current(lake)
    assert current is not None
    assert current.run_id == "first"
    assert missing_keys(lake) == []
    check_agreement(lake)
    with scratch_lake(None, lake) as scratch:
        assert replay(lake, "first", scratch, Silent()).is_same
    expired = current.tables["scored_customers"].key
    lake.delete([expired])
    assert missing_keys(lake) == [expired]


def test_the_command_shows_what_comes_and_goes_and_does_it_when_told(client: Any, lake: Lake) -> None:
    lake.write("raw/kept", b"before")
    until = moment()
    lake.write("raw/new", b"after")
    lake.delete(["raw/kept"])
    typed = ("aws", "restore", "--lake", lake, "--until", f"{until:%Y-%m-%d %H:%M:%S}")
    shown = spanishgas(*typed, "--dry-run")
    assert re.search(r"raw/ +1 +1\n", shown.stdout), shown.stderr
    assert contents(lake) == {"raw/new": b"after"}
    done = spanishgas(*typed, "--yes")
    assert done.returncode == 0, done.stderr
    assert "The trigger is not held: DYNAMODB_MANIFEST_TABLE names no table." in done.stdout
    assert contents(lake) == {"raw/kept": b"before"}


@pytest.fixture
def state(client: Any, monkeypatch: pytest.MonkeyPatch) -> StateTable:
    """The trigger's state, in the table that the environment names."""
    monkeypatch.setenv("DYNAMODB_MANIFEST_TABLE", new_table())
    return StateTable(boto3.client("dynamodb", region_name=REGION), os.environ["DYNAMODB_MANIFEST_TABLE"])


def test_the_trigger_is_held_while_the_command_is_at_work(
    client: Any, lake: Lake, state: StateTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.write("raw/kept", b"before")
    until = moment()
    lake.delete(["raw/kept"])
    held_by = list[str]()
    planned, given = restoration.plan_restoration, restoration.restore

    def watched(call: Callable[..., Any]) -> Callable[..., Any]:
        def call_and_look(*words: Any) -> Any:
            hold = state.load().hold
            held_by.append(hold.who.partition(" on ")[0] if hold else "nobody")
            return call(*words)

        return call_and_look

    monkeypatch.setattr(restoration, "plan_restoration", watched(planned))
    monkeypatch.setattr(restoration, "restore", watched(given))
    done = spanishgas("aws", "restore", "--lake", lake, "--until", f"{until:%Y-%m-%d %H:%M:%S}", "--yes")
    whole = ["nobody", "spanishgas aws restore", "spanishgas aws restore"]  # shown, planned again, carried out
    assert (done.returncode, held_by) == (0, whole), done.stderr
    assert state.load().hold is None
    assert contents(lake) == {"raw/kept": b"before"}


@pytest.mark.parametrize("command", ["restore", "forget"])
def test_neither_a_restoration_nor_a_forgetting_begins_while_somebody_else_holds_the_trigger(
    client: Any, lake: Lake, state: StateTable, command: str
) -> None:
    lake.write("raw/customer_attributes.csv", b"customer_id\nC00042\nC00043\n")
    until = moment()
    lake.write("raw/new", b"after")
    before, now = contents(lake), datetime.now(UTC)
    state.change(lambda found: replace(found, hold=Hold("somebody else", now, now + timedelta(minutes=5))))
    typed = (
        ("aws", "restore", "--until", f"{until:%Y-%m-%d %H:%M:%S}") if command == "restore" else ("forget", "C00042")
    )
    done = spanishgas(*typed, "--yes", "--lake", lake)
    assert done.returncode == 1
    assert "somebody else holds the trigger until" in done.stderr
    assert contents(lake) == before


def test_a_table_that_does_not_answer_is_said_and_nothing_is_done(
    client: Any, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake.write("raw/kept", b"before")
    until = moment()
    lake.delete(["raw/kept"])
    monkeypatch.setenv("DYNAMODB_MANIFEST_TABLE", "no-such-table")
    done = spanishgas("aws", "restore", "--lake", lake, "--until", f"{until:%Y-%m-%d %H:%M:%S}", "--yes")
    assert (done.returncode, contents(lake)) == (1, {})
    assert "The trigger cannot be held, so nothing was done: " in done.stderr
