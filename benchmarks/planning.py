"""Plans a campaign on the published run of a lake, its customers repeated to be so many: seconds and peak memory.

Usage: python benchmarks/planning.py LAKE CUSTOMERS, prints "SECONDS PEAK_MB"; what it reads is not counted as time.
"""

import resource
import sys
import time
from datetime import timedelta

import polars as pl

from spanishgas.campaigns.before import contacts_before
from spanishgas.campaigns.launch import Ground, planned
from spanishgas.campaigns.teaching import believed
from spanishgas.lake import Lake
from spanishgas.policy import Policy
from spanishgas.run.reader import published_run

CALLS_A_CUSTOMER, BUDGET_EUR_A_CUSTOMER = 1_200 / 20_099, 10_000 / 20_099


def repeated(rows: pl.LazyFrame, customers: int) -> pl.LazyFrame:
    """So many customers: the same ones again under other names."""
    found = rows.collect()
    times = -(-customers // found.height)
    again = pl.concat([found.with_columns(pl.col("customer_id") + f"-{number}") for number in range(times)])
    return again.sort("customer_id").head(customers).lazy()


def main(lake: str, customers: int) -> None:
    """Plan, and say what it took."""
    run, policy = published_run(Lake(lake)), Policy.load()
    limits = {"calls": round(CALLS_A_CUSTOMER * customers), "budget_eur": BUDGET_EUR_A_CUSTOMER * customers}
    policy = policy.model_copy(update={"limits": policy.limits.model_copy(update=limits)})
    scores, gold = (repeated(run.scan(name), customers) for name in ("scored_customers", "gold_master"))
    day, run_id = run.record.as_of, run.record.run_id
    ground = Ground(run_id, day, scores, gold, run.model(), believed(run.lake), contacts_before(run.lake, ()))
    start = time.perf_counter()
    planned(
        ground, policy, campaign_id="bench", contacted_on=day + timedelta(days=1), control=0.2, explore=0.1, key="bench"
    )
    seconds = time.perf_counter() - start
    print(f"{seconds:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
