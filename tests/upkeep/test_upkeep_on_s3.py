"""The life of a lake in a bucket: versions are the copies, records say who is at work, and versions outlive us."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from conftest import Silent, run
from support.bucket import REGION, moto_server, new_bucket
from support.runs import run_record
from support.weeks import add_week, day, keys

from spanishgas.cli.export import export_table
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.run.store import save_record
from spanishgas.settings import Retention
from spanishgas.upkeep.clean import clean
from spanishgas.upkeep.forget import forget
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.replay import replay
from spanishgas.upkeep.scratch import scratch_lake
from spanishgas.upkeep.search import search


@pytest.fixture
def bucket() -> Iterator[str]:
    with moto_server():
        yield new_bucket()


def test_a_bucket_is_cleaned_but_not_while_a_run_shows_signs_of_life(bucket: str) -> None:
    lake = Lake(bucket)
    for week in range(4):
        add_week(lake, week)
    retention = Retention(keep_runs=1)
    save_record(lake, run_record("busy", started_at=day(4)))
    with pytest.raises(RunError, match=r"Run busy is at work .* within the last day"):
        clean(lake, retention, datetime.now(UTC))
    said = clean(lake, retention, datetime.now(UTC), dry_run=True)
    assert clean(lake, retention, datetime.now(UTC) + timedelta(days=2)).removals == said.removals
    assert keys(lake, "gold/week-00/", "gold/week-01/") == []
    assert len(keys(lake, "gold/week-02/", "gold/week-03/")) == 2


def test_a_run_of_a_bucket_is_replayed_from_versions_and_forgotten_but_for_them(bucket: str, small_raw: Path) -> None:
    lake = Lake(bucket)
    boto3.client("s3", region_name=REGION).put_bucket_versioning(
        Bucket=bucket.split("/")[2], VersioningConfiguration={"Status": "Enabled"}
    )
    for file in sorted((small_raw / "raw").iterdir()):
        lake.upload(file, f"raw/{file.name}")
    run(lake, run_id="first")
    lake.write("raw/customer_attributes.csv", b"another file")
    with scratch_lake(None, lake) as scratch:
        assert replay(lake, "first", scratch, Silent()).is_same
    lake.upload(small_raw / "raw" / "customer_attributes.csv", "raw/customer_attributes.csv")

    person = open_run(lake, "first").table("model_split").filter(part="train")["customer_id"][0]
    persons = Persons.of([person])
    proof = forget(lake, persons, "spanishgas", export_table, lambda _what, _share: None).proof
    assert not search(lake, persons, lambda _what, _share: None).is_something
    assert "raw/customer_attributes.csv" in {file.key for file in proof.files}
    assert proof.runs == ["first"]
    assert ["NoncurrentVersionExpiration" in sentence for sentence in proof.remaining] == [True]
