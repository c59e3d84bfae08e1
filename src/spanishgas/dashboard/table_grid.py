"""Rows of a stored table as a grid: raw names above, days as the reader's language has them."""

import polars as pl
import streamlit as st

from spanishgas.dashboard.language import spoken
from spanishgas.dashboard.table_preview import is_day
from spanishgas.tables.base import key_of
from spanishgas.tables.registry import SCHEMAS

_HEIGHT = 420
_DAYS = {"en": "D MMM YYYY", "es": "DD/MM/YYYY"}


def grid(rows: pl.DataFrame, name: str, alternative: str) -> None:
    """The rows in their order; key columns stay in sight. Numbers are as the browser writes them."""
    column = st.column_config
    key = key_of(SCHEMAS[name])[:1] if name in SCHEMAS else []
    formats = {
        each: column.DateColumn(each, format=_DAYS[spoken()], pinned=each in key)
        if is_day(kind)
        else column.NumberColumn(each, format="localized", pinned=each in key)
        if kind.is_float()
        else column.Column(each, pinned=each in key)
        for each, kind in rows.schema.items()
    }
    st.dataframe(
        rows, lazy=True, hide_index=True, height=_HEIGHT, placeholder="–", alt=alternative, column_config=formats
    )
