"""What is tried again, how often and how far apart: errors of AWS itself, never those of the program.

Names of errors as AWS raises them: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
and, for SageMaker, its exceptions behind ``SageMaker.``; a request that is throttled or fails inside SageMaker is a
``SageMaker.AmazonSageMakerException``.
"""

from typing import Any

_THROTTLED = ("SageMaker.AmazonSageMakerException", "SageMaker.ThrottlingException", "ThrottlingException")
_NO_ROOM = ("SageMaker.ResourceLimitExceededException",)
_LAMBDA = (
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
)


def job_retries() -> list[dict[str, Any]]:
    """For the creation of a job: throttling within seconds, an account's limit of machines within minutes."""
    return [_retry(_THROTTLED, first=5, most=60, attempts=6), _retry(_NO_ROOM, first=60, most=600, attempts=6)]


def call_retries(*, idempotent: bool) -> list[dict[str, Any]]:
    """For a call of the function: errors of AWS, and any error where a second call does no harm."""
    own = [_retry(("States.TaskFailed",), first=5, most=60, attempts=3)] if idempotent else []
    return [_retry(_LAMBDA, first=2, most=60, attempts=6), *own]


def _retry(errors: tuple[str, ...], *, first: int, most: int, attempts: int) -> dict[str, Any]:
    """Twice as long each time, at most so many seconds, and at a random moment of it: not all at once again."""
    return {
        "ErrorEquals": list(errors),
        "IntervalSeconds": first,
        "BackoffRate": 2.0,
        "MaxDelaySeconds": most,
        "MaxAttempts": attempts,
        "JitterStrategy": "FULL",
    }
