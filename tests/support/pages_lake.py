"""A lake for pages: a published run whose data tries to be more than text."""

import shutil
from pathlib import Path

import polars as pl

from spanishgas.lake import Lake
from spanishgas.run.reader import published_run

SCRIPT = "<script>document.title='owned'</script>"
MARKDOWN = "**bold** [link](https://example.com) :red[red] $x^2$"
FORMULA = "=1+1"


def copied(published: Path, target: Path) -> Lake:
    """A lake of one's own with what a published one needs for reading."""
    shutil.copytree(published, target, ignore=shutil.ignore_patterns("raw", "kept", "truth"))
    return Lake(target)


def first_customer(lake: Lake) -> str:
    """Somebody of the list."""
    return str(published_run(lake).table("scored_customers")["customer_id"][0])


def with_odd_texts(lake: Lake, customer: str) -> None:
    """Let a customer's channel, intent and contract say what a browser, Markdown or a spreadsheet would act on."""
    of_customer = pl.col("customer_id") == customer
    for table, column, text in (
        ("scored_customers", "sales_channel", SCRIPT),
        ("scored_customers", "segment", FORMULA),
        ("silver_contracts", "contract_status", MARKDOWN),
        ("silver_contracts", "contract_id", SCRIPT),
    ):
        (key,) = published_run(lake).record.step(table).keys
        rows = lake.scan(key).collect()
        lake.write_table(
            key, rows.with_columns(pl.when(of_customer).then(pl.lit(text)).otherwise(column).alias(column))
        )
