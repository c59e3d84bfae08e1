"""AWS as far as a run needs it, over HTTP in this process: moto's server with what it lacks."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from moto.core.config import default_user_config
from moto.stepfunctions.parser.asl.component.state.exec.state_task import state_task_factory
from support.aws.functions import Functions, functions
from support.aws.processing import Machines, ProcessingJobs
from support.aws.refusals import Refusing
from support.bucket import moto_server


@dataclass(frozen=True)
class Server:
    """What tests look at and meddle with."""

    functions: Functions
    machines: Machines


@contextmanager
def aws_server(log: Path, image: dict[str, str], application: type[Refusing] = Refusing) -> Iterator[Server]:
    """A server that executes state machines with jobs and functions that are processes.

    Args:
        log: takes what functions print.
        image: the environment that the image of jobs brings.
        application: what answers requests.
    """
    machines, original = Machines(image), state_task_factory.state_task_service_for

    def service_for(service_name: str):
        return ProcessingJobs(machines) if service_name == "sagemaker" else original(service_name)

    with ExitStack() as stack:
        stack.enter_context(patch.object(state_task_factory, "state_task_service_for", service_for))
        stack.enter_context(patch.dict(default_user_config, {"stepfunctions": {"execute_state_machine": True}}))
        address = stack.enter_context(moto_server(application))
        stack.enter_context(patch.dict(os.environ, {"MOTO_PORT": address.rpartition(":")[2]}))
        yield Server(stack.enter_context(functions(log)), machines)
