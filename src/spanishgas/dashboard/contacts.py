"""What customers' contacts were about, for those who may read it."""

import polars as pl

from spanishgas.dashboard import access, customer_story, lake_view
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.dashboard.table_preview import Preview, Wanted

_TABLES = ("bronze_interactions", "silver_interactions")
"""One row a contact; features and scores tell no single one."""


def needed_for(table: str) -> Role:
    """The role that it takes to look into a table."""
    return Role.AGENT if table in _TABLES else Role.VIEWER


def preview_of(run: SeenRun, table: str, wanted: Wanted) -> Preview:
    """The first rows of a table that fit. Raises NotAllowedError."""
    access.require(needed_for(table))
    return lake_view.preview_of(run, run.run_id, table, wanted)


def contacts_of(run: SeenRun, customer: str) -> pl.DataFrame:
    """The contacts of a customer, the latest first, for reading. Raises NotAllowedError."""
    access.require(Role.AGENT)
    return customer_story.contacts(run.of_customer("silver_interactions", customer))
