"""Where the book stands: what changed since the last run, what is at stake and where, and what to decide this week."""

from collections.abc import Sequence
from functools import partial

import altair as alt
import streamlit as st

from spanishgas.dashboard import (
    book_figures,
    downloads,
    figures,
    lake_view,
    losses,
    reports,
    summary,
    summary_cards,
    this_week,
)
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table, table
from spanishgas.dashboard.language import _, plain, spoken, word
from spanishgas.dashboard.links import to_customer
from spanishgas.dashboard.navigation import CUSTOMER
from spanishgas.dashboard.theme import tier_colours

history, run = lake_view.history(), lake_view.current()
before = history.previous.record if history.previous else None
LOSS, EUROS, FIRST = _("Expected monthly loss"), figures.EUROS, 11


def bars(grouping: str, title: str, tints: dict[str, str], order: Sequence[str] = ()) -> None:
    """A card with the loss of each group."""
    rows = losses.lost_by(run.offer_groups, grouping, order)
    hover = [alt.Tooltip("label:N", title=title), alt.Tooltip("shown:N", title=LOSS)]
    with st.container(border=True, height="stretch"):
        st.header(title)
        draw((grouping, run.run_id), title, figures.ranked_bars, rows, tints, dark=is_dark(), hover=hover)
        same_as_table(losses.as_table(rows, title), title)


st.title(_("Overview"))
st.write(plain(summary.news(run.record, before)))
name = f"run-{run.record.as_of:%Y-%m-%d}"
downloads.offer_report(_("Download the run report"), name, partial(reports.run, run.run))

with st.grid(3, min_column_width=230):
    for card in summary_cards.cards([each.record for each in history.series()], before, len(history.before) + 1):
        st.metric(
            card.label,
            card.value,
            card.change,
            delta_color=card.more_is,
            delta_description=card.note,
            chart_data=card.series if len(card.series) > 1 else None,
            border=True,
            height="stretch",
        )

with st.container(border=True):
    title = _("Expected monthly loss by province")
    st.header(title)
    picture, words = st.columns([3, 2])
    rows = losses.lost_by(run.offer_groups, "province_code")
    with picture:
        draw(("province", run.run_id), title, book_figures.province_map, rows, dark=is_dark(), title=LOSS, labels=EUROS)
        st.caption(_("Provinces: © IGN/CNIG, CC BY 4.0, simplified; the Canaries are moved."))
    with words:
        table(losses.as_table(rows.head(FIRST), _("Province")), title)
    same_as_table(losses.as_table(rows, _("Province")), title)

left, right = st.columns(2)
with left:
    names = run.policy.tiers_gravest_first
    tints = tier_colours(names, dark=is_dark())
    bars("risk_tier", _("Loss by risk tier"), {word("tier", name): tints[name] for name in names}, names)
with right:
    bars("segment", _("Loss by segment"), {})

with st.container(border=True):
    has_offers = this_week.has_offers(run.customers)
    st.header(_("To decide this week") if has_offers else _("Most at stake, though no offer pays"))
    text = _("The first of the ranking: by what an offer returns beyond doing nothing, then by what is at stake.")
    st.caption(text)
    for due in this_week.due(run.customers, spoken()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.page_link(
                CUSTOMER, label=f":primary[{plain(due.customer)}]", query_params=to_customer(due.customer), width=110
            )
            with st.container(gap=None, width=560):
                st.text(due.told())
                st.caption(plain(due.reason))
