"""What the infrastructure costs: an hour, a run, a month, from prices and counts in infra/prices.yaml or from plans.

``python tools/cost.py > docs/cost.md`` writes the page; ``dev=PLAN.json`` (``terraform show -json PLAN``) counts what
an environment has in a plan of yours. A test holds the counts of the file against the plans of all environments.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PRICES = Path(__file__).resolve().parents[1] / "infra/prices.yaml"


def counted(plan: dict[str, Any]) -> dict[str, float]:
    """What an environment has, by its plan, of what costs by the hour or month. A default VPC has three zones."""
    found = list(_resources(plan))
    count = Counter(kind for kind, _ in found)
    task = next(values for kind, values in found if kind == "aws_ecs_task_definition")
    tasks = next(values["desired_count"] for kind, values in found if kind == "aws_ecs_service")
    zones = len({values["availability_zone"] for kind, values in found if kind == "aws_subnet"})
    endpoints = sum(kind == "aws_vpc_endpoint" and values["vpc_endpoint_type"] == "Interface" for kind, values in found)
    return {
        "alb": count["aws_lb"],
        "public_addresses": zones + count["aws_nat_gateway"] if zones else 3 + tasks,
        "endpoints": endpoints,
        "endpoint_zones": zones if endpoints else 0,
        "nat": count["aws_nat_gateway"],
        "cpu": tasks * int(task["cpu"]) / 1024,
        "memory_gb": tasks * int(task["memory"]) / 1024,
        "keys": count["aws_kms_key"],
        "secrets": count["aws_secretsmanager_secret"],
        "alarms": count["aws_cloudwatch_metric_alarm"],
        "log_groups": count["aws_cloudwatch_log_group"],
    }


def keys(plan: dict[str, Any]) -> int:
    """How many keys a plan makes, as that of what an account has once."""
    return sum(kind == "aws_kms_key" for kind, _ in _resources(plan))


def _resources(plan: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and values of everything that is there after a plan."""
    for each in plan["resource_changes"]:
        if each["mode"] == "managed" and each["change"]["after"] is not None:
            yield each["type"], each["change"]["after"]


def run_usd(book: dict[str, Any], rendering: str) -> tuple[float, float]:
    """What a run costs, and how much of it is machines that start."""
    price, startup = book["prices"], book["assumed"]["startup_minutes"]
    jobs = book["runs"][rendering]
    waited = sum(price[machine]["usd"] * startup / 60 for machine, _ in jobs)
    return waited + sum(price[machine]["usd"] * minutes / 60 for machine, minutes in jobs), waited


def month_usd(book: dict[str, Any], has: dict[str, float]) -> dict[str, float]:
    """What each part of an environment costs a month, the dearest first."""
    usd = {name: each["usd"] for name, each in book["prices"].items()}
    hours, assumed = book["hours_a_month"], book["assumed"]
    parts = {
        "load balancer": has["alb"] * (usd["alb_hour"] + assumed["capacity_units"] * usd["lcu_hour"]) * hours,
        "public addresses": has["public_addresses"] * usd["address_hour"] * hours,
        "interface endpoints": has["endpoints"] * has["endpoint_zones"] * usd["endpoint_hour"] * hours,
        "NAT gateway (sign-in)": has["nat"] * usd["nat_hour"] * hours,
        "Fargate": (has["cpu"] * usd["cpu_hour"] + has["memory_gb"] * usd["memory_hour"]) * hours,
        "keys, secrets, alarms": has["keys"] * usd["key_month"]
        + has["secrets"] * usd["secret_month"]
        + has["alarms"] * usd["alarm_month"],
        "lake in S3": assumed["storage_gb"] * usd["storage_month"],
        "runs (fused)": assumed["runs_a_month"] * run_usd(book, "fused")[0],
    }
    return dict(sorted(parts.items(), key=lambda part: -part[1]))


def page(book: dict[str, Any]) -> str:
    """The page docs/cost.md."""
    months = {name: month_usd(book, has) for name, has in book["environments"].items()}
    names = list(months)
    lines = [
        "# What it costs",
        "",
        f"US dollars at list prices of {book['region']}, as of {book['as_of']}, before taxes and discounts, written by",
        "[`tools/cost.py`](../tools/cost.py) from [`infra/prices.yaml`](../infra/prices.yaml). **The prices are to be",
        "checked** on the pages named below, and minutes of jobs to be measured at the first deployment. Requests,",
        "logs and traffic are not counted.",
        "",
        "## A month, and an hour",
        "",
        f"| part | {' | '.join(names)} |",
        f"|---|{'---:|' * len(names)}",
    ]
    account = book["account"]["keys"] * book["prices"]["key_month"]["usd"]
    parts = list(dict.fromkeys(part for month in months.values() for part in month))
    parts.sort(key=lambda part: -max(month[part] for month in months.values()))
    lines += [f"| {part} | {' | '.join(f'{months[name][part]:.2f}' for name in names)} |" for part in parts]
    totals = {name: sum(month.values()) for name, month in months.items()}
    lines.append(f"| **a month** | {' | '.join(f'**{totals[name]:.2f}**' for name in names)} |")
    hour = [f"{totals[name] / book['hours_a_month']:.3f}" for name in names]
    lines += [f"| **an hour** | {' | '.join(f'**{each}**' for each in hour)} |", ""]
    for name, month in months.items():
        first, second, third = list(month)[:3]
        share = sum(month[each] for each in (first, second, third)) / totals[name]
        lines.append(f"- {name}: {first}, {second} and {third} are {share:.0%} of it.")
    lines += [
        "",
        f"An account pays {account:.2f} a month besides, for the key of its Terraform states.",
        "",
        "## What is counted",
        "",
        "In the plans of the environments, with people signing in where the network is private; a test compares.",
        "",
        f"| of | {' | '.join(names)} |",
        f"|---|{'---:|' * len(names)}",
    ]
    of = {
        "cpu": "cores of Fargate at rest",
        "memory_gb": "GB of Fargate at rest",
        "alb": "load balancers",
        "public_addresses": "public addresses",
        "endpoints": "interface endpoints",
        "endpoint_zones": "zones of each endpoint",
        "nat": "NAT gateways",
        "keys": "keys",
        "secrets": "secrets",
        "alarms": "alarms",
        "log_groups": "log groups, which cost by what is written",
    }
    lines += [
        f"| {what} | {' | '.join(format(has[key], 'g') for has in book['environments'].values())} |"
        for key, what in of.items()
    ]
    lines += ["", "## A run", "", "| state machine | a run | of it machines that start |", "|---|---:|---:|"]
    for rendering in book["runs"]:
        usd, waited = run_usd(book, rendering)
        lines.append(f"| {rendering} | {usd:.3f} | {waited:.3f} ({waited / usd:.0%}) |")
    lines += ["", "## Prices", "", "| price | USD | of | page |", "|---|---:|---|---|"]
    for name, each in book["prices"].items():
        of = each["unit"]
        lines.append(f"| {name} | {each['usd']:g} | {of} | {each['source']} (to be checked) |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> None:
    """Write the page of the book, with environments counted in plans where some are named."""
    book = yaml.safe_load(PRICES.read_text("utf-8"))
    for name, _, file in (argument.partition("=") for argument in arguments):
        book["environments"][name] = counted(json.loads(Path(file).read_text("utf-8")))
    sys.stdout.write(page(book))


if __name__ == "__main__":
    main(sys.argv[1:])
