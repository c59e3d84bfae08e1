"""Executions of the state machine: started once under one name, and looked at."""

import json
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from spanishgas.aws.trigger.state import Claim
from spanishgas.aws.trigger.store import STATE

_OPEN = ("RUNNING", "PENDING_REDRIVE")


@dataclass(frozen=True)
class Closed:
    """An execution that has ended, with what it said."""

    error: dict[str, str]


@dataclass(frozen=True)
class Executions:
    """The state machine, by its client."""

    client: Any
    state_machine: str
    bucket: str

    def start(self, claim: Claim) -> None:
        """Start the execution of a claim; that it is there already is as good."""
        try:
            self.client.start_execution(
                stateMachineArn=self.state_machine, name=claim.execution, input=self.input_of(claim)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise

    def input_of(self, claim: Claim) -> str:
        """The input of an execution: the same for a claim, whoever starts it."""
        return json.dumps(
            {
                "mode": claim.mode,
                "run_id": claim.run_id,
                "bucket": self.bucket,
                "file_key": STATE,
                "attempt": claim.attempt,
                "listing": claim.listing,
            }
        )

    def look(self, name: str) -> Closed | bool:
        """What an execution said when it closed; else whether there is one."""
        arn = self.state_machine.replace(":stateMachine:", ":execution:") + f":{name}"
        try:
            found = self.client.describe_execution(executionArn=arn)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                return False
            raise
        if found["status"] in _OPEN:
            return True
        text = f"The execution {name} is closed ({found['status']}), and nothing had said how the run ended."
        return Closed({"Error": found.get("error", found["status"]), "Cause": found.get("cause") or text})
