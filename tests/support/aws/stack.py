"""What Terraform makes in an account, on the server of the tests: bucket, table, topic, function, state machine."""

import io
import json
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends
from support.aws.filled import VALUES, filled
from support.bucket import REGION

from spanishgas.lake import Lake

ASL = Path(__file__).resolve().parents[3] / "infra" / "terraform" / "asl"
HANDLER = "spanishgas.aws.trigger.handler.handle"


def client(service: str) -> Any:
    """A client of the server."""
    return boto3.client(service, region_name=REGION)


@dataclass(frozen=True)
class Stack:
    """One deployment, with names of its own."""

    prefix: str
    values: dict[str, str] = field(repr=False)
    machine_arn: str

    @property
    def bucket(self) -> str:
        """Of the lake."""
        return self.values["bucket"]

    @property
    def function(self) -> str:
        """Name of the function."""
        return f"{self.prefix}-pipeline-trigger"

    @property
    def lake(self) -> Lake:
        """The lake, which is the whole bucket."""
        return Lake(f"s3://{self.bucket}")

    def put(self, name: str, content: bytes) -> None:
        """Put a raw file, as people do."""
        client("s3").put_object(Bucket=self.bucket, Key=f"raw/{name}", Body=content)

    def ask(self, **event: Any) -> Any:
        """Call the function and wait for its answer."""
        answer = client("lambda").invoke(FunctionName=self.function, Payload=json.dumps(event))
        payload = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return payload

    def item(self, key: str = "state") -> dict[str, Any] | None:
        """An item of the manifest."""
        found = boto3.resource("dynamodb", region_name=REGION).Table(self.values["manifest_table"])
        return found.get_item(Key={"file_key": key}, ConsistentRead=True).get("Item")

    def messages(self) -> list[str]:
        """What was published to the topic, the earliest first; moto keeps it."""
        topic = sns_backends[DEFAULT_ACCOUNT_ID][REGION].topics[self.values["sns_topic_arn"]]
        return [notification[1] for notification in topic.sent_notifications]


def new_stack(template: str, variables: dict[str, str]) -> Stack:
    """Make a deployment whose state machine is a committed file.

    Args:
        template: name of the file.
        variables: of the function's environment, over those that Terraform gives it.
    """
    prefix = f"spanishgas-{uuid.uuid4().hex[:8]}"
    values = {
        **VALUES,
        "bucket": f"{prefix}-data",
        "manifest_table": f"{prefix}-pipeline-manifest",
        "model_package_group": f"{prefix}-churn",
        "trigger_lambda_arn": f"arn:aws:lambda:{REGION}:{DEFAULT_ACCOUNT_ID}:function:{prefix}-pipeline-trigger",
        "sns_topic_arn": client("sns").create_topic(Name=f"{prefix}-alerts")["TopicArn"],
    }
    machine = client("stepfunctions").create_state_machine(
        name=f"{prefix}-pipeline",
        definition=json.dumps(hurried(json.loads(filled((ASL / template).read_text("utf-8"), values)))),
        roleArn=f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/{prefix}-sfn",
    )["stateMachineArn"]
    stack = Stack(prefix, values, machine)
    _make_stores(stack)
    _make_function(stack, variables)
    return stack


def hurried(definition: dict[str, Any]) -> dict[str, Any]:
    """A state machine that waits a second where it would wait minutes."""
    for state in definition["States"].values():
        if "Seconds" in state:
            state["Seconds"] = 1
        for retry in state.get("Retry", []):
            retry["IntervalSeconds"], retry["MaxDelaySeconds"] = 1, 2
    return definition


def _make_stores(stack: Stack) -> None:
    s3, location = client("s3"), {"LocationConstraint": REGION}
    s3.create_bucket(Bucket=stack.bucket, CreateBucketConfiguration=location)
    s3.put_bucket_versioning(Bucket=stack.bucket, VersioningConfiguration={"Status": "Enabled"})
    client("dynamodb").create_table(
        TableName=stack.values["manifest_table"],
        KeySchema=[{"AttributeName": "file_key", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "file_key", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    client("sagemaker").create_model_package_group(ModelPackageGroupName=stack.values["model_package_group"])


def _make_function(stack: Stack, variables: dict[str, str]) -> None:
    role = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/{stack.prefix}-lambda"
    policy = {"Version": "2012-10-17", "Statement": []}
    client("iam").create_role(RoleName=role.rpartition("/")[2], AssumeRolePolicyDocument=json.dumps(policy))
    arn = client("lambda").create_function(
        FunctionName=stack.function,
        Runtime="python3.12",
        Role=role,
        Handler=HANDLER,
        Code={"ZipFile": _zip()},
        Timeout=300,
        MemorySize=512,
        Environment={
            "Variables": {
                "S3_BUCKET": stack.bucket,
                "SNS_TOPIC_ARN": stack.values["sns_topic_arn"],
                "DYNAMODB_MANIFEST_TABLE": stack.values["manifest_table"],
                "DATA_SOURCE": "s3",
                "SPANISHGAS_STATE_MACHINE_ARN": stack.machine_arn,
                "SPANISHGAS_MODEL_PACKAGE_GROUP": stack.values["model_package_group"],
                "SPANISHGAS_ENVIRONMENT": "dev",
                "SPANISHGAS_QUIET_SECONDS": "1",
                "SPANISHGAS_WAITING_ALERT_HOURS": "24",
                "POWERTOOLS_SERVICE_NAME": "pipeline-trigger",
                **variables,
            }
        },
    )["FunctionArn"]
    filters = {"Key": {"FilterRules": [{"Name": "prefix", "Value": "raw/"}]}}
    events = {"LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"], "Filter": filters}
    client("s3").put_bucket_notification_configuration(
        Bucket=stack.bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [events]}
    )


def _zip() -> bytes:
    """A package that nobody opens: the process has the code that is tested."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("empty.py", "")
    return content.getvalue()
