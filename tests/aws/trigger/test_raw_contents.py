"""What files hold is told by S3's own checksum, else by reading them, once a version; all that lies there is listed."""

import hashlib
import subprocess
import sys

import pytest
from support.aws_calls import refusal
from support.sentences import says
from support.trigger_world import NAMES, World

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.raw_listing import ListedFile, listing_digest


def test_the_digest_is_the_one_that_a_job_computes_from_its_own_list(moto_world) -> None:
    world: World = moto_world()
    world.put_all("A")
    world.put("notes/résumé (1).txt", "hello")
    entries = Lake(world.lake.root).entries("raw/")
    files = [ListedFile(entry.name, entry.size, str(world.lake.tag(f"raw/{entry.name}"))) for entry in entries]
    assert len(files) == 8
    assert world.services.raw.look(None).digest == listing_digest(files)


@pytest.mark.parametrize("checksum", ["whole", "parts", "none"])
def test_the_same_contents_are_the_same_whatever_their_tags(new_world, checksum: str) -> None:
    world: World = new_world(is_encrypted=True, checksum=checksum)
    world.put_all("A")
    first = world.services.raw.look(None)
    world.put_all("A")
    again = world.services.raw.look(first)
    assert (again.contents, again.labels) == (first.contents, first.labels)
    assert again.digest != first.digest
    world.put("price_history.csv", "B")
    other = world.services.raw.look(again)
    assert other.contents != first.contents
    assert other.labels == first.labels


def test_a_small_file_without_a_checksum_of_the_whole_is_read_once_a_version(new_world) -> None:
    world: World = new_world(checksum="parts")
    world.put_all("A")
    for _ in range(3):
        world.services.raw.look(None)
    assert world.s3.reads == 7
    world.put("price_history.csv", "B")
    world.services.raw.look(None)
    assert world.s3.reads == 8
    row = world.services.table.rows(["raw/price_history.csv"])["raw/price_history.csv"]
    assert row["content"] == f"1:sha256:{hashlib.sha256(b'B').hexdigest()}"


@pytest.mark.parametrize(("checksum", "kind"), [("parts", "parts:ChecksumCRC32"), ("none", "tag")])
def test_a_big_file_without_a_checksum_of_the_whole_counts_by_its_parts_else_by_its_tag(
    new_world, monkeypatch: pytest.MonkeyPatch, checksum: str, kind: str
) -> None:
    monkeypatch.setattr("spanishgas.aws.trigger.listing._SMALL", 5)
    world: World = new_world(checksum=checksum)
    world.put("price_history.csv", "longer")
    world.services.raw.look(None)
    row = world.services.table.rows(["raw/price_history.csv"])["raw/price_history.csv"]
    assert row["content"].startswith(f"6:{kind}:")
    assert world.s3.reads == 0


def test_what_is_no_raw_file_changes_no_contents(new_world) -> None:
    world: World = new_world()
    world.put_all("A")
    before = world.services.raw.look(None)
    world.put("notes.txt", "hello")
    after = world.services.raw.look(before)
    assert after.contents == before.contents
    assert after.digest != before.digest


def test_files_that_are_missing_are_named_by_their_datasets_and_labels_are_told_apart(new_world) -> None:
    world: World = new_world()
    assert world.services.raw.look(None).missing == (
        "customer_attributes",
        "customer_contracts",
        "consumption_hourly",
        "price_history",
        "costs_by_province_month",
        "customer_interactions",
    )
    world.put_all("A", NAMES[1:])
    found = world.services.raw.look(None)
    assert (found.missing, found.labels, found.labels_name) == ((), None, "churn_label")


def test_a_file_that_is_replaced_or_goes_during_a_look_is_looked_at_anew(new_world) -> None:
    world: World = new_world(checksum="none")
    world.put_all("A")
    attributes, changes = world.s3.get_object_attributes, [lambda: world.put("price_history.csv", "B")]
    changes.append(lambda: world.delete("price_history.csv"))

    def changing(**named: object) -> dict:
        found = attributes(**named)
        if changes:
            changes.pop(0)()
        return found

    world.s3.get_object_attributes = changing
    found = world.services.raw.look(None)
    assert found.digest == world.digest_of(world.raw())
    assert found.missing == ("price_history",)


def test_files_that_change_at_every_look_stop_it_with_a_reason(new_world) -> None:
    world: World = new_world()
    world.put_all("A")

    def gone(**named: object) -> dict:
        raise refusal("NoSuchKey", "GetObjectAttributes")

    world.s3.get_object_attributes = gone
    with says(RunError, "raw/ of spanishgas-data-dev changed at every look. The next one begins anew."):
        world.services.raw.look(None)


def test_the_function_starts_without_the_libraries_of_runs() -> None:
    code = (
        "import sys, spanishgas.aws.trigger.handler; "
        "print([n for n in ('polars', 'numpy', 'scipy', 'sklearn', 'xgboost', 'dataframely') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
