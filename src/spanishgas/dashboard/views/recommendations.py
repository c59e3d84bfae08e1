"""What to do: what is offered and by which rules, and the calls of a campaign, one customer after the other."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import streamlit as st

from spanishgas.campaigns.calls import RESULTS, Result
from spanishgas.dashboard import (
    access,
    calling,
    campaign_summary,
    downloads,
    figures,
    lake_view,
    links,
    listing,
    offer_story,
)
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.customer_grid import grid
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table, table
from spanishgas.dashboard.language import _, plain, spoken, word
from spanishgas.dashboard.navigation import CUSTOMER
from spanishgas.dashboard.reading import titled
from spanishgas.dashboard.states import needs
from spanishgas.dashboard.theme import colours
from spanishgas.decide.promise import Promise
from spanishgas.errors import InputError
from spanishgas.program import command

run = lake_view.current()
lake, promise = run.run.lake, run.document(Promise)
_CALL, _TOLD, _AGENT, _RESULT, _BACK = "call", "call told", "agent", "call result", "call back on"


def take(campaign: str) -> None:
    """The next customer for whoever asks."""
    st.session_state[_CALL] = st.session_state[_TOLD] = None
    try:
        found = calling.take(lake, campaign, st.session_state.get(_AGENT, ""), datetime.now(UTC))
    except InputError:
        st.session_state[_TOLD] = "name"
        return
    st.session_state[_CALL], st.session_state[_TOLD] = found, None if found else "none"


def record(campaign: str, customer: str) -> None:
    """Keep what came of the call, and go on with the next."""
    result: Result = st.session_state[_RESULT]
    back: date | None = st.session_state.get(_BACK) if result == "call_back" else None
    try:
        calling.record(lake, campaign, customer, st.session_state.get(_AGENT, ""), result, datetime.now(UTC), back)
    except InputError:
        st.session_state[_TOLD] = "late"
        st.session_state[_CALL] = None
        return
    take(campaign)


def told() -> None:
    """What became of the last button."""
    texts = {
        "name": _("Write your name first: every result is kept with who called."),
        "none": _("Nobody is left to call."),
        "late": _("Somebody else has this customer by now: your result was not kept. Take the next one."),
    }
    if what := st.session_state.get(_TOLD):
        st.info(texts[what])


def call(campaign: str, customer: str) -> None:
    """Whom to call, what to say, and what came of it."""
    seen = calling.briefing(lake, campaign, customer, spoken())
    with st.container(border=True):
        st.page_link(CUSTOMER, label=f":primary[{plain(seen.customer)}]", query_params=links.to_customer(seen.customer))
        st.text(_("May be offered: {offer}.").format(offer=seen.offer))
        for sentence in seen.reasons:
            st.markdown(f"- {plain(sentence)}")
        chosen = st.radio(
            _("What came of the call"),
            RESULTS,
            key=_RESULT,
            format_func=lambda result: word("result", result),
            horizontal=True,
        )
        if chosen == "call_back":
            tomorrow = datetime.now(UTC).date() + timedelta(days=1)
            st.date_input(_("Call back on"), value=tomorrow, min_value=tomorrow, key=_BACK, format="DD/MM/YYYY")
        st.button(_("Record and go on"), type="primary", on_click=record, args=(campaign, customer))


st.title(_("Recommendations"))
st.write(plain(offer_story.promised(promise)))
if promise.offers:
    st.caption(plain(offer_story.spent(promise)))

with st.container(border=True):
    title = _("Offers by risk tier")
    st.header(title)
    table(offer_story.by_tier(run.customers, run.policy), title)

with st.container(border=True):
    title = _("Why there is no offer")
    st.header(title)
    why = offer_story.without_offer(run.customers, spoken()).with_columns(kind=pl.lit(title))
    tints = {title: colours(dark=is_dark()).main}
    draw(("no offer", run.run_id), title, figures.named_bars, why, tints, dark=is_dark(), hover=[])
    same_as_table(titled(why, {"label": _("Why"), "shown": _("Customers")}), title)
with st.container(border=True):
    st.header(_("The rules"))
    for sentence in offer_story.rules(run.policy):
        st.markdown(f"- {plain(sentence)}")

st.header(_("Customers with an offer"))
offered = listing.offered(run)
if offered.is_empty():
    st.write(_("Nobody is offered anything."))
else:
    grid(offered)
    downloads.offer(_("offers"), run.record.as_of, lambda: listing.as_table(offered), Role.AGENT)

st.header(_("Calls of a campaign"))
names = calling.campaigns(lake)
if not names:
    st.write(_("No campaign is planned yet. This plans one:"))
    st.code(command("campaign", "plan", "--calls", "500", "--lake", lake), language="bash", wrap_lines=True)
    st.stop()
campaign = links.pick(_("Campaign"), "campaign", names, str)
if access.may(Role.AGENT):
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if not access.is_signing_in():
            st.text_input(_("Your name"), key=_AGENT, max_chars=100)
        st.button(_("Next customer"), icon=":material/call:", on_click=take, args=(campaign,))
    told()
    if customer := st.session_state.get(_CALL):
        call(campaign, customer)
else:
    needs(Role.AGENT)
title = _("What came of the calls")
with st.expander(title):
    table(campaign_summary.came(lake, campaign), title)
