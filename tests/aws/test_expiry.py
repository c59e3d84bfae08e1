"""Only scored tables that no run needs carry the tag by which the bucket's lifecycle lets them expire."""

import re
from collections.abc import Iterator

import boto3
import polars as pl
import pytest
from structlog.testing import capture_logs
from support.bucket import REGION, moto_server, new_bucket
from support.command import spanishgas
from support.runs import run_record
from support.weeks import add_week, day

from spanishgas.aws.cleaning import clean_at_last
from spanishgas.aws.expiry import EXPIRES, tag_expiring
from spanishgas.lake import Lake
from spanishgas.run.store import save_record
from spanishgas.settings import Retention
from spanishgas.upkeep.holds import hold
from spanishgas.upkeep.survey import survey


@pytest.fixture
def lake() -> Iterator[Lake]:
    """A lake of five weeks in a bucket."""
    with moto_server():
        weekly = Lake(new_bucket())
        for week in range(5):
            add_week(weekly, week)
        yield weekly


def tagged(lake: Lake) -> set[str]:
    """Runs whose scored tables all carry the tag; raises AssertionError where only some do."""
    client = boto3.client("s3", region_name=REGION)
    bucket, prefix = lake.root.removeprefix("s3://").split("/")
    found: dict[str, set[bool]] = {}
    for item in lake.list("scored/"):
        tags = client.get_object_tagging(Bucket=bucket, Key=f"{prefix}/{item.key}")["TagSet"]
        found.setdefault(item.key.split("/")[1], set()).add(EXPIRES in tags)
    assert all(len(each) == 1 for each in found.values())
    return {run_id for run_id, each in found.items() if each == {True}}


def tag(lake: Lake) -> list[str]:
    client = boto3.client("s3", region_name=REGION)
    return tag_expiring(client, lake, survey(lake, Retention(keep_runs=1), day(5)))


def test_what_is_published_or_gone_back_to_carries_no_tag(lake: Lake) -> None:
    expiring = tag(lake)
    assert tagged(lake) == {key.split("/")[1] for key in expiring} != set()
    assert tagged(lake).isdisjoint({"week-04", "week-03"})


def test_a_run_that_is_held_later_loses_its_tag(lake: Lake) -> None:
    tag(lake)
    assert "week-01" in tagged(lake)
    hold(lake, "week-01", "audit")
    tag(lake)
    assert "week-01" not in tagged(lake)


def test_other_tags_stay(lake: Lake) -> None:
    client = boto3.client("s3", region_name=REGION)
    bucket, prefix = lake.root.removeprefix("s3://").split("/")
    address = {"Bucket": bucket, "Key": f"{prefix}/{lake.list('scored/')[0].key}"}
    client.put_object_tagging(**address, Tagging={"TagSet": [{"Key": "team", "Value": "retention"}]})
    for _ in range(2):
        tag(lake)
        assert {"Key": "team", "Value": "retention"} in client.get_object_tagging(**address)["TagSet"]


def test_the_last_act_of_a_job_cleans_and_tags_as_the_command_does_and_logs_how_much(lake: Lake) -> None:
    with capture_logs() as logs:
        clean_at_last(lake, Retention(keep_runs=1, keep_working_days=0), REGION)
    cleaned, may_expire = logs
    assert (cleaned["event"], cleaned["damaged_records"], may_expire["event"]) == ("cleaned", 0, "may_expire")
    assert cleaned["files"] > 5
    assert cleaned["bytes"] > 5_000
    assert {item.key.split("/")[1] for item in lake.list("bronze/")} <= {"week-04", "week-03"}
    assert may_expire["objects"] == len(tagged(lake))
    assert tagged(lake).isdisjoint({"week-04", "week-03"})


def test_what_is_in_the_way_of_that_act_is_logged_and_fails_nothing(lake: Lake) -> None:
    save_record(lake, run_record("busy"))
    before = lake.list("")
    with capture_logs() as logs:
        clean_at_last(lake, Retention(keep_runs=1, keep_working_days=0), REGION)
    (said,) = logs
    assert (said["event"], said["kind"]) == ("not_cleaned", "RunError")
    assert "Run busy is at work" in said["error"]
    assert lake.list("") == before


def test_a_panic_of_polars_fails_nothing_either(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def panics(*_: object) -> None:
        raise pl.exceptions.PanicException("index out of bounds")

    monkeypatch.setattr("spanishgas.aws.cleaning.clean", panics)
    with capture_logs() as logs:
        clean_at_last(lake, Retention(keep_runs=1, keep_working_days=0), REGION)
    assert [said["kind"] for said in logs] == ["PanicException"]


def test_cleaning_a_bucket_tags_what_may_expire(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    done = spanishgas("clean", "--lake", lake, "--keep", 1)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+ scored objects carry the tag", done.stdout)
    assert tagged(lake).isdisjoint({"week-04", "week-03"})
