"""The list of customers as a grid: rows come as they are looked at, sorted by the server, with a link to each."""

import polars as pl
import streamlit as st

from spanishgas.dashboard.language import _, spoken
from spanishgas.dashboard.links import CUSTOMER, LANGUAGE

_HEIGHT, _ROW = 420, 35
_FORMATS = {"en": ("€%.0f", "%.0f%%"), "es": ("%.0f\N{NO-BREAK SPACE}€", "%.0f\N{NO-BREAK SPACE}%%")}
"""Euros and percent, as the grid's printf has them."""


def grid(rows: pl.DataFrame) -> None:
    """Customers in the order of the rows. Euros are whole ones: a grid writes decimals as the browser likes."""
    begins, ends = f"customer?{CUSTOMER}=", f"&{LANGUAGE}={spoken()}"
    quoted = pl.col("customer_id").str.replace_all("%", "%25", literal=True).str.replace_all("&", "%26", literal=True)
    shown = rows.lazy().select(  # each look takes the rows that it needs
        pl.concat_str(pl.lit(begins), quoted, pl.lit(ends)).alias("customer"),
        "word_risk_tier",
        pl.col("churn_probability") * 100,
        pl.col("expected_monthly_loss_eur").round() + 0.0,
        pl.col("avg_monthly_margin").round() + 0.0,
        "word_action",
        "reason",
        "word_segment",
        "word_province_code",
        "word_renewal_bucket",
        "word_sales_channel",
        "word_product_bundle",
    )
    euros, percent = _FORMATS[spoken()]
    column = st.column_config
    st.dataframe(
        shown,
        lazy=True,
        hide_index=True,
        height=min(_HEIGHT, _ROW * (rows.height + 1) + 3),
        placeholder="–",
        alt=_("Customers, the greatest expected loss first"),
        column_config={
            "customer": column.LinkColumn(
                _("Customer"), display_text=rf"{CUSTOMER}=([^&]+)&{LANGUAGE}", pinned=True, width=80
            ),
            "word_risk_tier": column.TextColumn(_("Risk tier"), width=110),
            "churn_probability": column.ProgressColumn(
                _("Probability"), width=140, format=percent, min_value=0, max_value=100
            ),
            "expected_monthly_loss_eur": column.NumberColumn(_("Loss a month"), format=euros, width=110),
            "avg_monthly_margin": column.NumberColumn(_("Margin a month"), format=euros, width=115),
            "word_action": column.TextColumn(_("Decision"), width=110),
            "reason": column.TextColumn(_("Main reason"), width=380),
            "word_segment": column.TextColumn(_("Segment"), width=110),
            "word_province_code": column.TextColumn(_("Province"), width=130),
            "word_renewal_bucket": column.TextColumn(_("Renewal"), width=170),
            "word_sales_channel": column.TextColumn(_("Sales channel"), width=160),
            "word_product_bundle": column.TextColumn(_("Fuel"), width=150),
        },
    )
