"""The end of a run is told to registry, CloudWatch and people: each as far as it can be, and each once."""

import json
import subprocess
import sys
import uuid
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from support.bucket import moto_server, new_bucket
from support.deployed import ENDED, aws_settings, client, ended
from support.finished import DRIFTED, finished_run

from spanishgas.aws import report_run as told
from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.metrics import run_values
from spanishgas.aws.report_run import report_run
from spanishgas.run.evaluated import evaluated_model
from spanishgas.run.reader import Run


@pytest.fixture(scope="module", autouse=True)
def server() -> Generator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def settings(server: str) -> AwsSettings:
    name = f"t{uuid.uuid4().hex}"
    client("sagemaker").create_model_package_group(ModelPackageGroupName=name)
    topic = client("sns").create_topic(Name=name)["TopicArn"]
    queue = client("sqs").create_queue(QueueName=name)["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return aws_settings(model_package_group=name, sns_topic_arn=topic, environment="staging")


def messages(settings: AwsSettings) -> list[dict[str, Any]]:
    """What subscribers were sent; it is taken away by looking."""
    name = str(settings.sns_topic_arn).split(":")[-1]
    queue = client("sqs").get_queue_url(QueueName=name)["QueueUrl"]
    found = client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in found]


def versions(settings: AwsSettings) -> int:
    listed = client("sagemaker").list_model_packages(ModelPackageGroupName=settings.model_package_group)
    return len(listed["ModelPackageSummaryList"])


@pytest.fixture
def run(server: str) -> Run:
    return ended(finished_run(new_bucket(), drift=DRIFTED))


def test_a_run_is_told_to_all_three_once_however_often_it_is_asked(run: Run, settings: AwsSettings) -> None:
    for _time in range(3):
        assert report_run(run.lake, run.record, settings) == []
    assert versions(settings) == 1
    (message,) = messages(settings)
    assert message["Subject"] == "SpanishGas staging: published, but the model needs a look (tuesday)"
    key = "runs/reported/tuesday/published-20250107T090500000000.json"
    assert set(json.loads(run.lake.read(key))["told"]) == {"registry", "metrics", "message"}


def test_the_next_attempt_of_a_run_is_told_again_and_its_model_registered_once(run: Run, settings) -> None:
    published, run.record.status = run.record.metrics, "failed"
    run.record.metrics = None
    assert report_run(run.lake, run.record, settings) == []
    run.record.status, run.record.metrics = "published", published
    run.record.finished_at = ENDED.replace(hour=11)
    assert report_run(run.lake, run.record, settings) == []
    subjects = [message["Subject"] for message in messages(settings)]
    assert [subject.split(": ")[1].split(" ")[0] for subject in subjects] == ["failed", "published,"]
    assert versions(settings) == 1


def test_what_fails_keeps_nobody_else_from_hearing_and_is_made_up_for_by_the_next_try(run, settings, monkeypatch):
    refused = ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "CreateModelPackage")
    with monkeypatch.context() as patch:
        patch.setattr(told, "register", lambda *_: (_ for _ in ()).throw(refused))
        (said,) = report_run(run.lake, run.record, settings)
    assert said.startswith("registry of run tuesday could not be told: ")
    assert "slow down" in said
    assert (versions(settings), len(messages(settings))) == (0, 1)
    assert report_run(run.lake, run.record, settings) == []
    assert (versions(settings), len(messages(settings))) == (1, 0)


def test_a_crash_between_the_registry_and_its_note_registers_once(run: Run, settings: AwsSettings) -> None:
    report_run(run.lake, run.record, settings)
    run.lake.delete([item.key for item in run.lake.list("runs/reported/")])
    report_run(run.lake, run.record, settings)
    assert versions(settings) == 1


def test_a_damaged_document_is_said_and_people_hear_of_the_run_all_the_same(run: Run, settings: AwsSettings) -> None:
    run.lake.write("training/tuesday/promotion.json", b"{")
    (said,) = report_run(run.lake, run.record, settings)
    assert "promotion.json is damaged" in said
    assert (versions(settings), len(messages(settings))) == (0, 1)


def test_where_nobody_is_to_be_told_only_the_figures_are(run: Run) -> None:
    assert report_run(run.lake, run.record, aws_settings()) == []
    (item,) = run.lake.list("runs/reported/")
    assert set(json.loads(run.lake.read(item.key))["told"]) == {"metrics"}


def test_the_figures_of_a_run_are_in_cloudwatch_under_their_environment(run: Run, settings: AwsSettings) -> None:
    assert report_run(run.lake, run.record, settings) == []
    found = client("cloudwatch").get_metric_statistics(
        Namespace="SpanishGas",
        MetricName="DriftDetected",
        Dimensions=[{"Name": "Environment", "Value": "staging"}],
        StartTime=ENDED.replace(hour=8),
        EndTime=ENDED.replace(hour=10),
        Period=60,
        Statistics=["Maximum"],
    )
    assert [(point["Timestamp"], point["Maximum"]) for point in found["Datapoints"]] == [(ENDED, 1.0)]


def test_the_figures_are_those_of_the_record(tmp_path: Path) -> None:
    run = ended(finished_run(tmp_path, drift=DRIFTED))
    model = evaluated_model(run.lake, run.record)
    assert run_values(run.record, model) == {
        "PrAuc": 0.81,
        "RunSeconds": 300.0,
        "RowsRead": 3 * 6 + 6,
        "DriftDetected": 1.0,
        "FeaturesDrifted": 2,
        "drift_score": 2 / 3,
    }
    assert run_values(ended(run, "gate_failed").record, model) == {"PrAuc": 0.81}
    assert run_values(run.record, None) == {}


def test_telling_needs_none_of_the_libraries_that_compute() -> None:
    modules = [f"spanishgas.aws.{name}" for name in ("report_run", "registry", "messages", "metrics", "environment")]
    heavy = ("polars", "numpy", "scipy", "sklearn", "xgboost", "boto3")
    code = f"import {', '.join(modules)}, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
