"""Whom a campaign calls, as an agent reads it."""

from datetime import date

import polars as pl

from spanishgas.campaigns.store import load_campaign, load_members
from spanishgas.config.language import Language
from spanishgas.decide.reasons import with_reasons
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run

_OFFERS = {
    "en": {"offer_small": "small discount", "offer_medium": "medium discount", "offer_large": "large discount"},
    "es": {"offer_small": "descuento pequeño", "offer_medium": "descuento medio", "offer_large": "descuento grande"},
}
_HEADERS = {
    "en": ("customer_id", "offer", "discount_eur_month", "months", "reasons"),
    "es": ("cliente", "oferta", "descuento_eur_mes", "meses", "motivos"),
}


def contact_list(lake: Lake, campaign_id: str, language: Language) -> tuple[pl.DataFrame, date]:
    """One row a customer to call, the most promising first: what to offer and why; and the day it was planned for.

    Nothing else that is known of the customer: an agent needs no margin and no probability.
    """
    campaign, members = load_campaign(lake, campaign_id), load_members(lake, campaign_id)
    scored = open_run(lake, campaign.run_id).table("scored_customers")
    called = members.filter(~pl.col("is_control")).sort("expected_incremental_margin_eur", descending=True)
    rows = with_reasons(called.join(scored, on="customer_id", maintain_order="left", suffix="_scored"), language)
    wanted = (
        pl.col("customer_id"),
        pl.col("offer").replace(_OFFERS[language]),
        pl.col("offer_budget_eur_month").round(2),
        pl.lit(campaign.policy.economics.discount_months),
        pl.col("reasons"),
    )
    headers = _HEADERS[language]
    return rows.select(each.alias(name) for each, name in zip(wanted, headers, strict=True)), campaign.as_of
