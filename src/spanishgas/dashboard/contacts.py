"""What a customer's contacts were about, for those who may read it."""

import polars as pl

from spanishgas.dashboard import access, customer_story
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.lake_view import SeenRun


def contacts_of(run: SeenRun, customer: str) -> pl.DataFrame:
    """The contacts of a customer, the latest first, for reading. Raises NotAllowedError."""
    access.require(Role.AGENT)
    return customer_story.contacts(run.of_customer("silver_interactions", customer))
