"""What the infrastructure costs is counted and multiplied, never typed."""

from pathlib import Path
from typing import Any

import cost
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BOOK = {
    "hours_a_month": 100,
    "prices": {
        name: {"usd": usd}
        for name, usd in {
            "alb_hour": 0.02,
            "lcu_hour": 0.01,
            "endpoint_hour": 0.01,
            "nat_hour": 0.05,
            "address_hour": 0.005,
            "cpu_hour": 0.04,
            "memory_hour": 0.005,
            "key_month": 1,
            "secret_month": 0.4,
            "alarm_month": 0.1,
            "storage_month": 0.02,
            "large_hour": 0.12,
        }.items()
    },
    "assumed": {"runs_a_month": 4, "startup_minutes": 3, "storage_gb": 10, "capacity_units": 1},
    "runs": {"fused": [["large_hour", 2], ["large_hour", 7]]},
}
PRIVATE = {
    "alb": 1,
    "public_addresses": 3,
    "endpoints": 4,
    "endpoint_zones": 2,
    "nat": 1,
    "cpu": 0.5,
    "memory_gb": 2,
    "keys": 1,
    "secrets": 1,
    "alarms": 1,
    "log_groups": 1,
}


def resource(kind: str, **values: object) -> dict[str, object]:
    return {"mode": "managed", "type": kind, "change": {"after": values}}


def a_plan(*of_network: dict[str, object]) -> dict[str, object]:
    others = [
        resource("aws_kms_key"),
        resource("aws_cloudwatch_metric_alarm"),
        resource("aws_cloudwatch_log_group"),
        {"mode": "data", "type": "aws_lb", "change": {"after": {}}},
        {"mode": "managed", "type": "aws_lb", "change": {"after": None}},  # taken down
        resource("aws_lb"),
        resource("aws_ecs_task_definition", cpu="512", memory="2048"),
        resource("aws_ecs_service", desired_count=1),
        resource("aws_secretsmanager_secret"),
    ]
    return {"resource_changes": [*others, *of_network]}


def test_a_plan_of_private_subnets_is_counted() -> None:
    interfaces = [resource("aws_vpc_endpoint", vpc_endpoint_type="Interface") for _ in range(4)]
    gateway = resource("aws_vpc_endpoint", vpc_endpoint_type="Gateway")
    subnets = [resource("aws_subnet", availability_zone=zone) for zone in ("a", "b", "a", "b")]
    plan = a_plan(*subnets, resource("aws_nat_gateway"), gateway, *interfaces)
    assert cost.counted(plan) == PRIVATE


def test_a_plan_in_the_default_vpc_has_neither_endpoints_nor_nat() -> None:
    counted = cost.counted(a_plan())
    assert counted == {**PRIVATE, "public_addresses": 4, "endpoints": 0, "endpoint_zones": 0, "nat": 0}


def test_a_month_is_hours_times_prices_with_the_dearest_first() -> None:
    month = cost.month_usd(BOOK, PRIVATE)
    assert list(month)[:3] == ["interface endpoints", "NAT gateway (sign-in)", "load balancer"]
    assert month == pytest.approx(
        {
            "interface endpoints": 8.0,
            "NAT gateway (sign-in)": 5.0,
            "load balancer": 3.0,
            "Fargate": 3.0,
            "public addresses": 1.5,
            "keys, secrets, alarms": 1.5,
            "lake in S3": 0.2,
            "runs (fused)": 0.12,
        }
    )


def test_a_run_pays_for_machines_that_start_and_that_work() -> None:
    assert cost.run_usd(BOOK, "fused") == pytest.approx((0.03, 0.012))


@pytest.mark.terraform
def test_what_is_counted_is_what_the_plans_make(plans: dict[str, dict[str, Any]]) -> None:
    book = yaml.safe_load(cost.PRICES.read_text("utf-8"))
    environments = {name: cost.counted(plan) for name, plan in plans.items() if name != "bootstrap"}
    assert environments == book["environments"]
    assert {"keys": cost.keys(plans["bootstrap"])} == book["account"]


def test_the_page_is_what_the_script_writes() -> None:
    book = yaml.safe_load(cost.PRICES.read_text("utf-8"))
    assert (ROOT / "docs/cost.md").read_text("utf-8") == cost.page(book), "run `python tools/cost.py > docs/cost.md`"
