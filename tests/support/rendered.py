"""The stack as it is planned for an environment, by a provider that asks nobody, with addresses as AWS gives them."""

import json
import shutil
from pathlib import Path
from typing import Any

from support.terraform import STACK, initialised, terraform

ACCOUNT = "123456789012"
HERE = f"eu-west-1:{ACCOUNT}"
DIGEST = f"sha256:{'0' * 64}"

# What belongs to an account. Where the network is our own, people sign in; in dev a network of theirs lets them look.
OF_AN_ACCOUNT = f"""
    alert_email             = "alerts@example.com"
    certificate_arn         = "arn:aws:acm:{HERE}:certificate/00000000-0000-0000-0000-000000000000"
    domain_name             = "book.example.com"
    github_repo             = "example/spanishgas"
    lambda_image_digest     = "{DIGEST}"
    processing_image_digest = "{DIGEST}"
    streamlit_image_digest  = "{DIGEST}"
"""
ALLOWED = 'allowed_cidrs = ["192.0.2.0/24"]'
SIGN_IN = 'oidc_metadata_url = "https://login.example.com/.well-known/openid-configuration"\noidc_client_id = "book"'

PROVIDER = f"""
mock_provider "aws" {{
  override_during = plan
  mock_data "aws_caller_identity" {{
    defaults = {{ account_id = "{ACCOUNT}" }}
  }}
  mock_data "aws_partition" {{
    defaults = {{ partition = "aws" }}
  }}
  mock_data "aws_elb_service_account" {{
    defaults = {{ arn = "arn:aws:iam::156460612806:root" }}
  }}
  mock_data "aws_subnets" {{
    defaults = {{ ids = ["subnet-1", "subnet-2", "subnet-3"] }}
  }}
  mock_data "aws_route_tables" {{
    defaults = {{ ids = ["rtb-1"] }}
  }}
  mock_data "aws_availability_zones" {{
    defaults = {{ names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }}
  }}
}}
"""


def addresses(environment: str) -> dict[str, str]:
    """The ARN of every resource that a policy names, by its place in the stack."""
    own = f"spanishgas-{environment}"
    return {
        "module.s3.aws_s3_bucket.data": f"arn:aws:s3:::spanishgas-data-{environment}",
        "module.s3.aws_kms_key.this": f"arn:aws:kms:{HERE}:key/00000000-0000-0000-0000-000000000000",
        "module.dynamodb.aws_dynamodb_table.manifest": f"arn:aws:dynamodb:{HERE}:table/{own}-pipeline-manifest",
        "module.monitoring.aws_sns_topic.alerts": f"arn:aws:sns:{HERE}:{own}-alerts",
        "module.ecr.aws_ecr_repository.this": f"arn:aws:ecr:{HERE}:repository/{own}-image",
        "module.ecs.aws_cloudwatch_log_group.streamlit": f"arn:aws:logs:{HERE}:log-group:/ecs/{own}-streamlit",
        "module.ecs.aws_secretsmanager_secret.sign_in": f"arn:aws:secretsmanager:{HERE}:secret:{own}-sign-in-AbCdEf",
        "module.ecs.aws_s3_bucket.access_logs": f"arn:aws:s3:::{own}-alb-logs",
        "module.networking.aws_cloudwatch_log_group.flow": f"arn:aws:logs:{HERE}:log-group:/aws/vpc/{own}-flow",
    }


def planned(folder: Path, *environments: str) -> dict[str, dict[str, Any]]:
    """The plan of each environment as Terraform's own JSON."""
    runs = "".join(
        f"""
run "{environment}" {{
  command = plan
  variables {{
    {(STACK / "environments" / f"{environment}.tfvars").read_text("utf-8")}
    {OF_AN_ACCOUNT}
    {ALLOWED if environment == "dev" else SIGN_IN}
  }}
  {"".join(_named(place, arn) for place, arn in addresses(environment).items())}
}}
"""
        for environment in environments
    )
    return _plans(STACK, folder, PROVIDER + runs)


def planned_bootstrap(folder: Path) -> dict[str, Any]:
    """The plan of what an account has once."""
    named = {
        "aws_s3_bucket.state": "arn:aws:s3:::spanishgas-terraform-state",
        "aws_kms_key.state": f"arn:aws:kms:{HERE}:key/11111111-1111-1111-1111-111111111111",
    }
    run = f'run "bootstrap" {{\n command = plan\n {"".join(_named(*each) for each in named.items())} }}\n'
    return _plans(STACK / "bootstrap", folder, PROVIDER + run)["bootstrap"]


def made(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Every resource that a plan makes: its address, its type, its values."""
    return [
        {"address": each["address"], "type": each["type"], "values": each["change"]["after"]}
        for each in plan["resource_changes"]
        if each["mode"] == "managed"
    ]


def _named(place: str, arn: str) -> str:
    return f'override_resource {{\n target = {place}\n values = {{ arn = "{arn}" }}\n override_during = plan\n }}\n'


def _plans(source: Path, folder: Path, test: str) -> dict[str, dict[str, Any]]:
    initialised(source, folder)
    shutil.rmtree(folder / "tests")
    (folder / "tests").mkdir()
    (folder / "tests" / "plan.tftest.hcl").write_text(test, "utf-8")
    lines = map(json.loads, terraform(folder, "test", "-json", "-verbose").splitlines())
    return {line["@testrun"]: line["test_plan"] for line in lines if line["type"] == "test_plan"}
