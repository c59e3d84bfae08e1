"""A processing job's container: the real entrypoint as a process with nothing but a container's environment."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.aws.faults import Fault
from support.bucket import ENVIRONMENT

_MESSAGE_BYTES = 1_024
_NO_DISK = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
"""Lets every write of a program to a file fail; its log goes through a pipe."""


@dataclass(frozen=True)
class Ended:
    """How a job ended, as DescribeProcessingJob says it."""

    status: str
    reason: str | None = None
    message: str | None = None
    output: str = ""
    """What the program printed; on AWS that goes to its log."""


NO_MACHINE = Ended(
    "Failed", "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different type."
)


def run_container(request: dict[str, Any], image: dict[str, str], fault: Fault | None) -> Ended:
    """Run what a job's request says.

    Args:
        request: of CreateProcessingJob.
        image: the environment that the image itself brings.
        fault: what happens to the job.
    """
    if fault and fault.kind == "capacity":
        return NO_MACHINE
    while fault and fault.kind == "late" and not fault.when():
        time.sleep(0.05)
    with tempfile.TemporaryDirectory(prefix="job-") as folder:
        message = Path(folder) / "message"
        environment = {
            **_of_a_machine(),
            **image,
            **request["Environment"],
            "SPANISHGAS_EXIT_MESSAGE_FILE": str(message),
        }
        with (
            ThreadPoolExecutor(1) as reader,
            subprocess.Popen(
                _command(request["AppSpecification"], fault),
                env=environment,
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            assert process.stdout is not None
            output = reader.submit(process.stdout.read)
            is_stopped = _watched(process, fault, request["StoppingCondition"]["MaxRuntimeInSeconds"])
            printed = output.result().decode("utf-8", "replace")
        said = message.read_bytes()[:_MESSAGE_BYTES].decode("utf-8", "ignore") if message.exists() else None
        return _ended(process.returncode, is_stopped, said or None, printed)


def _ended(code: int, is_stopped: bool, said: str | None, output: str) -> Ended:
    if is_stopped:
        return Ended("Stopped", message=said, output=output)
    if code == 0:
        return Ended("Completed", message=said, output=output)
    code = 128 - code if code < 0 else code  # as a container's engine tells a signal
    return Ended("Failed", f"AlgorithmError: , exit code: {code}", said, output)


def _of_a_machine() -> dict[str, str]:
    """What any process here needs; no HOME, and nothing of the person who runs the tests."""
    return {
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
        **ENVIRONMENT,
        "AWS_ACCESS_KEY_ID": "job",
    }


def _command(app: dict[str, Any], fault: Fault | None) -> list[str]:
    if fault and fault.kind == "exits":
        return [sys.executable, "-c", f"raise SystemExit({fault.code})"]
    program, *words = [*app["ContainerEntrypoint"], *app["ContainerArguments"]]
    command = [sys.executable, "-m", program, *words]
    return [*_NO_DISK, *command] if fault and fault.kind == "disk_full" else command


def _watched(process: "subprocess.Popen[bytes]", fault: Fault | None, seconds: float) -> bool:
    """Wait for the end of a process, or bring it about; whether SageMaker stopped it."""
    end = time.monotonic() + seconds
    while process.poll() is None:
        is_due = fault is not None and fault.kind in ("killed", "timeout") and fault.when()
        if is_due or time.monotonic() > end:
            process.kill()
            process.wait()
            return not is_due or (fault is not None and fault.kind == "timeout")
        time.sleep(0.05)
    return False
