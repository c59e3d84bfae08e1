"""One customer at an address of its own: risk over time, reasons, contract, consumption, contacts and offers."""

import streamlit as st

from spanishgas.dashboard import access, customer_story, lake_view, links
from spanishgas.dashboard.absent import AbsentError
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.amounts import day, euros, share, shares
from spanishgas.dashboard.contacts import contacts_of
from spanishgas.dashboard.customer_figures import contract_timeline, monthly_bars, probability_over_runs
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table, table
from spanishgas.dashboard.language import _, plain, spoken, word
from spanishgas.dashboard.navigation import CUSTOMER, RISK
from spanishgas.dashboard.seen_run import SERIES
from spanishgas.dashboard.states import explained, needs
from spanishgas.dashboard.theme import colours

run = lake_view.current()
customer = links.asked_text(links.CUSTOMER)
look = colours(dark=is_dark())

st.title(_("Customer"))
customer = links.search(
    _("Customer"), links.CUSTOMER, _("Such as {customer}").format(customer=customer_story.first(run))
)
if not customer:
    st.write(_("Write a customer's name, or begin with those of the greatest expected loss:"))
    for name in customer_story.greatest_losses(run.customers):
        st.page_link(CUSTOMER, label=f":primary[{plain(name)}]", query_params=links.to_customer(name))
    st.stop()

row = customer_story.found(run.customers, customer)
if row is None:
    raise AbsentError("customer", named=customer)
facts = row.row(0, named=True)

with st.grid(4, min_column_width=170):
    between = shares(facts["churn_probability_low"], facts["churn_probability_high"], 1)
    st.metric(
        _("Probability of leaving"),
        share(facts["churn_probability"], 1),
        border=True,
        height="stretch",
        help=_("95 % interval of the model's learning: {between}").format(between=between),
    )
    st.metric(_("Risk tier"), plain(word("tier", facts["risk_tier"])), border=True, height="stretch")
    st.metric(_("Expected monthly loss"), euros(facts["expected_monthly_loss_eur"], 2), border=True, height="stretch")
    st.metric(_("Margin a month"), euros(facts["avg_monthly_margin"], 2), border=True, height="stretch")
st.text(customer_story.profile(facts))

left, right = st.columns([2, 3])
with left, st.container(border=True, height="stretch"):
    st.header(_("Why"))
    for sentence in customer_story.reasons(facts, spoken()):
        st.markdown(f"- {plain(sentence)}")
    if facts["lever"]:
        st.caption(plain(customer_story.lever(facts, spoken())))
with right, st.container(border=True, height="stretch"):
    title = _("Probability over runs")
    st.header(title)
    over_runs = customer_story.over_runs(run.of_customer("score_history", customer).tail(SERIES))
    starts = {word("tier", tier.name): tier.start for tier in run.policy.risk_tiers[1:]}
    key = ("over runs", run.run_id, customer)
    draw(key, title, probability_over_runs, over_runs, starts, dark=is_dark())
    same_as_table(customer_story.runs_table(over_runs), title)

with st.container(border=True):
    title = _("What could be offered")
    st.header(title)
    st.text(customer_story.decided(facts, spoken()))
    with explained(st.subheader):
        table(customer_story.offers_table(run.of_customer("customer_offers", customer), spoken()), title)

with st.container(border=True):
    title = _("Contracts")
    st.header(title)
    contracts = customer_story.contracts(run.of_customer("silver_contracts", customer))
    if contracts.is_empty():
        st.write(_("No contract is known."))
    else:
        today = customer_story.today(run.record.as_of)
        tints = customer_story.contract_tints(contracts, look)
        key = ("contracts", run.run_id, customer)
        draw(key, title, contract_timeline, contracts, today, tints, dark=is_dark())
        same_as_table(customer_story.contracts_table(contracts), title)

months = run.of_customer("silver_market_month", customer).sort("month")
usage = customer_story.monthly(months)
columns = st.columns(len(usage) or 1)
for place, (name, (title, unit, rows)) in zip(columns, usage.items(), strict=False):
    with place, st.container(border=True, height="stretch"):
        st.header(title)
        tint = look.second if name == "margin_eur" else look.main
        draw((name, run.run_id, customer), title, monthly_bars, rows, unit, tint, title)
        same_as_table(customer_story.monthly_table(rows, title), title)

with st.container(border=True):
    title = _("Contacts")
    st.header(title)
    if not access.may(Role.AGENT):
        needs(Role.AGENT)
    elif (contacts := contacts_of(run, customer)).is_empty():
        st.write(_("This customer has not been in touch."))
    else:
        table(contacts, title)
st.page_link(RISK, label=_("All customers"), icon=":material/arrow_back:", query_params={links.LANGUAGE: spoken()})
st.caption(_("As of {day}").format(day=day(run.record.as_of)))
