"""The state of a job: one SageMaker Processing job that is waited for.

``${…}`` is filled by Terraform, ``$.`` and ``$$.`` by Step Functions.
"""

from typing import Any

from spanishgas.aws.state_machine.capacity import JOB_FAILED
from spanishgas.aws.state_machine.end_states import caught
from spanishgas.aws.state_machine.jobs import Job
from spanishgas.aws.state_machine.retries import job_retries

RESOURCE = "arn:aws:states:::sagemaker:createProcessingJob.sync"
_VOLUME_GB = 30
_RUNTIME_SECONDS = 3_600
"""Of a job, which SageMaker itself ends after that: a state that times out only stops waiting for its job."""
_START_SECONDS = 3_600
"""What a machine may take to come up, over the time of the work: far more than any takes, so that no state times out
while its job is at work."""
DEPLOYED = {
    "S3_BUCKET.$": "$.Payload.bucket",
    "AWS_REGION": "${region}",
    "SNS_TOPIC_ARN": "${sns_topic_arn}",
    "DYNAMODB_MANIFEST_TABLE": "${manifest_table}",
    "DATA_SOURCE": "s3",
    "SPANISHGAS_ENVIRONMENT": "${environment}",
    "SPANISHGAS_MODEL_PACKAGE_GROUP": "${model_package_group}",
}
"""What jobs are told of the deployment, once BeginRun has answered."""
_ENVIRONMENT = "States.JsonMerge($.settings, $.deployed, false)"
"""Settings of runs, under what the deployment itself says."""


def job_state(job: Job, after: str) -> dict[str, Any]:
    """A job's state, and where it leads. A job that fails may wait for a machine; all else ends the run."""
    return {
        "Type": "Task",
        "Comment": f"Stages of the run: {', '.join(job.stages)}.",
        "Resource": RESOURCE,
        "Parameters": _parameters(job),
        "ResultPath": None,
        "TimeoutSeconds": _RUNTIME_SECONDS + _START_SECONDS,
        "Retry": job_retries(),
        "Catch": caught(("States.TaskFailed",), JOB_FAILED) + caught(),
        "Next": after,
    }


def _parameters(job: Job) -> dict[str, Any]:
    """A request of CreateProcessingJob; a name that no job ever had, for each attempt."""
    return {
        "ProcessingJobName.$": f"States.Format('{job_name_prefix(job)}{{}}', States.UUID())",
        "RoleArn": "${processing_role_arn}",
        "AppSpecification": {
            "ImageUri": "${processing_image}",
            "ContainerEntrypoint": ["spanishgas", "job"],
            "ContainerArguments.$": _arguments(job),
        },
        "Environment.$": _ENVIRONMENT,
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": 1,
                "InstanceType": f"${{{job.instance}}}",
                "VolumeSizeInGB": _VOLUME_GB,
                "VolumeKmsKeyId": "${kms_key_arn}",
            }
        },
        "NetworkConfig": {
            "EnableNetworkIsolation": False,
            "VpcConfig": {"SecurityGroupIds": "${security_group_ids_json}", "Subnets": "${subnet_ids_json}"},
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": _RUNTIME_SECONDS},
        "Tags": [
            {"Key": "project", "Value": "spanishgas"},
            {"Key": "environment", "Value": "${environment}"},
            {"Key": "run_id", "Value.$": "$.run.run_id"},
        ],
    }


def job_name_prefix(job: Job) -> str:
    """What the name of each of its jobs begins with."""
    return f"sg-{job.name}-"


def _arguments(job: Job) -> str:
    """The words of ``spanishgas job``; a number becomes a word by States.Format."""
    stages = [f"'{stage}'" for stage in job.stages]
    options = {
        "--run-id": "$.run.run_id",
        "--mode": "$.run.mode",
        "--listing": "$.run.listing",
        "--attempt": "States.Format('{}', $.run.attempt)",
    }
    words = [*stages, *(word for name, value in options.items() for word in (f"'{name}'", value))]
    return f"States.Array({', '.join(words)})"
