"""A campaign from a budget to what it changed: a new one from wishes to its launch, then those that were launched."""

from datetime import UTC, datetime

import streamlit as st

from spanishgas.dashboard import campaign_past, lake_view
from spanishgas.dashboard.language import _
from spanishgas.dashboard.new_campaign import plan_and_launch
from spanishgas.dashboard.past_campaigns import all_and_one
from spanishgas.dashboard.states import explained

run = lake_view.current()
before = campaign_past.past(run.run.lake)

st.title(_("Campaign"))
st.write(_("Whom to call within a budget and a number of calls, what that promises, and what came of it."))
st.header(_("A new campaign"))
with explained(st.subheader):
    plan_and_launch(run, before)
st.header(_("Campaigns so far"))
all_and_one(run.run.lake, before, datetime.now(UTC).date())
