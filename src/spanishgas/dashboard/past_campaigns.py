"""The part of the campaign's page about those that were launched: their euros, whom to call, and what came of one."""

from datetime import date
from functools import partial

import polars as pl
import streamlit as st

from spanishgas.campaigns.learning import lessons
from spanishgas.campaigns.outcomes import load_outcomes, outcome_sheet
from spanishgas.campaigns.readout import Readout, readout
from spanishgas.campaigns.store import Campaign, load_campaign, load_members
from spanishgas.dashboard import (
    access,
    campaign_figures,
    campaign_story,
    campaigning,
    downloads,
    links,
    readout_story,
    reports,
)
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.amounts import count
from spanishgas.dashboard.campaign_past import Past, known_standings
from spanishgas.dashboard.campaign_told import tell, told
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table, table
from spanishgas.dashboard.figures import EUROS
from spanishgas.dashboard.language import _, plain, spoken
from spanishgas.dashboard.new_campaign import explains, promises
from spanishgas.dashboard.states import needs
from spanishgas.dashboard.theme import colours
from spanishgas.errors import InputError, RunError
from spanishgas.lake import Lake
from spanishgas.run.contact_list import contact_list

_WHOLE = ",.0f"
_TAUGHT, _FILES = "campaign taught", "campaign files"


def all_and_one(lake: Lake, before: Past, today: date) -> None:
    """Promised and realised euros of all campaigns, and one of them whole."""
    if not before.names:
        st.write(_("No campaign has been launched yet."))
        return
    every = known_standings(lake, before)
    with st.container(border=True):
        title = _("Promised and realised euros over time")
        st.subheader(title)
        look = colours(dark=is_dark())
        rows = campaign_story.over_time(every)
        tints = {campaign_story.promised_side(): look.tiers[-2], campaign_story.realised_side(): look.main}
        axis, key = _("Beyond doing nothing"), ("promised", str(lake), before.judged_by)
        draw(key, title, campaign_figures.named_intervals, rows, tints, axis, dark=is_dark(), form=EUROS)
        table(campaign_story.standings_table(every), title)
    names = [each.campaign.campaign_id for each in reversed(campaign_story.in_order(every))]
    name = links.pick(_("Campaign"), "campaign", names, str, forgets=["by"])
    campaign, members = load_campaign(lake, name), load_members(lake, name)
    _planned(lake, campaign)
    _came(lake, campaign, members, before.judged_by, today)


def _planned(lake: Lake, campaign: Campaign) -> None:
    """What was planned, and whom to call."""
    promises(campaign)
    with st.expander(_("What it was planned to tell")):
        explains(campaign)
    with st.container(border=True):
        st.subheader(_("Whom to call"))
        text = _("{calls} customers, the most promising first, with what to offer and why; nobody of the control.")
        st.write(plain(text.format(calls=count(campaign.contacts))))
        name, language = campaign.campaign_id, spoken()
        downloads.offer(f"contacts-{name}", campaign.as_of, lambda: contact_list(lake, name, language)[0], Role.AGENT)


def _came(lake: Lake, campaign: Campaign, members: pl.DataFrame, judged_by: str, today: date) -> None:
    """What came of a campaign by now, and more of it."""
    known = load_outcomes(lake, campaign.campaign_id)
    found = readout(campaign, members, known, today)
    with st.container(border=True):
        st.subheader(_("What came of it"))
        st.markdown(f"**{plain(readout_story.sentence(found, campaign))}**")
        for caution, sentence in readout_story.cautions(found, campaign).items():
            if caution == "missing":
                st.caption(plain(sentence))
            else:
                st.warning(plain(sentence), icon=":material/warning:")
        if found.outcomes:
            _groups(found, campaign, judged_by, today)
        make = partial(reports.campaign, lake, campaign.campaign_id, today=today)
        downloads.offer_report(_("Download the campaign report"), f"campaign-{campaign.campaign_id}-{today}", make)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        _bring(lake, campaign, members, today)
    with right, st.container(border=True, height="stretch"):
        _teach(lake, campaign, found, today)


def _groups(found: Readout, campaign: Campaign, judged_by: str, today: date) -> None:
    """What calling changed by a grouping that the reader chooses."""
    names = readout_story.grouping_words()
    grouping = links.pick(_("By"), "by", list(names), names.__getitem__, in_sight=True)
    rows = readout_story.by_group(found, grouping)
    large = rows.filter(pl.col("value").is_not_null())
    if not large.is_empty():
        title = _("Customers kept, of 100 who were called")
        tints = dict.fromkeys(rows["side"].unique(), colours(dark=is_dark()).main)
        key = ("kept", campaign.members_key, judged_by, today, grouping)
        draw(key, title, campaign_figures.named_intervals, large, tints, title, dark=is_dark(), form=_WHOLE)
        st.caption(_("With 95 % intervals; right of the dashed line calls kept customers."))
    same_as_table(readout_story.group_table(rows, names[grouping]), names[grouping])


def _bring(lake: Lake, campaign: Campaign, members: pl.DataFrame, today: date) -> None:
    """A file of outcomes: looked at before it is taken."""
    st.subheader(_("Bring outcomes"))
    st.caption(plain(readout_story.wanted()))
    downloads.offer(f"members-{campaign.campaign_id}", campaign.as_of, lambda: outcome_sheet(members), Role.AGENT)
    if not access.may(Role.MANAGER):
        needs(Role.MANAGER)
        return
    told("read", "refused")
    key = f"outcomes {campaign.campaign_id} {st.session_state.get(_FILES, 0)}"
    given = st.file_uploader(_("File of outcomes"), "csv", key=key, max_upload_size=campaigning.LARGEST_MB)
    if given is None:
        return
    content = given.getvalue()
    try:
        read = campaigning.looked_at(campaign, members, content, given.name, today)
    except InputError as error:
        st.error(_("This file is not taken, and nothing of it is kept."))
        st.text(readout_story.refused(error))
        return
    st.text(readout_story.read(read))
    args = (lake, campaign.campaign_id, content, given.name, today)
    st.button(_("Take these outcomes"), type="primary", on_click=_taken, args=args)


def _taken(lake: Lake, name: str, content: bytes, file: str, today: date) -> None:
    try:
        campaigning.take_outcomes(lake, name, content, file, today)
    except InputError:
        tell("refused", name)
    else:
        tell("read", name)
        st.session_state[_FILES] = st.session_state.get(_FILES, 0) + 1


def _teach(lake: Lake, campaign: Campaign, found: Readout, today: date) -> None:
    """Whether the next plans may use what it says, and what it has taught."""
    st.subheader(_("Let it teach"))
    if not access.may(Role.MANAGER):
        needs(Role.MANAGER)
        return
    why_not, name = readout_story.unteachable(found, campaign), campaign.campaign_id
    st.caption(why_not or _("The next plans and runs then use what this campaign says of responses."))
    st.button(_("Learn from it"), on_click=_learned, args=(lake, name, today), disabled=why_not is not None)
    told("unteachable")
    of, taught = st.session_state.get(_TAUGHT, ("", []))
    if of == name:
        title = _("Responses, log-odds that an offer takes away")
        st.caption(title)
        if taught:
            table(readout_story.lesson_table(taught), title)
        else:
            st.write(_("Nothing that was believed has changed."))


def _learned(lake: Lake, name: str, today: date) -> None:
    try:
        st.session_state[_TAUGHT] = name, lessons(*campaigning.learn(lake, name, today))
    except (InputError, RunError):
        tell("unteachable", name)
