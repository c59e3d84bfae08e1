"""What the infrastructure costs: an hour, a run, a month, from prices and counts in infra/prices.yaml or from plans.

``python tools/cost.py > docs/cost.md`` writes the page; ``dev=PLAN.json`` (``terraform show -json PLAN``) counts what
an environment has in its plan.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

PRICES = Path(__file__).resolve().parents[1] / "infra/prices.yaml"


def counted(plan: dict[str, Any], zones: int = 2) -> dict[str, float]:
    """What a plan makes of what costs by the hour or month. A private VPC has two zones, a default VPC three."""
    found = list(_resources(plan["planned_values"]["root_module"]))
    count = Counter(resource["type"] for resource in found)
    task = next(each["values"] for each in found if each["type"] == "aws_ecs_task_definition")
    service = next(each["values"] for each in found if each["type"] == "aws_ecs_service")
    is_private = count["aws_vpc"] > 0
    endpoints = sum(
        each["type"] == "aws_vpc_endpoint" and each["values"]["vpc_endpoint_type"] == "Interface" for each in found
    )
    tasks = service["desired_count"]
    return {
        "alb": count["aws_lb"],
        "public_addresses": zones + count["aws_nat_gateway"] if is_private else 3 + tasks,
        "endpoints": endpoints,
        "endpoint_zones": zones if endpoints else 0,
        "nat": count["aws_nat_gateway"],
        "cpu": tasks * int(task["cpu"]) / 1024,
        "memory_gb": tasks * int(task["memory"]) / 1024,
        "keys": count["aws_kms_key"],
        "secrets": count["aws_secretsmanager_secret"],
        "alarms": count["aws_cloudwatch_metric_alarm"],
    }


def _resources(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (each for each in module.get("resources", []) if each["mode"] == "managed")
    for child in module.get("child_modules", []):
        yield from _resources(child)


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
