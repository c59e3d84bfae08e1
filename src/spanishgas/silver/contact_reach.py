"""How long it takes until what customers say is in the files."""

from datetime import date

import polars as pl

from spanishgas.tables.base import of_schema
from spanishgas.tables.silver import SilverContactReach


def silver_contact_reach(bronze_interactions: pl.LazyFrame, *, listed_as_of: date) -> pl.LazyFrame:
    """How far before its day the list sees contacts: one row, days; 0 where nobody is known to have called by then.

    What customers say takes days to weeks to reach the files. A look from an earlier day sees contacts as far before
    that day, or training would see fresher ones than the list ever does. Source: RULES, two days.
    """
    newest = pl.col("interaction_date").filter(pl.col("interaction_date") <= listed_as_of).max()
    days = (pl.lit(listed_as_of) - newest).dt.total_days().fill_null(0)
    return bronze_interactions.select(newest_contact=newest, days_late=days).pipe(of_schema, SilverContactReach)
