"""What a manager does with campaigns: launch one, bring what came of it, let it teach. Who may not is refused here."""

from datetime import date

import polars as pl

from spanishgas.campaigns.outcomes import add_outcomes, read_outcomes
from spanishgas.campaigns.readout import due
from spanishgas.campaigns.store import Campaign, load_campaign, load_members, save_campaign
from spanishgas.campaigns.teaching import learn_from
from spanishgas.dashboard import audit
from spanishgas.dashboard.access import Role, require
from spanishgas.dashboard.campaign_draft import Wishes, planned
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.decide.responses import Belief
from spanishgas.errors import InputError
from spanishgas.lake import Lake

LARGEST_MB = 4
"""So big a file of outcomes may be; a member takes about forty bytes."""


def launch(run: SeenRun, wishes: Wishes, name: str, day: date) -> Campaign:
    """Plan a campaign anew and keep it, as ``spanishgas campaign plan`` does.

    Raises:
        NotAllowedError: only a manager may.
        InputError: there is one of this name, or nobody is to be called.
    """
    by = require(Role.MANAGER)
    campaign, members = planned(run, wishes, name, day)
    save_campaign(run.run.lake, campaign, members)
    audit.note("launch", by, campaign=name, calls=campaign.contacts, control=campaign.controls)
    return campaign


def take_outcomes(lake: Lake, campaign_id: str, content: bytes, file: str, today: date) -> int:
    """Keep what a file says came of members, as ``spanishgas campaign outcomes`` does; returns of how many.

    Raises:
        NotAllowedError: only a manager may.
        InputError: the file is refused, and nothing of it is kept.
    """
    by = require(Role.MANAGER)
    read = looked_at(load_campaign(lake, campaign_id), load_members(lake, campaign_id), content, file, today)
    add_outcomes(lake, campaign_id, read)
    audit.note("outcomes", by, campaign=campaign_id, rows=read.height)
    return read.height


def looked_at(campaign: Campaign, members: pl.DataFrame, content: bytes, file: str, today: date) -> pl.DataFrame:
    """What a file says came of members, by the same rules; nothing is kept.

    Raises:
        NotAllowedError: only a manager may: what is refused tells who is of the control.
        InputError: the file is refused.
    """
    require(Role.MANAGER)
    if len(content) > LARGEST_MB * 1_000_000:
        raise InputError(f"{file}: larger than {LARGEST_MB} MB.")
    return read_outcomes(content, file, members, is_due=today >= due(campaign))


def learn(lake: Lake, campaign_id: str, today: date) -> tuple[Belief, Belief]:
    """Let the next plans and runs use what a campaign says of responses; returns them before and after.

    Raises:
        NotAllowedError: only a manager may.
        InputError: it is too early, nothing is known of its members, or outcomes are missing of one side.
    """
    by = require(Role.MANAGER)
    taught = learn_from(lake, load_campaign(lake, campaign_id), today)
    audit.note("learn", by, campaign=campaign_id)
    return taught
