"""Dev is applied to a local server: what it makes, what a second plan says, and that every policy is sound."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.applied import Applied, apply_dev, readable_state_machines
from support.bucket import moto_server
from support.terraform import ROOT, require, require_terraform

PARLIAMENT = ROOT / ".cache" / "infra" / "bin" / "parliament"
UNREADABLE: dict[str, set[str]] = {}
"""What the local server takes and does not give back, by resource."""

pytestmark = pytest.mark.terraform


@pytest.fixture(scope="module")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applied]:
    """The stack of dev on a server of its own."""
    require_terraform(provider=True)
    with readable_state_machines(), moto_server():
        yield apply_dev(tmp_path_factory.mktemp("applied") / "stack")


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
    assert [each["address"] for each in tagged if not wanted.items() <= (each["values"]["tags_all"] or {}).items()] == []


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


def parliament(policy: str) -> str:
    """What parliament says of a policy: nothing, where it is sound."""
    json.loads(policy)
    done = subprocess.run([PARLIAMENT], input=policy, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
