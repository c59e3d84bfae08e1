"""Lambda functions on moto's server as real processes, one a function, that take one event after another."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any
from unittest.mock import patch

from moto.awslambda.models import LambdaFunction
from support.bucket import ENVIRONMENT, REGION

_DIED = {"payload": {"errorType": "Runtime.ExitError", "errorMessage": "The process has ended."}, "error": "Unhandled"}


class Functions:
    """Processes by the name of the function. What nobody waits for (events) is done later, in its order."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._processes: dict[str, subprocess.Popen[str]] = {}
        self._turn = Lock()
        self._later = ThreadPoolExecutor(1)
        self._events: list[Future[dict[str, Any]]] = []

    def invoke(self, function: LambdaFunction, body: str | bytes, headers: Any, response_headers: Any) -> bytes:
        """As moto's ``LambdaFunction.invoke``: S3 calls it without headers and waits for nothing."""
        event = json.loads(body or "{}")
        if not headers or headers.get("x-amz-invocation-type") == "Event":
            self._events.append(self._later.submit(self._answer, function, event))
            return b""
        answer = self._answer(function, event)
        if "error" in answer:
            response_headers["x-amz-function-error"] = answer["error"]
        return json.dumps(answer["payload"]).encode()

    def settle(self) -> None:
        """Wait until no event is left."""
        while self._events:
            self._events.pop(0).result()

    def close(self) -> None:
        """End all processes."""
        self._later.shutdown(cancel_futures=True)
        for process in self._processes.values():
            process.kill()
            process.communicate()

    def _answer(self, function: LambdaFunction, event: Any) -> dict[str, Any]:
        with self._turn:
            process = self._processes.get(function.function_name)
            if process is None or process.poll() is not None:
                process = self._processes[function.function_name] = self._begin(function)
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(event) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        return json.loads(line) if line else _DIED

    def _begin(self, function: LambdaFunction) -> "subprocess.Popen[str]":
        environment = {
            **ENVIRONMENT,
            "AWS_ACCESS_KEY_ID": "function",
            **function.environment_vars,
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"],
            "AWS_DEFAULT_REGION": REGION,
            "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
            "FUNCTION_ARN": function.function_arn,
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "support.aws.function_process", _handler(function)],
                env=environment,
                cwd=self.log.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )


def _handler(function: LambdaFunction) -> str:
    """What is called: a function from an image says so by the image's command."""
    return function.image_config.cmd[0] if function.package_type == "Image" else function.handler


@contextmanager
def functions(log: Path) -> Iterator[Functions]:
    """Let moto's functions be processes until the block ends; ``log`` takes what they print."""
    running = Functions(log)

    def invoke(self: LambdaFunction, body: str | bytes, headers: Any, response_headers: Any) -> bytes:
        return running.invoke(self, body, headers, response_headers)

    with patch.object(LambdaFunction, "invoke", invoke):
        try:
            yield running
        finally:
            running.close()
