"""Customers of published runs who were at risk and outlived the horizon: how long they were seen, when they left."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self

import numpy as np
import polars as pl

from spanishgas.features.durations import DAYS_PER_MONTH, days_between
from spanishgas.silver.departures import HORIZON_DAYS


@dataclass(frozen=True)
class Followed:
    """Customers by how long they were seen: one entry all that are alike. Months are of 30 days, after the horizon."""

    months: np.ndarray
    """Whole months that were seen, whether the customer stayed or not."""
    left_in: np.ndarray
    """The month of leaving, the first is 0; as many as were seen where the customer stayed all of them."""
    customers: np.ndarray

    @classmethod
    def of(cls, listed: pl.DataFrame, silver_customers: pl.DataFrame, as_of: date) -> Self:
        """Each customer once, from the end of the horizon of the first list that had them at risk.

        Nothing is known of days after the last departure that anybody knows of: labels come months later.

        Args:
            listed: customers of published runs by ``as_of``, with ``is_at_risk``.
            silver_customers: who is, or was, a customer by the files of today, with ``left_on``.
            as_of: the day of today's list.
        """
        gone = _departures(listed, silver_customers, as_of)
        until = pl.concat([gone["left_on"], silver_customers["left_on"]]).max()
        begins = pl.col("begins")
        month = (days_between(begins, pl.col("left_on")) - 1) // DAYS_PER_MONTH
        entered = listed.filter("is_at_risk").group_by("customer_id").agg(begins=pl.col("as_of").min())
        alike = (
            entered.with_columns(begins.dt.offset_by(f"{HORIZON_DAYS}d"), until=pl.lit(until, pl.Date))
            .join(gone, on="customer_id", how="left")
            .filter((pl.col("left_on") > begins).fill_null(value=True))
            .with_columns(months=days_between(begins, pl.col("until")) // DAYS_PER_MONTH)
            .filter(pl.col("months") > 0)
            .group_by("months", left_in=pl.min_horizontal(month, "months"))
            .agg(customers=pl.len().cast(pl.Int64))
            .sort("months", "left_in")
        )
        return cls(*(alike[name].to_numpy() for name in ("months", "left_in", "customers")))

    def by_month(self, months: int, customers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Who was there at the beginning of each month, of those of whom all of it was seen, and who left within it.

        Args:
            months: so many of them.
            customers: how many there are of each entry; one row a sample of them.
        """
        month = np.arange(months)
        is_there = (self.months[:, None] > month) & (self.left_in[:, None] >= month)
        leaves = is_there & (self.left_in[:, None] == month)
        return customers @ is_there, customers @ leaves


def _departures(listed: pl.DataFrame, silver_customers: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The day each listed customer left who is none any more, by the files, and by the first list without them at last.

    Files may say nothing of who has left, or only that a contract is over by now.
    """
    days = sorted({*listed["as_of"], as_of})
    missed = pl.col("as_of").max().replace_strict(dict(pairwise(days)), return_dtype=pl.Date)
    here = silver_customers.filter(pl.col("left_on").is_null())
    return (
        listed.join(here, on="customer_id", how="anti")
        .group_by("customer_id")
        .agg(missed_on=missed)
        .join(silver_customers, on="customer_id", how="left")
        .select("customer_id", left_on=pl.min_horizontal("left_on", "missed_on"))
    )
