"""Measures simulation, every stage and whole runs at three sizes, and the readings step against a bare scan.

Writes docs/benchmarks.md. Usage: make bench, or python benchmarks/bench.py --sizes 2000 20099 --out table.md
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rich.console import Console

from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.tables import bronze_readings
from spanishgas.lake import Lake
from spanishgas.run.plan import READINGS
from spanishgas.run.raw_files import Limits, find_raw_files, open_raw
from spanishgas.run.record import RunRecord
from spanishgas.run.store import list_records
from spanishgas.settings import Settings
from spanishgas.silver.meters import silver_meter_sums
from spanishgas.silver.tariff_periods import TariffPeriods

HOURS = 8_784
STAGES = ("bronze", "silver", "gold", "train", "evaluate", "score", "drift")
REPEATS = 3
MILLION = 1_000_000
MUTANTS, DASHBOARD = Path("docs/mutants.md"), Path("docs/dashboard-benchmarks.md")
IMAGES = Path("docs/image-benchmarks.md")
console = Console()


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: seconds of wall clock, peak memory of its process in MB."""

    seconds: float
    peak_mb: float


def spanishgas(*arguments: str) -> Cost:
    """Run a command as a process of its own; the operating system says what it cost."""
    console.print("  spanishgas", *arguments, style="dim")
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "spanishgas", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        raise SystemExit(f"spanishgas {' '.join(arguments)} failed")
    return Cost(time.perf_counter() - start, usage.ru_maxrss / 1024)


def stage_costs(record: RunRecord) -> dict[str, Cost]:
    """What the stages of a run took, from its record."""
    steps = {name: [step for step in record.steps if step.stage == name] for name in STAGES}
    return {
        name: Cost(sum(step.seconds for step in own), max(step.peak_memory_mb for step in own))
        for name, own in steps.items()
        if own
    }


def whole_run(lake: Lake) -> tuple[Cost, dict[str, Cost]]:
    """What a run and its stages took. A run resets its peak before each step, so its own record knows it better."""
    process = spanishgas("run", "--lake", lake.root)
    stages = stage_costs(list_records(lake)[0])
    return Cost(process.seconds, max(process.peak_mb, *(cost.peak_mb for cost in stages.values()))), stages


def readings_step(lake: Lake) -> tuple[float, float, float]:
    """Seconds of readings → sums, of a bare scan and sum of the same columns, and their ratio: medians, in turn."""
    defaults = Settings()
    columns = ColumnRegistry.load()
    files, dataset = find_raw_files(lake, columns).files[READINGS], columns.datasets[READINGS]
    opened = [open_raw(lake, file, dataset, Limits.of(defaults)) for file in files]
    view = bronze_readings(opened, clock=defaults.clock, columns=columns).table
    raw = pl.concat([lake.scan(file.key) for file in files])
    bare = raw.select(pl.col("customer_id", "timestamp").max(), pl.selectors.numeric().sum())
    sums = silver_meter_sums(
        view,
        clock=defaults.clock,
        tariff_periods=TariffPeriods.load(),
        max_elec_kwh_per_hour=defaults.max_elec_kwh_per_hour,
        max_gas_m3_per_hour=defaults.max_gas_m3_per_hour,
    )
    ours: list[float] = []
    bares: list[float] = []
    for _ in range(REPEATS + 1):
        for query, times in ((bare, bares), (sums, ours)):
            start = time.perf_counter()
            query.collect(engine="streaming")
            times.append(time.perf_counter() - start)
    ratios = [one / other for one, other in zip(ours[1:], bares[1:], strict=True)]  # the first pair warms the cache
    return statistics.median(ours[1:]), statistics.median(bares[1:]), statistics.median(ratios)


def planning(lake: Lake, customers: int) -> str:
    """The line of a campaign's plan for so many customers, those of a lake again and again if need be."""
    words = [sys.executable, str(Path(__file__).with_name("planning.py")), lake.root, str(customers)]
    took = [subprocess.run(words, capture_output=True, text=True, check=True).stdout.split() for _ in range(REPEATS)]
    cost = Cost(statistics.median(float(each[0]) for each in took), max(float(each[1]) for each in took))
    return f"| {customers:,} | campaign plan (median of {REPEATS}) | {cost.seconds:.1f} | | {cost.peak_mb:,.0f} | |"


def measure(customers: int, folder: Path) -> list[str]:
    """The lines of the table for one size."""
    lake = Lake(folder / str(customers))
    rows = customers * HOURS
    simulated = spanishgas("simulate", "--lake", lake.root, "--customers", str(customers))
    first, stages = whole_run(lake)
    again = [whole_run(lake)[0] for _ in range(REPEATS)]
    second = Cost(statistics.median(c.seconds for c in again), max(c.peak_mb for c in again))
    ours, bare, ratio = readings_step(lake)
    lines = [_line(customers, "simulate", simulated, rows)]
    lines += [_line(customers, f"stage {name}", cost, rows) for name, cost in stages.items()]
    lines += [
        _line(customers, "**whole run, first**", first, rows),
        _line(customers, f"**whole run, again** (median of {REPEATS})", second, rows),
        f"| {customers:,} | readings → sums (median of {REPEATS}) | {ours:.1f} | {rows / ours:,.0f} | | "
        f"{ratio:.1f} × the bare scan and sum ({bare:.1f} s) |",
        f"| {customers:,} | whole run, first, against that step | | | | {first.seconds / ours:.1f} × |",
        planning(lake, customers),
    ]
    return lines


def _line(customers: int, what: str, cost: Cost, rows: int) -> str:
    speed = rows / max(cost.seconds, 0.001)
    return f"| {customers:,} | {what} | {cost.seconds:.1f} | {speed:,.0f} | {cost.peak_mb:,.0f} | |"


def said(page: Path) -> str:
    """The sentence that sums up a page: its bold one."""
    return f"**{page.read_text('utf-8').split('**')[1]}**"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[2_000, 20_099, 100_000])
    parser.add_argument("--out", type=Path, default=Path("docs/benchmarks.md"))
    parser.add_argument("--folder", type=Path, default=None, help="Where the lakes go; default: a temporary folder.")
    options = parser.parse_args()
    lines: list[str] = []
    with tempfile.TemporaryDirectory(prefix="spanishgas-bench-", dir=options.folder) as scratch:
        for customers in options.sizes:
            console.print(f"{customers:,} customers")
            lines += measure(customers, Path(scratch))
        lines.append(planning(Lake(Path(scratch) / str(options.sizes[-1])), MILLION))
    versions = f"Python {platform.python_version()}, Polars {pl.__version__}"
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {versions}"
    summaries = {"mutants": said(MUTANTS), "dashboard": said(DASHBOARD), "images": said(IMAGES)}
    page = _PAGE.format(machine=machine, lines="\n".join(lines), **summaries)
    options.out.write_text(page, encoding="utf-8")
    console.print(f"Written to {options.out}")


_PAGE = """# Benchmarks

Written by `make bench` ({machine}). Absolute seconds are those of one shared machine at one time; the ratios were
measured in turn within one process and carry over better. "Rows a second" are hourly readings of the input (8,784 a
customer) over the seconds of the line. Peak memory of stages and runs is the largest of their steps, as the operating
system counts it for the process. A run "again" finds the sums of the readings file under its
fingerprint and does everything else anew.

| customers | what | seconds | rows a second | peak memory, MB | ratio |
|--:|---|--:|--:|--:|---|
{lines}

The bare scan reads the same four columns of the same parquet file and takes the maximum of customer and timestamp and
the sums of electricity and gas; the readings step joins the calendar, cleans, groups by customer and hour class and
counts flaws in the same pass. A plan is a campaign's, with control and exploration, within 1,200 calls and EUR 10,000
for 20,099 customers and as many for each of others; a million are the customers of the largest book again and again.

## Pages

{dashboard} Measured how, and each page: [how fast the dashboard is](dashboard-benchmarks.md).

## Images

{images} Each, and what it is made of: [how large the images are](image-benchmarks.md).

## Mutants

{mutants} How, of what, and which were not: [mutants](mutants.md).
"""

if __name__ == "__main__":
    main()
