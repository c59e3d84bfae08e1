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


def repeated(rows: pl.LazyFrame, times: int) -> pl.LazyFrame:
    """The same customers again under other names."""
    found = rows.collect()
    return pl.concat([found.with_columns(pl.col("customer_id") + f"-{number}") for number in range(times)]).lazy()


def main(lake: str, customers: int) -> None:
    """Plan, and say what it took."""
    run, policy = published_run(Lake(lake)), Policy.load()
    limits = {"calls": round(CALLS_A_CUSTOMER * customers), "budget_eur": BUDGET_EUR_A_CUSTOMER * customers}
    policy = policy.model_copy(update={"limits": policy.limits.model_copy(update=limits)})
    times = -(-customers // run.table("scored_customers").height)
    tables = {name: repeated(run.scan(name), times) for name in ("scored_customers", "score_deviations", "gold_master")}
    tables["scored_customers"] = tables["scored_customers"].sort("customer_id").head(customers).collect().lazy()
    day, run_id = run.record.as_of, run.record.run_id
    belief, contacts = believed(run.lake), contacts_before(run.lake, ())
    ground = Ground(run_id, day, **tables, model=run.model(), belief=belief, contacts=contacts)
    start = time.perf_counter()
    planned(
        ground, policy, campaign_id="bench", contacted_on=day + timedelta(days=1), control=0.2, explore=0.1, key="bench"
    )
    seconds = time.perf_counter() - start
    print(f"{seconds:.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
