"""An environment that Terraform has made on the server of the tests, as docs/deploy.md makes it on AWS."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.terraform import STACK, copied, resources, shown, terraform

_OVERRIDE = """
terraform {
  backend "local" {}
}

provider "aws" {
  access_key        = "test" # whatever the environment holds: nothing here is for a real account
  secret_key        = "test"
  s3_use_path_style = true
  max_retries       = 2 # what the server refuses it refuses for good
}
"""
_AT_ONCE = "-parallelism=30"  # most of its time Terraform waits


@dataclass(frozen=True)
class Applied:
    """One environment, and what Terraform knows of it."""

    folder: Path
    environment: str
    resources: dict[str, dict[str, Any]]
    """Values of each resource, by its address."""
    outputs: dict[str, str]

    def differences(self) -> dict[str, set[str]]:
        """What a new plan would change: attributes by the resource's address."""
        return {address: _unlike(change) for address, change in _planned(self.folder, self.environment).items()}


def applied(folder: Path, environment: str, variables: Mapping[str, Any]) -> Applied:
    """Plan and apply an environment; every resource of the plan is there afterwards, or the test fails.

    Args:
        folder: where the stack is copied to, its state beside it.
        environment: one of those in environments/.
        variables: what belongs to an account.
    """
    copied(STACK, folder)
    (folder / "applied_override.tf").write_text(_OVERRIDE, "utf-8")
    (folder / "account.auto.tfvars.json").write_text(json.dumps(variables), "utf-8")
    terraform(folder, "init", "-input=false", "-no-color")
    planned = _planned(folder, environment)
    terraform(folder, "apply", "-no-color", _AT_ONCE, "the.plan")
    state = shown(folder)
    made = {each["address"]: each["values"] for each in resources(state)}
    assert made.keys() == planned.keys()
    outputs = {name: output["value"] for name, output in state["values"]["outputs"].items()}
    return Applied(folder, environment, made, outputs)


def _planned(folder: Path, environment: str) -> dict[str, dict[str, Any]]:
    """The changes of a new plan, by the resource's address."""
    variables = f"-var-file=environments/{environment}.tfvars"
    terraform(folder, "plan", "-input=false", "-no-color", _AT_ONCE, variables, "-out=the.plan")
    changes = shown(folder, "the.plan")["resource_changes"]
    managed = {each["address"]: each["change"] for each in changes if each["mode"] == "managed"}
    return {address: change for address, change in managed.items() if change["actions"] != ["no-op"]}


def _unlike(change: dict[str, Any]) -> set[str]:
    before, after = (change[when] or {} for when in ("before", "after"))
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
