"""The list of customers as a grid: rows come as they are looked at, sorted by the server, with a link to each."""

import polars as pl
import streamlit as st

from spanishgas.dashboard.language import _, spoken
from spanishgas.dashboard.links import CUSTOMER, LANGUAGE

_HEIGHT = 420


def grid(rows: pl.DataFrame) -> None:
    """Customers in the order of the rows."""
    begins, ends = f"customer?{CUSTOMER}=", f"&{LANGUAGE}={spoken()}"
    quoted = pl.col("customer_id").str.replace_all("%", "%25", literal=True).str.replace_all("&", "%26", literal=True)
    shown = rows.select(
        pl.concat_str(pl.lit(begins), quoted, pl.lit(ends)).alias("customer"),
        "word_risk_tier",
        pl.col("churn_probability"),
        "expected_monthly_loss_eur",
        "avg_monthly_margin",
        "word_action",
        "reason",
        "word_segment",
        "word_province_code",
        "word_renewal_bucket",
        "word_sales_channel",
        "word_fuel",
    )
    column = st.column_config
    st.dataframe(
        shown,
        lazy=True,
        hide_index=True,
        height=_HEIGHT,
        placeholder="–",
        alt=_("Customers, the greatest expected loss first"),
        column_config={
            "customer": column.LinkColumn(
                _("Customer"), display_text=rf"{CUSTOMER}=([^&]+)&{LANGUAGE}", pinned=True, width=90
            ),
            "word_risk_tier": column.TextColumn(_("Risk tier"), width=80),
            "churn_probability": column.ProgressColumn(_("Probability"), format="percent", min_value=0, max_value=1),
            "expected_monthly_loss_eur": column.NumberColumn(_("Loss a month"), format="euro"),
            "avg_monthly_margin": column.NumberColumn(_("Margin a month"), format="euro"),
            "word_action": column.TextColumn(_("Decision"), width=110),
            "reason": column.TextColumn(_("Main reason"), width=300),
            "word_segment": column.TextColumn(_("Segment"), width=100),
            "word_province_code": column.TextColumn(_("Province"), width=110),
            "word_renewal_bucket": column.TextColumn(_("Renewal"), width=120),
            "word_sales_channel": column.TextColumn(_("Sales channel"), width=150),
            "word_fuel": column.TextColumn(_("Fuel"), width=140),
        },
    )
