"""Parliament reads every policy that the stack renders; roles stay within a boundary that no deployment moves."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from support.rendered import ACCOUNT, HERE, made
from support.terraform import ROOT, require

PARLIAMENT = ROOT / ".cache" / "infra" / "bin" / "parliament"
ENVIRONMENTS = ("dev", "staging", "prod")
pytestmark = pytest.mark.terraform

# What hangs on a resource says no resource, or "*", and means that one.
HANGS_ON = {
    "aws_iam_role": lambda values: f"arn:aws:iam::{ACCOUNT}:role/{values['name']}",
    "aws_kms_key": lambda values: values["arn"],
    "aws_ecr_repository_policy": lambda values: f"arn:aws:ecr:{HERE}:repository/{values['repository']}",
}
# Each has a policy of ours, of endpoints some.
ALWAYS = ("aws_iam_policy", "aws_iam_role_policy", "aws_s3_bucket_policy", "aws_sns_topic_policy")

# Findings that are false: what parliament says of which resource, and why it is wrong. One that no policy has is stale.
FALSE = {
    r"RESOURCE_MISMATCH s3:GetObjectAttributes .*:accesspoint/": (
        "an object is enough; parliament's definitions are of a time before that"
    ),
    r"RESOURCE_MISMATCH states:DescribeExecution .*:express:": "an execution is enough: ours are no express ones",
    r"RESOURCE_MISMATCH states:ListExecutions .*:mapRun:": "a state machine is enough: ours has no map run",
    r"RESOURCE_MISMATCH ec2:(CreateSecurityGroup .*:security-group|(Create|Modify)VpcEndpoint .*:vpc-endpoint)/": (
        "MakeInDefaultVpc is the half of these calls that names the VPC; what is made stands in MakeTagged"
    ),
    r"aws_kms_key\..* RESOURCE_MISMATCH kms:\w+ (\*|arn:.*:alias/\*)$": (
        "AccountDecides gives kms:* of this key; what is no call to a key it does not give"
    ),
    r"UNKNOWN_CONDITION_FOR_ACTION .* kms:ResourceAliases": (
        "AWS documents it for every call to a key; parliament's definitions do not have it"
    ),
    r"UNKNOWN_CONDITION_FOR_ACTION .* kms:EncryptionContext:aws:logs:arn": (
        "CloudWatch Logs documents it; the last part of the condition differs by service"
    ),
    r"MISMATCHED_TYPE .*: Arn(Like|Equals) requires .* but given String": "an encryption context of logs is an ARN",
    r"MISMATCHED_TYPE .*: s3:TlsVersion .* given \['1.2'\]": "a number with a point is one",
    r"UNKNOWN_CONDITION_FOR_ACTION .* s3:TlsVersion": "the Deny is of s3:*, and the condition is in every request",
    r"UNKNOWN_CONDITION_FOR_ACTION .* token.actions.githubusercontent.com:(aud|sub)": (
        "the provider's own conditions, as AWS and GitHub document them"
    ),
    r"UNKNOWN_FEDERATION_SOURCE .*:oidc-provider/token.actions.githubusercontent.com": (
        "parliament knows providers of SAML and Amazon's own only"
    ),
    r"vpc_endpoint.* RESOURCE_STAR": (
        "every bucket of this account, as the condition says; an endpoint gives no rights, it takes some away"
    ),
}


@pytest.fixture(scope="module")
def stack(plans: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {name: made(plan) for name, plan in plans.items()}


def documents(resources: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every policy with the address of its resource; one that is not known before the apply is an error."""
    for each in resources:
        kind, values = each["type"], each["values"]
        if kind == "aws_iam_role":
            yield each["address"], filled(json.loads(values["assume_role_policy"]), HANGS_ON[kind](values))
        elif kind in HANGS_ON:
            yield each["address"], filled(json.loads(values["policy"]), HANGS_ON[kind](values))
        elif kind in ALWAYS or (kind == "aws_vpc_endpoint" and str(values.get("policy")).startswith("{")):
            yield each["address"], json.loads(values["policy"])


def filled(policy: dict[str, Any], resource: str) -> dict[str, Any]:
    return {**policy, "Statement": [{**each, "Resource": resource} for each in policy["Statement"]]}


def words(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def findings(folder: Path) -> list[str]:
    """What parliament finds in a folder of policies, one line a finding: file, issue, detail."""
    done = subprocess.run(
        [PARLIAMENT, "--directory", folder, "--json"],
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr[-2000:]
    lines = []
    for each in map(json.loads, done.stdout.splitlines()):
        file = Path(each["location"]["filepath"]).stem
        details = each["detail"] if each["issue"] == "RESOURCE_MISMATCH" else [each["detail"]]
        for detail in details:
            said = f"{detail['action']} {detail['required_format']}" if isinstance(detail, dict) else str(detail)
            lines.append(f"{file}: {each['issue']} {said}")
    return lines


def test_parliament_finds_nothing_that_is_not_explained(stack: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    require(PARLIAMENT.is_file(), "parliament: make .cache/infra")
    for name, resources in stack.items():
        for address, policy in documents(resources):
            (tmp_path / f"{name} {address}.json").write_text(json.dumps(policy), "utf-8")
    # A star where a table has a name, and a word that is no action: the linter is awake.
    bad = {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:GetItems"], "Resource": "*"}
    (tmp_path / "bad.json").write_text(json.dumps({"Version": "2012-10-17", "Statement": [bad]}), "utf-8")
    assert len(list(tmp_path.iterdir())) > 50

    found = findings(tmp_path)
    assert [line for line in found if line.startswith("bad:")]
    found = [line for line in found if not line.startswith("bad:")]
    assert sorted({line for line in found if not any(re.search(each, line) for each in FALSE)}) == []
    assert [each for each in FALSE if not any(re.search(each, line) for line in found)] == []


def roles(resources: list[dict[str, Any]]) -> dict[str, str | None]:
    """Each role's boundary, by the role's name."""
    return {
        each["values"]["name"]: each["values"]["permissions_boundary"]
        for each in resources
        if each["type"] == "aws_iam_role"
    }


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_role_but_those_of_github_bears_the_boundary(
    environment: str, stack: dict[str, list[dict[str, Any]]]
) -> None:
    own = f"spanishgas-{environment}"
    boundaries = roles(stack[environment])
    assert {name for name, boundary in boundaries.items() if boundary is None} == {
        f"{own}-github-deploy",
        f"{own}-github-retrain",
    }
    assert set(boundaries.values()) - {None} == {f"arn:aws:iam::{ACCOUNT}:policy/{own}-boundary"}


def boundary_of(environment: str, stack: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    (policy,) = [
        each["values"]["policy"]
        for each in stack["bootstrap"]
        if each["type"] == "aws_iam_policy" and each["values"]["name"] == f"spanishgas-{environment}-boundary"
    ]
    return json.loads(policy)["Statement"]


def covers(outer: dict[str, Any], action: str, resource: str, conditions: dict[str, Any], environment: str) -> bool:
    """Whether a statement of the boundary lets this through. The environment's key bears the environment's tags."""
    key_of_environment = {
        "aws:ResourceTag/Project": "spanishgas",
        "aws:ResourceTag/Environment": environment,
    }
    wanted = outer.get("Condition", {})
    return (
        any(fnmatchcase(action, each) for each in words(outer["Action"]))
        and any(fnmatchcase(resource, each) for each in words(outer["Resource"]))
        and (wanted.items() <= conditions.items() or wanted == {"StringEquals": key_of_environment})
    )


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_boundary_lets_through_all_that_a_role_needs(
    environment: str, stack: dict[str, list[dict[str, Any]]]
) -> None:
    boundary = boundary_of(environment, stack)
    needed = [
        (each["address"], action, resource, statement.get("Condition", {}))
        for each in stack[environment]
        if each["type"] == "aws_iam_role_policy" and "github" not in each["address"]
        for statement in json.loads(each["values"]["policy"])["Statement"]
        for action in words(statement["Action"])
        for resource in words(statement["Resource"])
    ]
    assert len(needed) > 100
    assert [each for each in needed if not any(covers(outer, *each[1:], environment) for outer in boundary)] == []


def test_the_boundary_ends_where_the_environment_does(stack: dict[str, list[dict[str, Any]]]) -> None:
    boundary = boundary_of("dev", stack)
    assert all(each["Effect"] == "Allow" for each in boundary)
    for action, resource in [
        ("s3:GetObject", "arn:aws:s3:::spanishgas-data-prod/raw/x"),
        ("s3:GetObject", "arn:aws:s3:::spanishgas-terraform-state/prod/terraform.tfstate"),
        ("s3:PutBucketPolicy", "arn:aws:s3:::spanishgas-data-dev"),
        ("dynamodb:GetItem", f"arn:aws:dynamodb:{HERE}:table/spanishgas-prod-pipeline-manifest"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:spanishgas-prod-sign-in-AbCdEf"),
        ("iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/spanishgas-dev-more"),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/spanishgas-dev-github-deploy"),
        ("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/spanishgas-dev-github-deploy"),
        ("ec2:RunInstances", f"arn:aws:ec2:{HERE}:instance/i-1"),
    ]:
        assert not any(covers(outer, action, resource, {}, "dev") for outer in boundary), action
