"""What is missing in an account is found, said with what to do, and nothing is changed."""

import json
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.stub import Stubber
from support.aws.filled import filled, variables
from support.bucket import REGION, moto_server
from support.command import spanishgas
from support.deployed import client

from spanishgas.aws.deployment import deploy_check as checks
from spanishgas.aws.deployment.check import Check, Deployment, Finding
from spanishgas.aws.deployment.deploy_check import CHECKS, deploy_check
from spanishgas.aws.deployment.pipeline import ROLES, is_filled, quota_lets_a_run_start
from spanishgas.aws.state_machine.template import template

QUOTA = "quota of processing instances"
"""The local server lists no quotas of SageMaker."""
DASHBOARD = "dashboard"
"""The local server starts no tasks."""
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
DEPLOYED = Deployment("dev", REGION)


@pytest.fixture(scope="module", autouse=True)
def server() -> Generator[str]:
    with moto_server() as address:
        yield address


def found(deployment: Deployment) -> dict[str, Finding]:
    return {each.name: each for each in deploy_check(deployment)}


def test_in_an_empty_account_everything_is_missing_and_what_makes_it_is_said(server: str) -> None:
    by_name = found(Deployment("staging", REGION))
    assert {name for name, each in by_name.items() if each.status != "missing"} <= {QUOTA}
    assert by_name["bucket"] == Finding("bucket", "missing", "It is not there: apply Terraform (docs/deploy.md).")


@pytest.fixture(scope="module")
def account(server: str) -> str:
    """An account with all that a deployment has; the digest of its jobs' image."""
    digests = {what: pushed(what) for what in ("lambda", "processing", "streamlit")}
    arns = {what: role(what) for what in ROLES}
    make_function(digests["lambda"], arns["lambda"])
    make_bucket()
    client("dynamodb").create_table(
        TableName="spanishgas-dev-pipeline-manifest",
        KeySchema=[{"AttributeName": "file_key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "file_key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("stepfunctions").create_state_machine(
        name="spanishgas-dev-pipeline", definition=definition(digests["processing"]), roleArn=arns["sfn"]
    )
    client("sagemaker").create_model_package_group(ModelPackageGroupName="spanishgas-dev-churn")
    client("scheduler").create_schedule_group(Name="spanishgas-dev")
    for name in ("tick", "weekly-retraining"):
        client("scheduler").create_schedule(
            Name=f"spanishgas-dev-{name}",
            GroupName="spanishgas-dev",
            ScheduleExpression="rate(1 minute)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": arns["lambda"], "RoleArn": arns["scheduler"]},
        )
    topic = client("sns").create_topic(Name="spanishgas-dev-alerts")["TopicArn"]
    client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="alerts@example.com")
    return digests["processing"]


def pushed(what: str) -> str:
    """The digest of an image in its repository."""
    client("ecr").create_repository(repositoryName=f"spanishgas-dev-{what}")
    return push(what, "1")


def push(what: str, tag: str) -> str:
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "layers": [{"digest": f"sha256:{what}{tag}"}]})
    image = client("ecr").put_image(repositoryName=f"spanishgas-dev-{what}", imageManifest=manifest, imageTag=tag)
    return image["image"]["imageId"]["imageDigest"]


def uri(what: str, digest: str) -> str:
    return f"123456789012.dkr.ecr.{REGION}.amazonaws.com/spanishgas-dev-{what}@{digest}"


def role(what: str) -> str:
    return client("iam").create_role(RoleName=f"spanishgas-dev-{what}", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]


def make_function(digest: str, role_arn: str) -> None:
    client("lambda").create_function(
        FunctionName="spanishgas-dev-pipeline-trigger",
        PackageType="Image",
        Code={"ImageUri": uri("lambda", digest)},
        Role=role_arn,
    )


def make_bucket() -> None:
    s3, name = client("s3"), "spanishgas-data-dev"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    by_kms = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [by_kms]})
    blocked = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=dict.fromkeys(blocked, True))
    told = {
        "LambdaFunctionArn": f"arn:aws:lambda:{REGION}:123456789012:function:spanishgas-dev-pipeline-trigger",
        "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"],
    }
    s3.put_bucket_notification_configuration(
        Bucket=name, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
    )


def definition(digest: str) -> str:
    """The deployed state machine, as Terraform fills it."""
    text = template("fused")
    values = {name: '["subnet-1", "subnet-2"]' if name.endswith("_json") else name for name in variables(text)}
    instances = {name: "ml.m5.large" for name in values if "instance" in name}
    return filled(text, values | instances | {"processing_image": uri("processing", digest)})


def test_a_deployment_that_is_whole_lacks_nothing_but_what_the_local_server_cannot_show(account: str) -> None:
    by_name = found(DEPLOYED)
    unwell = {name: each for name, each in by_name.items() if each.status != "ok"}
    assert set(unwell) <= {QUOTA, DASHBOARD}, unwell
    assert set(by_name) == set(CHECKS)


def test_a_newer_image_than_the_jobs_run_is_said(account: str) -> None:
    newest = push("processing", "2")
    said = found(DEPLOYED)["state machine: image"]
    assert said.status == "note"
    assert said.advice == (f"spanishgas-dev-pipeline runs {account[:19]}, the newest is {newest[:19]}.")


def test_a_state_machine_that_was_changed_by_hand_is_not_the_rendering(account: str) -> None:
    machine = DEPLOYED.arn("states", "stateMachine:spanishgas-dev-pipeline")
    good = client("stepfunctions").describe_state_machine(stateMachineArn=machine)["definition"]
    odd = json.loads(good) | {"TimeoutSeconds": 1}
    client("stepfunctions").update_state_machine(stateMachineArn=machine, definition=json.dumps(odd))
    said = found(DEPLOYED)["state machine"]
    client("stepfunctions").update_state_machine(stateMachineArn=machine, definition=good)
    assert (said.status, said.advice.startswith("spanishgas-dev-pipeline is not what this version renders")) == (
        "missing",
        True,
    )
    assert found(DEPLOYED)["state machine"].status == "ok"


def test_a_bucket_that_is_open_or_forgets_is_said(account: str) -> None:
    s3 = client("s3")
    s3.put_bucket_versioning(Bucket="spanishgas-data-dev", VersioningConfiguration={"Status": "Suspended"})
    s3.put_public_access_block(Bucket="spanishgas-data-dev", PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    s3.put_bucket_notification_configuration(Bucket="spanishgas-data-dev", NotificationConfiguration={})
    by_name = found(DEPLOYED)
    make_again = {name: by_name[f"bucket: {name}"].advice for name in ("versions", "public access", "notification")}
    assert make_again == {
        "versions": "Versions of spanishgas-data-dev are off: apply Terraform.",
        "public access": "spanishgas-data-dev can be opened to the world (IgnorePublicAcls, BlockPublicPolicy, "
        "RestrictPublicBuckets is off).",
        "notification": "spanishgas-data-dev does not tell spanishgas-dev-pipeline-trigger of s3:ObjectCreated:*, "
        "s3:ObjectRemoved:*: apply Terraform.",
    }


@dataclass(frozen=True)
class Quotas(Deployment):
    """A deployment whose account allows so many machines."""

    allowed: float = 0

    def client(self, service: str) -> Any:
        if service != "service-quotas":
            return super().client(service)
        made = boto3.client(service, region_name=REGION)
        quotas = [{"QuotaName": "ml.m5.large for processing job usage", "Value": self.allowed}]
        stub = Stubber(made)
        stub.add_response("list_service_quotas", {"Quotas": quotas}, {"ServiceCode": "sagemaker"})
        stub.activate()
        return made


@pytest.mark.parametrize(
    ("allowed", "advice"),
    [
        (0, "No run can start: ask Service Quotas for 4 of “ml.m5.large for processing job usage”."),
        (1, "Fewer than 4 of “ml.m5.large for processing job usage”: enough for one run at a time."),
        (4, None),
    ],
)
def test_machines_that_the_account_does_not_allow_are_said(account: str, allowed: float, advice: str | None) -> None:
    assert quota_lets_a_run_start(Quotas("dev", REGION, allowed)) == advice


def refusing(code: str) -> Check:
    def check(_deployment: Deployment) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "GetBucketVersioning")

    return check


def unreachable(_deployment: Deployment) -> None:
    raise EndpointConnectionError(endpoint_url="https://nowhere.example")


def test_what_may_not_be_seen_is_said_and_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {
        "denied": refusing("AccessDenied"),
        "gone": refusing("NoSuchBucket"),
        "odd": refusing("Teapot"),
        "far": unreachable,
    }
    monkeypatch.setattr(checks, "CHECKS", kept)
    said = found(DEPLOYED)
    assert {name: each.status for name, each in said.items()} == {
        "denied": "not allowed",
        "gone": "missing",
        "odd": "unknown",
        "far": "unknown",
    }
    assert said["denied"].advice == "These credentials may not call GetBucketVersioning: look with others, or grant it."


@pytest.mark.parametrize(("code", "exit_code"), [("AccessDenied", 1), ("NoSuchBucket", 1)])
def test_the_command_answers_with_a_table_and_a_code(code: str, exit_code: int, monkeypatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", {"bucket: versions": refusing(code)})
    done = spanishgas("aws", "deploy-check", "--environment", "prod")
    assert (done.returncode, done.stderr) == (exit_code, "")
    first, second, last = done.stdout.splitlines()
    assert first.split() == ["Check", "Status", "What", "to", "do"]
    assert second.startswith("bucket: versions")
    missing = int(code == "NoSuchBucket")
    assert last == f"prod in {REGION}: 1 checks, {missing} missing, {1 - missing} not seen."


@pytest.mark.parametrize(
    ("rendered", "deployed", "same"),
    [
        ("${x}", "anything", True),
        ("a ${x} b", "a 1 b", True),
        ("a ${x} b", "a 1 c", False),
        ("$.run.${x}", "_.run.1", False),
        ("${x_json}", ["a", "b"], True),
        ("${x_json}", "a", False),
        ({"a": [1, "${x}"]}, {"a": [1, "2"]}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1], [1, 2], False),
        ((1,), [1], True),
        (1, 2, False),
    ],
)
def test_a_rendering_is_compared_but_for_what_terraform_fills(rendered: object, deployed: object, same: bool) -> None:
    assert is_filled(rendered, deployed) is same
