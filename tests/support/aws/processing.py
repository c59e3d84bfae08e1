"""``sagemaker:createProcessingJob.sync`` for moto's state machines, which lack it: each job is a real process.

A request is held against the shape that AWS publishes; errors and failed jobs come back as AWS raises them.
"""

import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import botocore.session
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sagemaker.models import sagemaker_backends
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import ResourceCondition
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from support.aws.containers import Ended, run_container
from support.aws.faults import Faults

_SHAPE = (
    botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateProcessingJob").input_shape
)


@dataclass
class Machines:
    """Where jobs run: the environment of their image, what happens to them, and what ran."""

    image: dict[str, str] = field(default_factory=dict[str, str])
    faults: Faults = field(default_factory=Faults)
    ran: list[tuple[dict[str, Any], Ended]] = field(default_factory=list[tuple[dict[str, Any], Ended]])
    """Requests of jobs and how they ended, in this order."""

    def run(self, request: dict[str, Any], region: str) -> None:
        """Run a job, and let DescribeProcessingJob say how it ended."""
        job = sagemaker_backends[DEFAULT_ACCOUNT_ID][region].processing_jobs[request["ProcessingJobName"]]
        ended = run_container(request, self.image, self.faults.take(job_name(request), creating=False))
        self.ran.append((request, ended))
        job.failure_reason, job.exit_message, job.processing_job_status = ended.reason, ended.message, ended.status


def job_name(request: dict[str, Any]) -> str:
    """``etl`` of ``sg-etl-…``."""
    return request["ProcessingJobName"].split("-")[1]


class ProcessingJobs(StateTaskServiceCallback):
    """The integration itself; moto makes one for each state."""

    def __init__(self, machines: Machines) -> None:
        super().__init__({ResourceCondition.Sync})
        self._machines = machines

    def _get_supported_parameters(self) -> set[str]:
        return set(_SHAPE.members)

    def _eval_service_task(self, env, resource_runtime_part, normalised_parameters, state_credentials) -> None:
        request, region = normalised_parameters, resource_runtime_part.region
        _refuse_wrong(request)
        if self._machines.faults.take(job_name(request), creating=True):
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "Rate exceeded"}}, "")
        answer = boto_client_for(service="sagemaker", region=region).create_processing_job(**request)
        job = sagemaker_backends[DEFAULT_ACCOUNT_ID][region].processing_jobs[request["ProcessingJobName"]]
        job.processing_job_status = "InProgress"
        threading.Thread(target=self._machines.run, args=(request, region), daemon=True).start()
        env.stack.append({"ProcessingJobArn": answer["ProcessingJobArn"]})

    def _eval_integration_pattern(self, env, resource_runtime_part, normalised_parameters, state_credentials) -> None:
        env.stack.pop()
        client = boto_client_for(service="sagemaker", region=resource_runtime_part.region)
        described: dict[str, Any] = {"ProcessingJobStatus": "InProgress"}
        while env.is_running() and described["ProcessingJobStatus"] == "InProgress":
            time.sleep(0.05)
            described = client.describe_processing_job(ProcessingJobName=normalised_parameters["ProcessingJobName"])
        described.pop("ResponseMetadata", None)
        if described["ProcessingJobStatus"] != "Completed":
            name = StatesErrorName(typ=StatesErrorNameType.StatesTaskFailed)
            raise FailureEventException(self._failure(env, name, to_json_str(described)))
        env.stack.append(json.loads(to_json_str(described)))

    def _from_error(self, env, ex: Exception) -> FailureEvent:
        if isinstance(ex, ClientError):
            return self._failure(env, CustomErrorName(_as_raised(ex)), ex.response["Error"]["Message"])
        return super()._from_error(env=env, ex=ex)

    def _failure(self, env, name: ErrorName, cause: str) -> FailureEvent:
        details = TaskFailedEventDetails(
            error=name.error_name, cause=cause, resource=self._get_sfn_resource(), resourceType="sagemaker"
        )
        event = EventDetails(taskFailedEventDetails=details)
        return FailureEvent(env=env, error_name=name, event_type=HistoryEventType.TaskFailed, event_details=event)


def _refuse_wrong(request: dict[str, Any]) -> None:
    report = ParamValidator().validate(request, _SHAPE)
    if report.has_errors():
        raise ClientError({"Error": {"Code": "ValidationException", "Message": report.generate_report()}}, "")


def _as_raised(error: ClientError) -> str:
    """The name by which Step Functions raises an error of SageMaker; throttling is no exception of its model."""
    code = error.response["Error"]["Code"]
    if code in ("ThrottlingException", "ValidationException"):
        return "SageMaker.AmazonSageMakerException"
    return f"SageMaker.{code.removesuffix('Exception')}Exception"
