"""The part of the campaign's page that makes a new one: what it may take, the plan that makes, and its launch."""

from collections.abc import Hashable
from datetime import date

import altair as alt
import polars as pl
import streamlit as st

from spanishgas.campaigns.launch import NobodyToCallError
from spanishgas.campaigns.store import Alternative, Campaign, TakenError
from spanishgas.dashboard import (
    access,
    campaign_draft,
    campaign_figures,
    campaign_story,
    campaigning,
    links,
    offer_story,
)
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.amounts import share
from spanishgas.dashboard.campaign_draft import Draft, Wishes
from spanishgas.dashboard.campaign_past import Past
from spanishgas.dashboard.campaign_told import tell, told
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table
from spanishgas.dashboard.language import _, plain
from spanishgas.dashboard.reading import titled
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.dashboard.states import needs
from spanishgas.dashboard.theme import colours
from spanishgas.errors import InputError
from spanishgas.run.campaign_plan import usual_exploration

_PERCENTS = [f"{each}" for each in range(101)]
_MOST_CONTROL = 90
_FEWEST_POINTS = 2


def plan_and_launch(run: SeenRun, before: Past) -> None:
    """From wishes to a campaign."""
    wishes = _wishes()
    day = links.asked_day("on", run.record.as_of)
    name = campaign_draft.name_for(links.asked_text("name"), day, before.names)
    with st.spinner(_("The plan is being made …")):
        draft = campaign_draft.draft(run, wishes, name, day, before)
    key = (run.run_id, before.plans_by, wishes, name, day)
    if draft.plan is None:
        _nobody(draft, key)
    else:
        _plan(*draft.plan, key)
    _launch(run, before, draft, wishes, name, day)


def promises(campaign: Campaign) -> None:
    """Calls, control and euros, and what they take."""
    with st.grid(4, min_column_width=150):
        for each in campaign_story.figures(campaign):
            st.metric(each.label, each.value, each.note, delta_color="off", delta_arrow="off", border=True)
    st.write(plain(offer_story.promised(campaign.promise)))
    st.caption(plain(f"{offer_story.spent(campaign.promise)} {campaign_story.limits(campaign)}"))


def explains(campaign: Campaign) -> None:
    """What a little more would return, what the control costs and what it can tell."""
    told = (campaign_story.prices(campaign), campaign_story.control(campaign), campaign_story.power(campaign))
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in told))


def _wishes() -> Wishes:
    """What the campaign may take and how it learns, as the address says."""
    with st.container(border=True):
        st.subheader(_("What it may take"))
        with st.grid(4, min_column_width=200):
            none, hint = _("no limit"), _("For discounts, as they are expected. Empty: as the policy says.")
            budget = links.amount(_("Budget, EUR"), "budget", none, hint, step=500.0)
            calls = links.amount(_("Calls"), "calls", none, _("That the team can make."), step=50)
            control = links.slide(_("Control, not called"), "control", _PERCENTS[: _MOST_CONTROL + 1], _percent, "20")
            explore = usual_exploration(None)
            if calls is None:
                st.caption(_("Once calls are limited, a share of them can go to customers from whom to learn."))
            else:
                usual = f"{round(100 * usual_exploration(int(calls)))}"
                explore = int(links.slide(_("Calls to learn"), "explore", _PERCENTS, _percent, usual)) / 100
        pays = links.switch(_("The budget pays the calls too"), "pays")
    return Wishes(budget, None if calls is None else int(calls), pays, int(control) / 100, explore)


def _percent(code: str) -> str:
    return share(int(code) / 100)


def _nobody(draft: Draft, key: tuple[Hashable, ...]) -> None:
    st.info(
        _(
            "Nobody is to be called: no offer pays at the policy's cautious end. A number of calls, and a share of "
            "them to learn, would find out what offers do."
        )
    )
    with st.container(border=True):
        _rules(draft.alternatives, key)


def _plan(campaign: Campaign, members: pl.DataFrame, key: tuple[Hashable, ...]) -> None:
    promises(campaign)
    explains(campaign)
    has_curve = len(campaign.curve) >= _FEWEST_POINTS
    if not has_curve:
        st.caption(_("No offer pays at the policy's cautious end, so a budget returns nothing but what is learned."))
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        _rules(campaign.alternatives, key)
    with right, st.container(border=True, height="stretch"):
        if has_curve:
            _curve(campaign, key)
        else:
            _offers(campaign, members, key)
    if has_curve:
        with st.container(border=True):
            _offers(campaign, members, key)


def _rules(ways: tuple[Alternative, ...], key: tuple[Hashable, ...]) -> None:
    """The plan beside rules that need no responses."""
    title = _("The plan and simpler rules")
    st.subheader(title)
    st.caption(_("Expected beyond doing nothing, by the same responses and within the same limits, without a control."))
    rows, look = campaign_story.alternatives(ways), colours(dark=is_dark())
    tints = dict(zip(rows["kind"].unique(maintain_order=True), (look.main, look.tiers[-2]), strict=False))
    hover = [alt.Tooltip("label:N", title=_("Rule")), alt.Tooltip("shown:N", title=_("Expected"))]
    draw(("rules", *key), title, campaign_figures.signed_bars, rows, tints, dark=is_dark(), hover=hover)
    titles = {"label": _("Rule"), "calls": _("Calls"), "discounts": _("Discounts"), "shown": _("Expected")}
    same_as_table(titled(rows, titles), title)


def _offers(campaign: Campaign, members: pl.DataFrame, key: tuple[Hashable, ...]) -> None:
    """How many customers get which offer."""
    title = _("Customers to call by offer")
    st.subheader(title)
    rows = campaign_story.by_offer(campaign, members)
    hover = [alt.Tooltip("label:N", title=_("Offer")), alt.Tooltip("shown:N", title=_("To call"))]
    tints = dict.fromkeys(rows["kind"].unique(), colours(dark=is_dark()).main)
    draw(("offers", *key), title, campaign_figures.signed_bars, rows, tints, dark=is_dark(), hover=hover)
    titles = {
        "label": _("Offer"),
        "shown": _("To call"),
        "control": _("Control"),
        "discount": _("Discounts a month, at most"),
        "expected": _("Expected"),
    }
    same_as_table(titled(rows, titles), title)


def _curve(campaign: Campaign, key: tuple[Hashable, ...]) -> None:
    """What every budget would return."""
    title = _("What a budget returns")
    st.subheader(title)
    rows = campaign_story.curve(campaign)
    st.caption(_("With the same number of calls and without a control. The ring is this plan."))
    titles = campaign_story.curve_titles()
    here = campaign_story.here(campaign)
    draw(("curve", *key), title, campaign_figures.value_curve, rows, here, tuple(titles.values()), dark=is_dark())
    same_as_table(titled(rows, titles), title)


def _launch(run: SeenRun, before: Past, draft: Draft, wishes: Wishes, name: str, day: date) -> None:
    """Name and day of the campaign, and the button that makes it so."""
    with st.container(border=True):
        st.subheader(_("Launch"))
        if not access.may(Role.MANAGER):
            needs(Role.MANAGER)
            return
        with st.grid(2, min_column_width=200):
            typed = links.text(_("Name"), "name", name, campaign_story.LONGEST_NAME)
            links.day(_("Day of the first call"), "on", run.record.as_of)
        wrong = campaign_draft.trouble(typed, before.names) if typed else None
        if wrong:
            st.warning(plain(campaign_story.name_trouble(typed, wrong)))
        st.button(
            _("Launch this campaign"),
            type="primary",
            icon=":material/campaign:",
            on_click=_launched,
            args=(run, wishes, name, day),
            disabled=wrong is not None or draft.plan is None,
        )
        told("launched", "taken", "nobody")
        st.caption(_("It is planned once more and kept as it is then; nobody is called by that."))


def _launched(run: SeenRun, wishes: Wishes, name: str, day: date) -> None:
    try:
        campaigning.launch(run, wishes, name, day)
    except NobodyToCallError:
        tell("nobody", name)
    except TakenError:
        tell("taken", name)
    except InputError as error:
        tell("wrong", name, str(error))
    else:
        tell("launched", name)
        links.forget(["name"])
        st.query_params["campaign"] = name
