"""Checks of what runs: the function, the state machine, its jobs' quota, roles, and the registry of models."""

import json
import re
from typing import Any, cast

from spanishgas.aws.deployment.check import Check, Deployment, Note

ROLES = ("lambda", "sfn", "sagemaker", "scheduler", "ecs-execution", "ecs-task", "github-deploy")
SCHEDULES = ("tick", "weekly-retraining")
INSTANCES = 4
"""Processing instances of a type that a run and the one after it may need at once."""
_VARIABLE = re.compile(r"\\\$\\\{\w+\\\}")
_JSON_VARIABLE = re.compile(r"\$\{\w+_json\}")


def function_is_ready(deployment: Deployment) -> str | None:
    """The trigger, from an image."""
    name = deployment.named("pipeline-trigger")
    found = deployment.client("lambda").get_function(FunctionName=name)["Configuration"]
    if found.get("PackageType") != "Image":
        return f"{name} does not run from an image: apply Terraform."
    state = found.get("State", "Active")
    return None if state == "Active" else f"{name} is {state}: {found.get('StateReason', 'look at it in Lambda')}."


def state_machine_is_the_rendering(deployment: Deployment) -> str | None:
    """What is deployed is what this version of the code renders, in one of its two ways."""
    from spanishgas.aws.state_machine.definition import definition
    from spanishgas.aws.state_machine.template import FILES

    deployed = _definition(deployment)
    if any(is_filled(definition(rendering), deployed) for rendering in FILES.values()):
        return None
    return f"{deployment.named('pipeline')} is not what this version renders: deploy this version, or check by its own."


def quota_lets_a_run_start(deployment: Deployment) -> str | None:
    """Of the machines that the deployed state machine names; new accounts often have none."""
    wanted = {f"{kind} for processing job usage" for kind in _values(_definition(deployment), "InstanceType")}
    pages = deployment.client("service-quotas").get_paginator("list_service_quotas").paginate(ServiceCode="sagemaker")
    allowed = {quota["QuotaName"]: quota["Value"] for page in pages for quota in page["Quotas"]}
    short = [name for name in sorted(wanted) if allowed.get(name, 0) < 1]
    few = [name for name in sorted(wanted) if 1 <= allowed.get(name, 0) < INSTANCES]
    if short:
        return f"No run can start: ask Service Quotas for {INSTANCES} of “{', '.join(short)}”."
    return Note(f"Fewer than {INSTANCES} of “{', '.join(few)}”: enough for one run at a time.") if few else None


def role_is_there(what: str) -> Check:
    """A role that a component takes on."""

    def check(deployment: Deployment) -> str | None:
        deployment.client("iam").get_role(RoleName=deployment.named(what))
        return None

    return check


def group_is_there(deployment: Deployment) -> str | None:
    """The model package group that evaluated models are registered in."""
    name = deployment.named("churn")
    found = deployment.client("sagemaker").describe_model_package_group(ModelPackageGroupName=name)
    status = found.get("ModelPackageGroupStatus", "Completed")
    return None if status == "Completed" else f"{name} is {status}."


def schedule_is_on(what: str) -> Check:
    """A schedule that calls the trigger."""

    def check(deployment: Deployment) -> str | None:
        name, group = deployment.named(what), deployment.named("")[:-1]
        found = deployment.client("scheduler").get_schedule(Name=name, GroupName=group)
        return None if found.get("State", "ENABLED") == "ENABLED" else f"{name} is switched off: switch it on."

    return check


def _definition(deployment: Deployment) -> dict[str, Any]:
    arn = deployment.arn("states", f"stateMachine:{deployment.named('pipeline')}")
    return json.loads(deployment.client("stepfunctions").describe_state_machine(stateMachineArn=arn)["definition"])


def is_filled(rendered: object, deployed: object) -> bool:
    """Whether a definition is a rendered one with values where that leaves ``${…}`` open."""
    if isinstance(rendered, str):
        if _JSON_VARIABLE.fullmatch(rendered):
            return not isinstance(deployed, str)
        pattern = _VARIABLE.sub(".*", re.escape(rendered))
        return isinstance(deployed, str) and re.fullmatch(pattern, deployed, re.DOTALL) is not None
    if isinstance(rendered, dict) and isinstance(deployed, dict):
        ours, theirs = cast("dict[str, object]", rendered), cast("dict[str, object]", deployed)
        return ours.keys() == theirs.keys() and all(is_filled(ours[name], theirs[name]) for name in ours)
    if isinstance(rendered, (list, tuple)) and isinstance(deployed, list):
        one, other = cast("list[object]", rendered), cast("list[object]", deployed)
        return len(one) == len(other) and all(map(is_filled, one, other))
    return rendered == deployed


def _values(found: object, name: str) -> set[str]:
    """All values of an entry, wherever it is in a definition."""
    if isinstance(found, dict):
        entries = cast("dict[str, object]", found)
        own = {value for key, value in entries.items() if key == name and isinstance(value, str)}
        return own.union(*(_values(value, name) for value in entries.values()))
    if isinstance(found, list):
        return set[str]().union(*(_values(value, name) for value in cast("list[object]", found)))
    return set()


def images_of(deployment: Deployment) -> set[str]:
    """Addresses of the images that the deployed state machine starts jobs from."""
    return _values(_definition(deployment), "ImageUri")
