"""Which rows of a stored table are asked for: the filter of the address, with its controls."""

import polars as pl
import streamlit as st

from spanishgas.dashboard import links
from spanishgas.dashboard.language import _
from spanishgas.dashboard.table_preview import Wanted, can_be_shown, is_day, is_ranged

NAMES = ("column", "q", "from", "to")
"""Of its parts in the address."""


def wanted(schema: pl.Schema) -> Wanted:
    """The filter of the address, with its controls."""
    place, ends = st.columns([1, 2])
    with place:
        names = ["", *can_be_shown(schema)]
        column = links.pick(_("Filter by"), "column", names, lambda name: name or _("no column"), forgets=NAMES[1:])
    if not column:
        return Wanted()
    with ends, st.container(horizontal=True):
        if not is_ranged(schema[column]):
            return Wanted(column, text=links.search(_("Contains")))
        low, high = (
            links.bound(label, name, is_day=is_day(schema[column]))
            for label, name in ((_("From"), "from"), (_("To"), "to"))
        )
    return Wanted(column, low=low, high=high)
