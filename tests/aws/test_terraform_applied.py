"""Dev is applied to a local server: what it makes, a second plan, that every policy is sound, and that it runs."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.applied import Applied, answers_to_terraform, apply_dev
from support.aws.server import Server
from support.aws.stack import Stack
from support.aws.story import drop, ticked
from support.bucket import REGION
from support.terraform import ROOT, require, require_terraform

from spanishgas.aws.deploy_check import deploy_check
from spanishgas.aws.deployment.check import Deployment
from spanishgas.run.store import load_record

PARLIAMENT = ROOT / ".cache" / "infra" / "bin" / "parliament"
UNREADABLE: dict[str, set[str]] = {}
"""What the local server takes and does not give back, by resource."""
NOT_BROUGHT = {
    "repository: lambda",
    "repository: processing",
    "repository: streamlit",
    "function: image",
    "state machine: image",
    "quota of processing instances",
    "alerts",
    "dashboard",
}
"""Images are pushed, quotas asked for, subscriptions confirmed; the local server runs no tasks."""

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def dev(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    """The stack of dev on a server of its own."""
    require_terraform(provider=True)
    with answers_to_terraform():
        yield apply_dev(tmp_path_factory.mktemp("applied") / "stack", quiet_seconds="1")


def test_the_stack_stands_with_the_outputs_that_others_rely_on(dev: Applied) -> None:
    outputs = dev.outputs()
    assert outputs["s3_bucket_name"] == "spanishgas-data-dev"
    assert outputs["dynamodb_table_name"] == "spanishgas-dev-pipeline-manifest"
    assert outputs["lambda_function_arn"].endswith(":function:spanishgas-dev-pipeline-trigger")
    assert outputs["state_machine_arn"].endswith(":stateMachine:spanishgas-dev-pipeline")
    assert outputs["sns_topic_arn"].endswith(":spanishgas-dev-alerts")
    assert outputs["model_package_group_name"] == "spanishgas-dev-churn"
    assert outputs["streamlit_dashboard_url"] == "https://book.example.com"
    assert outputs["ecs_cluster_name"] == "spanishgas-dev-cluster"


def test_everything_that_can_be_tagged_says_whose_it_is(dev: Applied) -> None:
    wanted = {"Project": "spanishgas", "Environment": "dev", "ManagedBy": "terraform"}
    tagged = [each for each in dev.resources() if "tags_all" in each["values"]]
    assert len(tagged) > 20
    assert [
        each["address"] for each in tagged if not wanted.items() <= (each["values"]["tags_all"] or {}).items()
    ] == []


def test_a_second_plan_changes_nothing_but_what_the_local_server_cannot_read_back(dev: Applied) -> None:
    assert dev.changes() == UNREADABLE


def test_parliament_finds_nothing_in_any_policy(dev: Applied) -> None:
    require(PARLIAMENT.is_file(), "parliament: make .cache/infra")
    policies = {
        each["address"]: each["values"]["policy"]
        for each in dev.resources()
        if each["type"] in ("aws_iam_role_policy", "aws_iam_policy")
    }
    assert len(policies) >= 4
    found = {address: parliament(policy) for address, policy in policies.items()}
    assert {address: said for address, said in found.items() if said} == {}


def test_a_check_of_the_deployment_misses_only_what_terraform_cannot_bring(dev: Applied) -> None:
    found = {each.name: each.status for each in deploy_check(Deployment("dev", REGION))}
    assert {name for name, status in found.items() if status != "ok"} == NOT_BROUGHT


def test_files_put_into_the_applied_bucket_become_a_published_run(
    dev: Applied, server: Server, raw_files: list[Path]
) -> None:
    outputs = dev.outputs()
    values = {
        "bucket": outputs["s3_bucket_name"],
        "manifest_table": outputs["dynamodb_table_name"],
        "sns_topic_arn": outputs["sns_topic_arn"],
    }
    stack = Stack("spanishgas-dev", values, outputs["state_machine_arn"])
    drop(stack, server, raw_files)
    (execution,) = ticked(stack, 1)
    assert execution.status == "SUCCEEDED"
    assert load_record(stack.lake, execution.name.rpartition("-")[0]).status == "published"


def parliament(policy: str) -> str:
    """What parliament says of a policy: nothing, where it is sound."""
    json.loads(policy)
    done = subprocess.run([PARLIAMENT], input=policy, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
