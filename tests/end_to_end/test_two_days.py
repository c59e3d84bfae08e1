"""Training looks from the label dates, the list is of the day of the run."""

import json
from datetime import date
from pathlib import Path

import polars as pl
from conftest import AS_OF, FEW, run

from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.tables.base import LABEL
from spanishgas.tables.features import GoldMaster

EARLIER = date(2024, 9, 30)


def give_two_label_dates(lake: Lake) -> pl.DataFrame:
    """A third of the customers of an earlier day have a label of then, and a third of these left soon after it."""
    path = Path(lake.root) / "raw" / "churn_label.csv"
    labels = pl.read_csv(path, try_parse_dates=True)
    contracts, customers = (
        pl.read_csv(path.with_name(f"customer_{name}.csv"), try_parse_dates=True)
        for name in ("contracts", "attributes")
    )
    later = contracts.filter(pl.col("contract_start_date") > EARLIER)  # whoever begins another contract comes back
    new = pl.concat(
        [later.select("customer_id"), customers.filter(pl.col("signup_date") > EARLIER).select("customer_id")]
    )
    leaves = (pl.int_range(pl.len()) % 3 == 0).cast(pl.Int64)
    earlier = (
        labels.join(new, on="customer_id", how="anti")
        .gather_every(3)
        .with_columns(
            leaves.alias(LABEL),
            churn_effective_date=pl.when(leaves == 1).then(pl.lit(date(2024, 11, 5))),
            label_date=pl.lit(EARLIER),
        )
    )
    gone = earlier.filter(pl.col(LABEL) == 1)
    both = pl.concat([labels.join(gone, on="customer_id", how="anti"), earlier])
    both.write_csv(path)
    return gone


def let_contacts_reach_the_files_at_once(lake: Lake) -> None:
    """Somebody calls on the last day."""
    path = Path(lake.root) / "raw" / "customer_interactions.json"
    contacts = json.loads(path.read_text())
    path.write_text(json.dumps([*contacts, {**contacts[0], "interaction_id": "last", "date": AS_OF.isoformat()}]))


def test_training_sees_on_a_label_date_what_a_run_of_that_day_has_seen(lake_copy: Lake) -> None:
    gone = give_two_label_dates(lake_copy)
    let_contacts_reach_the_files_at_once(lake_copy)
    run(lake_copy, "train", "both", experiment="E1")
    training, split = (open_run(lake_copy, "both").table(name) for name in ("training_master", "model_split"))
    assert training["label_date"].unique().sort().to_list() == [EARLIER, AS_OF]
    assert split.group_by("part").agg(pl.col("label_date").unique()).sort("part").rows() == [
        ("test", [AS_OF]),
        ("train", [EARLIER]),
    ]
    run(lake_copy, "score", "then", as_of=EARLIER, replace_newer=True)
    then = open_run(lake_copy, "then").table("gold_master")
    labelled = then.filter(pl.col(LABEL).is_not_null())
    assert training.filter(label_date=EARLIER).select(GoldMaster.column_names()).equals(labelled)
    assert set(gone["customer_id"]) < set(then["customer_id"])


def test_who_has_left_is_not_listed_and_is_counted(lake_copy: Lake) -> None:
    gone = give_two_label_dates(lake_copy)
    record = run(lake_copy, "train", "both", experiment="E1")
    listed = open_run(lake_copy, "both").table("scored_customers")
    assert set(listed["customer_id"]).isdisjoint(gone["customer_id"])
    assert listed.height == FEW - gone.height
    (counted,) = [f for f in record.findings if f.check == "gone"]
    assert counted.value == gone.height
