"""What a run knows of campaigns: fixed when it is planned, so that the same run can be made again."""

from datetime import datetime

import polars as pl

from spanishgas.campaigns.calls import refusal_keys, refusals
from spanishgas.campaigns.store import CAMPAIGN, PREFIX, load_campaign, load_members
from spanishgas.lake import Lake

CONTACTS = {
    "customer_id": pl.String,
    "contacted_on": pl.Date,
    "is_control": pl.Boolean,
    "asked_not_to_be_contacted": pl.Boolean,
}


def contacts_before(lake: Lake, campaigns: tuple[str, ...], until: datetime | None = None) -> pl.LazyFrame:
    """Members of these campaigns, and who of them had asked not to be contacted: columns ``CONTACTS``.

    What was asked after ``until`` is not known yet; None: all that is known now.
    """
    every = [_contacts(lake, campaign_id, until).lazy() for campaign_id in campaigns]
    return pl.concat([pl.LazyFrame(schema=CONTACTS), *every])


def lend_campaigns(lake: Lake, scratch: Lake, campaigns: tuple[str, ...], responses: str | None) -> None:
    """Bring what a run read of campaigns to another lake, in which it is made again."""
    keys = [f"{PREFIX}{campaign_id}/{CAMPAIGN}" for campaign_id in campaigns]
    keys += [load_campaign(lake, campaign_id).members_key for campaign_id in campaigns]
    keys += [key for campaign_id in campaigns for key in refusal_keys(lake, campaign_id)]
    for key in [*keys, *([responses] if responses else [])]:
        scratch.write(key, lake.read(key))


def _contacts(lake: Lake, campaign_id: str, until: datetime | None) -> pl.DataFrame:
    asked = refusals(lake, campaign_id, until)
    return load_members(lake, campaign_id).select(
        "customer_id", "contacted_on", "is_control", asked_not_to_be_contacted=pl.col("customer_id").is_in(asked)
    )
