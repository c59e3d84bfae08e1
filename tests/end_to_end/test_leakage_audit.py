"""The leakage audit of a training: silent where nothing leaks, and it names what does."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from conftest import AS_OF, run

from end_to_end.test_two_days import EARLIER, give_two_label_dates
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.silver import contracts
from spanishgas.tables.base import LABEL

NEXT_DAY = EARLIER + timedelta(days=1)


def sign_again_on_the_next_day(lake: Lake) -> list[str]:
    """Three customers with a label of the earlier day sign another contract on the day after it."""
    raw = Path(lake.root) / "raw"
    signed = pl.read_csv(raw / "customer_contracts.csv", try_parse_dates=True)
    labels = pl.read_csv(raw / "churn_label.csv", try_parse_dates=True)
    stayed = labels.filter(pl.col("label_date") == EARLIER, pl.col(LABEL) == 0)["customer_id"].sort().head(3)
    again = (
        signed.filter(pl.col("customer_id").is_in(stayed.implode()))
        .unique("customer_id", keep="first")
        .with_columns(
            contract_start_date=pl.lit(NEXT_DAY),
            next_renewal_date=pl.lit(date(2026, 10, 1)),
            contract_id=pl.lit("again-") + pl.col("customer_id"),
        )
    )
    pl.concat([signed, again.select(signed.columns)]).write_csv(raw / "customer_contracts.csv")
    return stayed.to_list()


def told(record, check):
    return [each.message for each in record.findings if each.check == check]


def test_an_honest_run_has_no_leak_and_no_difference(lake_copy: Lake) -> None:
    give_two_label_dates(lake_copy)
    sign_again_on_the_next_day(lake_copy)
    record = run(lake_copy, "train", "honest", experiment="E5")
    audited = open_run(lake_copy, "honest")
    sources, files = audited.table("leakage_sources"), audited.table("leakage_files")
    assert sources["label_date"].unique().sort().to_list() == [EARLIER, AS_OF]
    assert sources["days_past"].max() <= 0
    assert audited.table("leakage_differences").is_empty()
    assert not told(record, "leak") + told(record, "differs")
    deleted = files.filter(pl.col("later_rows") > 0).select("label_date", "source_table").rows()
    assert (EARLIER, "silver_meter_sums") in deleted
    assert [table for day, table in deleted if day == AS_OF] == ["bronze_labels"]  # whose outcomes are to come
    for day, said in zip((EARLIER, AS_OF), told(record, "same_without_later_rows"), strict=True):
        assert said.startswith(f"Looking from {day}, without what is later in the files (")
        assert said.endswith(" is the same.")


def test_a_day_too_many_is_named_and_proved(lake_copy: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    give_two_label_dates(lake_copy)
    signed = sign_again_on_the_next_day(lake_copy)
    honest = contracts.has_started
    monkeypatch.setattr(contracts, "has_started", lambda as_of: honest(as_of + timedelta(days=1)))
    record = run(lake_copy, "train", "leaking", experiment="E5")
    audited = open_run(lake_copy, "leaking")
    leaks = audited.table("leakage_sources").filter(pl.col("days_past") > 0)
    assert leaks.select("label_date", "source_table", "latest_source_date", "days_past").unique().rows() == [
        (EARLIER, "silver_contracts", NEXT_DAY, 1)
    ]
    assert "months_to_renewal" in leaks["feature"].to_list()
    (differing,) = audited.table("leakage_differences").filter(feature="months_to_renewal").rows(named=True)
    assert (differing["label_date"], differing["customers"]) == (EARLIER, len(signed))
    assert differing["example_customer"] == signed[0]
    (leak,) = told(record, "leak")
    assert all(word in leak for word in ("silver_contracts", str(EARLIER), str(NEXT_DAY), "months_to_renewal"))
    assert "months_to_renewal of 3 customers, such as " in told(record, "differs")[0]
