"""All of dev is applied to the server of the tests, and files that are put into its bucket become a published run."""

import os
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.applied import Applied, applied
from support.aws.account import Remembering, answering
from support.aws.executions import Execution
from support.aws.server import Server, aws_server
from support.aws.stack import Stack, client
from support.aws.story import drop, ticked
from support.bucket import REGION
from support.terraform import require_terraform

from spanishgas.aws.deployment.check import Deployment
from spanishgas.aws.deployment.deploy_check import deploy_check
from spanishgas.run.pointers import load_current

pytestmark = pytest.mark.terraform

DIGESTS = {what: f"sha256:{digit * 64}" for what, digit in (("lambda", "1"), ("processing", "2"), ("streamlit", "3"))}
OWN = {
    "alert_email": "alerts@example.com",
    "allowed_cidrs": ["192.0.2.0/24"],
    "domain_name": "book.example.com",
    "github_repo": "example/spanishgas",
    "quiet_seconds": 1,
    **{f"{what}_image_digest": digest for what, digest in DIGESTS.items()},
}
UNREADABLE = {
    "module.ecs.aws_appautoscaling_target.streamlit": {"tags_all"},
    "module.ecs.aws_ecs_service.streamlit": {"availability_zone_rebalancing", "health_check_grace_period_seconds"},
    "module.ecs.aws_vpc_security_group_egress_rule.alb": {"description"},
    "module.ecs.aws_vpc_security_group_ingress_rule.task": {"description"},
    "module.lambda.aws_lambda_function.trigger": {"dead_letter_config", "logging_config"},
    "module.monitoring.aws_budgets_budget.monthly": {"tags_all"},
    'module.networking.aws_vpc_security_group_egress_rule.job_to_gateway["dynamodb"]': {"description"},
    'module.networking.aws_vpc_security_group_egress_rule.job_to_gateway["s3"]': {"description"},
}
"""What moto takes and forgets, so that a second plan would set it again."""
UNSEEN = {
    *("repository: lambda", "repository: processing", "repository: streamlit"),
    *("function: image", "state machine: image"),
    "dashboard",
    "quota of processing instances",
}
"""What the check of a deployment cannot find here: nobody pushed images; moto starts no tasks and lists no quotas."""


def empty_account() -> None:
    """Moto's accounts outlive its servers, and other tests too make things by the names of dev."""
    urllib.request.urlopen(urllib.request.Request(f"{os.environ['AWS_ENDPOINT_URL']}/moto-api/reset", method="POST"))


@pytest.fixture(scope="module")
def server(image: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An account that Terraform's provider can read."""
    require_terraform(provider=True)
    log = tmp_path_factory.mktemp("functions") / "log"
    with aws_server(log, image, Remembering) as running, answering():
        empty_account()
        yield running
        empty_account()


@pytest.fixture(scope="module")
def dev(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Applied:
    """The whole of dev."""
    certificate = client("acm").request_certificate(DomainName=OWN["domain_name"])["CertificateArn"]
    return applied(tmp_path_factory.mktemp("applied") / "stack", "dev", {**OWN, "certificate_arn": certificate})


def test_a_second_plan_changes_nothing_but_what_the_server_forgets(dev: Applied) -> None:
    assert dev.differences() == UNREADABLE


def test_the_check_of_a_deployment_finds_all_that_was_applied(dev: Applied) -> None:
    assert {each.name for each in deploy_check(Deployment("dev", REGION)) if each.status != "ok"} == UNSEEN


@pytest.fixture(scope="module")
def stack(dev: Applied) -> Stack:
    """What was applied, by the names that Terraform puts out."""
    outputs = {"bucket": "s3_bucket_name", "manifest_table": "dynamodb_table_name", "sns_topic_arn": "sns_topic_arn"}
    values = {name: dev.outputs[output] for name, output in outputs.items()}
    return Stack("spanishgas-dev", values, dev.outputs["state_machine_arn"])


@pytest.fixture(scope="module")
def execution(stack: Stack, server: Server, raw_files: list[Path]) -> Execution:
    """The one that the raw files started."""
    client("s3").delete_bucket_policy(Bucket=stack.bucket)  # it refuses what comes without TLS, as everything does here
    drop(stack, server, raw_files)
    (execution,) = ticked(stack, 1)
    return execution


def test_files_that_are_put_into_the_applied_bucket_become_a_published_run(stack: Stack, execution: Execution) -> None:
    assert execution.status == "SUCCEEDED", execution
    current = load_current(stack.lake)
    assert current is not None
    assert execution.name == f"{current.run_id}-1"


def test_jobs_have_the_image_role_network_and_key_that_were_applied(
    dev: Applied, server: Server, execution: Execution
) -> None:
    requests = [request for request, _ in server.machines.ran]
    assert len(requests) == 3
    subnets = {each["SubnetId"] for each in client("ec2").describe_subnets()["Subnets"]}
    for request in requests:
        image = f"{dev.outputs['ecr_processing_repo_url']}@{DIGESTS['processing']}"
        assert request["AppSpecification"]["ImageUri"] == image
        assert request["RoleArn"] == dev.resources['module.iam.aws_iam_role.this["sagemaker"]']["arn"]
        network = request["NetworkConfig"]["VpcConfig"]
        assert network["SecurityGroupIds"] == [dev.resources["module.networking.aws_security_group.job"]["id"]]
        assert set(network["Subnets"]) == subnets
        key = request["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"]
        assert key == dev.resources["module.s3.aws_kms_key.this"]["arn"]
