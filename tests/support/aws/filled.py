"""The state machine's template filled as Terraform fills it, with what it would be on the server of the tests."""

import json
import re

from support.bucket import REGION

ACCOUNT = "123456789012"
"""Moto's own."""
VALUES = {
    "processing_image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/spanishgas-dev-processing@sha256:{'0' * 64}",
    "processing_role_arn": f"arn:aws:iam::{ACCOUNT}:role/spanishgas-dev-sagemaker",
    "trigger_lambda_arn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:spanishgas-dev-pipeline-trigger",
    "sns_topic_arn": f"arn:aws:sns:{REGION}:{ACCOUNT}:spanishgas-dev-alerts",
    "manifest_table": "spanishgas-dev-pipeline-manifest",
    "environment": "dev",
    "region": REGION,
    "processing_instance_type": "ml.m5.large",
    "processing_instance_large": "ml.m5.xlarge",
    "training_instance_type": "ml.m5.xlarge",
    "model_package_group": "spanishgas-dev-churn",
    "kms_key_arn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000000",
    "subnet_ids_json": json.dumps(["subnet-0a", "subnet-0b"]),
    "security_group_ids_json": json.dumps(["sg-0a"]),
    "job_settings_json": json.dumps({"SPANISHGAS_CLOCK": "local"}),
}
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def variables(text: str) -> set[str]:
    """Names of the variables that a template asks for."""
    return set(_VARIABLE.findall(text))


def filled(text: str, values: dict[str, str]) -> str:
    """A template with its variables. Raises KeyError for one without a value."""
    return _VARIABLE.sub(lambda found: values[found[1]], text)
