"""The Terraform of dev applied to moto's server, as an engineer applies it to an account."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.budgets.responses import BudgetsResponse
from moto.stepfunctions.responses import StepFunctionResponse
from support.bucket import REGION
from support.terraform import STACK, initialised, resources, shown, terraform

# Terraform's provider is told by files that override: where the state is, and how S3 is addressed on one host.
OVERRIDES = {
    "backend_override.tf": 'terraform {\n  backend "local" {}\n}\n',
    "provider_override.tf": """
provider "aws" {
  s3_use_path_style           = true
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  max_retries                 = 2
}
""",
}
DIGEST = "sha256:" + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@dataclass(frozen=True)
class Applied:
    """A stack that was applied: its folder, with the state in it."""

    folder: Path
    variables: tuple[str, ...]

    def resources(self) -> list[dict[str, Any]]:
        """Every resource of the state."""
        return resources(shown(self.folder))

    def outputs(self) -> dict[str, Any]:
        """The outputs by name."""
        return {name: each["value"] for name, each in json.loads(terraform(self.folder, "output", "-json")).items()}

    def changes(self) -> dict[str, set[str]]:
        """What a second plan would change: attributes by the address of their resource."""
        terraform(self.folder, "plan", "-input=false", "-no-color", "-out=second.tfplan", *self.variables)
        planned = shown(self.folder, "second.tfplan").get("resource_changes", [])
        changed = [each for each in planned if each["change"]["actions"] not in (["no-op"], ["read"])]
        return {each["address"]: _differing(each["change"]) for each in changed}


def _differing(change: dict[str, Any]) -> set[str]:
    before, after = change["before"] or {}, change["after"] or {}
    unknown = {name for name, is_unknown in change["after_unknown"].items() if is_unknown}
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} | unknown


def _valid(response: StepFunctionResponse) -> Any:
    return 200, {}, json.dumps({"result": "OK", "diagnostics": [], "truncated": False})


def _no_versions(response: StepFunctionResponse) -> Any:
    return 200, {}, json.dumps({"stateMachineVersions": []})


def _subscribers(response: BudgetsResponse) -> str:
    asked, account = json.loads(response.body), response.backend.budgets
    (found,) = (
        each.subscribers
        for each in account[asked["AccountId"]][asked["BudgetName"]].notifications
        if each.details["NotificationType"] == asked["Notification"]["NotificationType"]
    )
    return json.dumps({"Subscribers": found})


def _no_tags(response: BudgetsResponse) -> str:
    return json.dumps({"ResourceTags": []})


def _no_tags_by_name(response: ApplicationAutoScalingResponse) -> str:
    return json.dumps({"Tags": {}})


LACKING = (
    (StepFunctionResponse, "validate_state_machine_definition", _valid),
    (StepFunctionResponse, "list_state_machine_versions", _no_versions),
    (BudgetsResponse, "describe_subscribers_for_notification", _subscribers),
    (BudgetsResponse, "list_tags_for_resource", _no_tags),
    (ApplicationAutoScalingResponse, "list_tags_for_resource", _no_tags_by_name),
)
"""Calls of Terraform's provider that moto's server does not know, with an answer to each."""


@contextmanager
def answers_to_terraform() -> Iterator[None]:
    """Let moto's server know what Terraform's provider asks."""
    with ExitStack() as stack:
        for service, name, call in LACKING:
            stack.enter_context(patch.object(service, name, call, create=True))
        yield


def apply_dev(folder: Path, **changes: str) -> Applied:
    """Apply dev to the server that the environment leads to.

    Args:
        folder: where the copy of the stack and its state go.
        changes: of variables, over those of the environment.
    """
    initialised(STACK, folder)
    for name, text in OVERRIDES.items():
        (folder / name).write_text(text, "utf-8")
    certificate = boto3.client("acm", region_name=REGION).request_certificate(DomainName="book.example.com")
    values = {
        "alert_email": "alerts@example.com",
        "allowed_cidrs": '["192.0.2.0/24"]',
        "certificate_arn": certificate["CertificateArn"],
        "domain_name": "book.example.com",
        "github_repo": "example/spanishgas",
        "lambda_image_digest": DIGEST,
        "processing_image_digest": DIGEST,
        "streamlit_image_digest": DIGEST,
        **changes,
    }
    variables = ("-var-file=environments/dev.tfvars", *(f"-var={name}={value}" for name, value in values.items()))
    terraform(folder, "init", "-input=false", "-no-color", "-reconfigure")
    terraform(folder, "apply", "-auto-approve", "-input=false", "-no-color", *variables)
    return Applied(folder, variables)
