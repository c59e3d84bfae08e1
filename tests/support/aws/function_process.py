"""What a function's process does: events in, answers out, as in a warm environment of Lambda.

Its own output goes to the log; the answers have a channel of their own.
"""

import importlib
import json
import os
import sys
import traceback
from types import SimpleNamespace
from typing import Any


def _context() -> SimpleNamespace:
    return SimpleNamespace(
        function_name=os.environ["AWS_LAMBDA_FUNCTION_NAME"],
        function_version="$LATEST",
        invoked_function_arn=os.environ["FUNCTION_ARN"],
        memory_limit_in_mb=os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
        aws_request_id="00000000-0000-0000-0000-000000000000",
        get_remaining_time_in_millis=lambda: 60_000,
    )


def answer(handle: Any, event: Any) -> dict[str, Any]:
    """What a handler returns, or what it raised as Lambda tells it."""
    try:
        return {"payload": json.loads(json.dumps(handle(event, _context())))}
    except Exception as error:
        traceback.print_exc()
        return {"payload": {"errorType": type(error).__name__, "errorMessage": str(error)}, "error": "Unhandled"}


def serve(handler: str) -> None:
    """Answer each line of the input."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module, _, name = handler.rpartition(".")
    handle = getattr(importlib.import_module(module), name)
    for line in sys.stdin:
        answers.write(json.dumps(answer(handle, json.loads(line))) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.argv[1])
