"""What is missing in an account: every check, looked at once, with what to do. Nothing is ever changed."""

from collections.abc import Iterator

from spanishgas.aws.deployment import images, people, pipeline, storage
from spanishgas.aws.deployment.check import Check, Deployment, Finding, Note

CHECKS: dict[str, Check] = {
    "bucket": storage.bucket_is_there,
    "bucket: versions": storage.bucket_is_versioned,
    "bucket: encryption": storage.bucket_is_encrypted,
    "bucket: public access": storage.bucket_is_private,
    "bucket: notification": storage.bucket_tells_the_trigger,
    "manifest table": storage.table_keeps_the_manifest,
    **{f"role: {what}": pipeline.role_is_there(what) for what in pipeline.ROLES},
    **{f"repository: {what}": images.repository_has_images(what) for what in images.REPOSITORIES},
    "function": pipeline.function_is_ready,
    "function: image": images.function_runs_the_newest_image,
    "state machine": pipeline.state_machine_is_the_rendering,
    "state machine: image": images.jobs_run_the_newest_image,
    "quota of processing instances": pipeline.quota_lets_a_run_start,
    "model package group": pipeline.group_is_there,
    **{f"schedule: {what}": pipeline.schedule_is_on(what) for what in pipeline.SCHEDULES},
    "alerts": people.alerts_reach_somebody,
    "dashboard": people.dashboard_runs,
}
_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "403")
_ABSENT = (
    "404",
    "ClusterNotFoundException",
    "NoSuchBucket",
    "NoSuchEntity",
    "NoSuchPublicAccessBlockConfiguration",
    "NotFound",
    "RepositoryNotFoundException",
    "ResourceNotFound",
    "ResourceNotFoundException",
    "ServerSideEncryptionConfigurationNotFoundError",
    "StateMachineDoesNotExist",
    "ValidationException",  # SageMaker's word for what is not there
)


def deploy_check(deployment: Deployment) -> Iterator[Finding]:
    """What each check finds, in the order of deployment: what stands on something comes after it."""
    return (_found(deployment, name, check) for name, check in CHECKS.items())


def _found(deployment: Deployment, name: str, check: Check) -> Finding:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        advice = check(deployment)
    except ClientError as error:
        return _refused(name, error.response.get("Error", {}).get("Code", ""), error.operation_name)
    except BotoCoreError as error:
        return Finding(name, "unknown", f"AWS could not be asked: {error}")
    if advice is None:
        return Finding(name, "ok")
    return Finding(name, "note" if isinstance(advice, Note) else "missing", advice)


def _refused(name: str, code: str, call: str) -> Finding:
    if code in _DENIED:
        return Finding(name, "not allowed", f"These credentials may not call {call}: look with others, or grant it.")
    if code in _ABSENT:
        return Finding(name, "missing", "It is not there: apply Terraform (docs/deploy.md).")
    return Finding(name, "unknown", f"{call} answered {code or 'nothing that is known'}.")
