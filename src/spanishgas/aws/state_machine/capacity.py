"""No machine to be had: SageMaker says so by a failed job, so the cause is looked at, and the same job begins anew.

The cause is what DescribeProcessingJob says, so it names the job, and its name the state that is tried again.
"""

from typing import Any

from spanishgas.aws.state_machine.end_states import MARK_FAILED
from spanishgas.aws.state_machine.jobs import Job

JOB_FAILED = "JobFailed"
_WAIT, _COUNT, _AGAIN = "WaitForCapacity", "CountWait", "TryAgain"
WAIT_SECONDS = 300
MOST_WAITS = 12
"""Of a whole run: an hour."""
_CAUSES = ("*CapacityError*", "*InsufficientCapacity*", "*nsufficient capacity*")


def capacity_states(jobs: tuple[Job, ...], prefix: dict[str, str]) -> dict[str, Any]:
    """What follows a failed job: a wait and the same state again, or the end of the run.

    Args:
        jobs: all of the run.
        prefix: what the names of their jobs on AWS begin with, by state.
    """
    short = {"Or": [{"Variable": "$.error.Cause", "StringMatches": cause} for cause in _CAUSES]}
    left = {"Variable": "$.waits.count", "NumericLessThan": MOST_WAITS}
    again = [
        {"Variable": "$.error.Cause", "StringMatches": f"*{prefix[job.state]}*", "Next": job.state} for job in jobs
    ]
    return {
        JOB_FAILED: {
            "Type": "Choice",
            "Comment": "A lack of machines passes; any other failure ends the run.",
            "Choices": [{"And": [short, left], "Next": _WAIT}],
            "Default": MARK_FAILED,
        },
        _WAIT: {"Type": "Wait", "Seconds": WAIT_SECONDS, "Next": _COUNT},
        _COUNT: {
            "Type": "Pass",
            "Parameters": {"count.$": "States.MathAdd($.waits.count, 1)"},
            "ResultPath": "$.waits",
            "Next": _AGAIN,
        },
        _AGAIN: {
            "Type": "Choice",
            "Comment": "The same state, whose job gets a new name.",
            "Choices": again,
            "Default": MARK_FAILED,
        },
    }
