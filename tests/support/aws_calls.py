"""The few calls of AWS that the trigger makes, in memory, with the answers that AWS gives; and the same over HTTP."""

import base64
import hashlib
import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unittest.mock import patch

import boto3
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from moto.core import DEFAULT_ACCOUNT_ID
from moto.stepfunctions.models import stepfunctions_backends
from support.bucket import REGION

ACCOUNT = "123456789012"
TABLE = "spanishgas-dev-pipeline-manifest"


def refusal(code: str, call: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": code}}, call)


@dataclass
class Bucket:
    """S3: one object a key; a tag is a hash of the content, or another at each write as where it is encrypted."""

    now: Callable[[], datetime]
    checksum: str = "whole"
    """Of the objects that are put: of the whole, of parts, or none."""
    is_encrypted: bool = False
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    page: int = 3
    reads: int = 0

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:
        tag = uuid.uuid4().hex if self.is_encrypted else hashlib.md5(Body).hexdigest()
        self.objects[Key] = {"body": Body, "tag": tag, "at": self.now(), "checksum": self.checksum}

    def delete_object(self, Bucket: str, Key: str) -> None:
        self.objects.pop(Key, None)

    def list_objects_v2(self, Bucket: str, Prefix: str, ContinuationToken: str = "") -> dict[str, Any]:
        keys = sorted(key for key in self.objects if key.startswith(Prefix) and key > ContinuationToken)
        found = [
            {"Key": key, "Size": len(each["body"]), "ETag": f'"{each["tag"]}"', "LastModified": each["at"]}
            for key in keys[: self.page]
            for each in [self.objects[key]]
        ]
        more = {"NextContinuationToken": keys[self.page - 1]} if len(keys) > self.page else {}
        return {"Contents": found, "IsTruncated": bool(more), **more} if found else {"IsTruncated": False}

    def get_object_attributes(self, Bucket: str, Key: str, ObjectAttributes: list[str]) -> dict[str, Any]:
        found = self._there(Key, "GetObjectAttributes")
        value = base64.b64encode(hashlib.sha256(found["body"]).digest()).decode()
        said = {
            "whole": {"ChecksumCRC64NVME": value, "ChecksumType": "FULL_OBJECT"},
            "parts": {"ChecksumCRC32": f"{value}-2", "ChecksumType": "COMPOSITE"},
        }.get(found["checksum"])
        return {"ETag": found["tag"], **({"Checksum": said} if said else {})}

    def get_object(self, Bucket: str, Key: str, IfMatch: str) -> dict[str, Any]:
        found = self._there(Key, "GetObject")
        if IfMatch.strip('"') != found["tag"]:
            raise refusal("PreconditionFailed", "GetObject")
        self.reads += 1
        return {"Body": StreamingBody(io.BytesIO(found["body"]), len(found["body"]))}

    def _there(self, key: str, call: str) -> dict[str, Any]:
        if key not in self.objects:
            raise refusal("NoSuchKey", call)
        return self.objects[key]


class Table:
    """DynamoDB: an item is put whole, and only where its condition holds."""

    def __init__(self) -> None:
        self.items: dict[str, dict[str, Any]] = {}

    def get_item(self, TableName: str, Key: dict[str, Any], ConsistentRead: bool) -> dict[str, Any]:
        assert ConsistentRead
        found = self.items.get(Key["file_key"]["S"])
        return {"Item": dict(found)} if found else {}

    def put_item(
        self,
        TableName: str,
        Item: dict[str, Any],
        ConditionExpression: str = "",
        ExpressionAttributeValues: dict[str, Any] | None = None,
    ) -> None:
        key = Item["file_key"]["S"]
        there = self.items.get(key)
        holds = {
            "": True,
            "attribute_not_exists(file_key)": there is None,
            "rev = :seen": there is not None and there["rev"] == (ExpressionAttributeValues or {}).get(":seen"),
        }[ConditionExpression]
        if not holds:
            raise refusal("ConditionalCheckFailedException", "PutItem")
        self.items[key] = dict(Item)

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:
        ((name, asked),) = RequestItems.items()
        keys = [key["file_key"]["S"] for key in asked["Keys"]]
        assert 0 < len(keys) <= 100
        found = [self.items[key] for key in keys[:2] if key in self.items]
        rest = [{"file_key": {"S": key}} for key in keys[2:]]  # AWS may answer for some only
        return {"Responses": {name: found}, "UnprocessedKeys": {name: {"Keys": rest}} if rest else {}}


class StateMachine:
    """Step Functions: an execution is started once under a name."""

    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:pipeline"

    def __init__(self) -> None:
        self.executions: dict[str, dict[str, str]] = {}

    def start_execution(self, stateMachineArn: str, name: str, input: str) -> dict[str, str]:
        there = self.executions.get(name)
        if there and (there["status"] != "RUNNING" or there["input"] != input):
            raise refusal("ExecutionAlreadyExists", "StartExecution")
        self.executions[name] = {"status": "RUNNING", "input": input}
        return {"executionArn": f"{self.arn.replace('stateMachine', 'execution')}:{name}"}

    def describe_execution(self, executionArn: str) -> dict[str, str]:
        found = self.executions.get(executionArn.rpartition(":")[2])
        if found is None:
            raise refusal("ExecutionDoesNotExist", "DescribeExecution")
        return dict(found)

    def close(self, name: str, status: str) -> None:
        self.executions[name]["status"] = status

    def all(self) -> dict[str, dict[str, str]]:
        return self.executions


class MotoStateMachine:
    """The same by moto, whose executions do nothing until a test closes them."""

    def __init__(self) -> None:
        self.client = boto3.client("stepfunctions", region_name=REGION)
        self.arn = self.client.create_state_machine(
            name=f"pipeline-{uuid.uuid4().hex}",
            definition='{"StartAt": "End", "States": {"End": {"Type": "Succeed"}}}',
            roleArn=f"arn:aws:iam::{ACCOUNT}:role/sfn",
        )["stateMachineArn"]

    def close(self, name: str, status: str) -> None:
        next(each for each in self._executions() if each.name == name).status = status

    def all(self) -> dict[str, dict[str, str]]:
        return {each.name: {"status": each.status, "input": each.execution_input} for each in self._executions()}

    def _executions(self) -> list[Any]:
        machines = stepfunctions_backends[DEFAULT_ACCOUNT_ID][REGION].state_machines
        return next(each for each in machines if each.arn == self.arn).executions


def new_table() -> str:
    """The name of a table of moto's, as Terraform makes it."""
    name = f"{TABLE}-{uuid.uuid4().hex}"
    boto3.client("dynamodb", region_name=REGION).create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "file_key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "file_key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def s3_tells(now: Callable[[], datetime]) -> Any:
    """Moto's S3 takes its time from a test."""
    return patch("moto.s3.models.utcnow", lambda: now().replace(tzinfo=None))
