"""Who is at risk: tiers, risk against margin, and every customer of the list with filters, search and download."""

import altair as alt
import streamlit as st

from spanishgas.dashboard import book_figures, downloads, figures, lake_view, links, listing, risk_picture
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.amounts import count, euros
from spanishgas.dashboard.customer_grid import grid
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table
from spanishgas.dashboard.language import _, plain, word
from spanishgas.dashboard.theme import tier_colours

run = lake_view.current()
LABELS = {
    "tier": _("Risk tier"),
    "segment": _("Segment"),
    "province": _("Province"),
    "channel": _("Sales channel"),
    "renewal": _("Renewal"),
    "fuel": _("Fuel"),
}

st.title(_("Customer risk"))
with st.grid(3, min_column_width=150):
    chosen = {
        name: links.choose(LABELS[name], name, listing.codes(run, name), lambda code, kind=kind: word(kind, code))
        for name, (kind, _column) in listing.FILTERS.items()
    }
with st.container(horizontal=True, vertical_alignment="bottom"):
    text = links.search(_("Search"), placeholder=_("Customer, province, reason …"))
    st.button(
        _("Clear filters"),
        icon=":material/filter_alt_off:",
        on_click=links.forget,
        args=([*listing.FILTERS, links.SEARCH],),
        disabled=not (any(chosen.values()) or text),
    )

rows = listing.filtered(listing.listed(run), chosen, text)
at_risk = rows.select(run.policy.is_at_risk().sum()).item()
st.write(
    plain(
        _("{shown} of {all} customers, {at_risk} of them at risk; expected monthly loss {loss}.").format(
            shown=count(rows.height),
            all=count(run.customers.height),
            at_risk=count(at_risk),
            loss=euros(float(rows["expected_monthly_loss_eur"].sum())),
        )
    )
)
if rows.is_empty():
    st.info(_("Nobody fits all of these. Take a filter away, or search for less."))
    st.stop()

names = run.policy.tiers_gravest_first
tints = {word("tier", name): colour for name, colour in tier_colours(names, dark=is_dark()).items()}
shown = (run.run_id, tuple((name, tuple(codes)) for name, codes in chosen.items()), text)
left, right = st.columns([2, 3])
with left, st.container(border=True, height="stretch"):
    title = _("Customers by risk tier")
    st.header(title)
    by_tier = risk_picture.by_tier(rows, names)
    hover = [alt.Tooltip("label:N", title=title), alt.Tooltip("shown:N", title=_("Customers"))]
    draw(("tiers", shown), title, figures.ranked_bars, by_tier, tints, dark=is_dark(), hover=hover, step=78)
    same_as_table(risk_picture.tier_table(by_tier), title)
with right, st.container(border=True, height="stretch"):
    title = _("Risk against margin")
    st.header(title)
    bins = risk_picture.bins(rows)
    starts = [tier.start for tier in run.policy.risk_tiers[1:]]
    margins = risk_picture.margin_bins()
    draw(("risk by margin", shown), title, book_figures.risk_by_margin, bins, margins, tints, starts, dark=is_dark())
    same_as_table(risk_picture.bin_table(bins), title)

st.header(_("Customers"))
grid(rows)
downloads.offer(_("customers"), run.record.as_of, lambda: listing.as_table(rows), Role.AGENT)
