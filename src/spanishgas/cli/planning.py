"""A run, its settings and the lake's campaigns, brought to what plans and to what learns."""

from datetime import date
from typing import Any

import polars as pl

from spanishgas.campaigns.launch import Ground, planned
from spanishgas.campaigns.learning import learned
from spanishgas.campaigns.readout import refuse_unready, with_outcomes
from spanishgas.campaigns.store import (
    Campaign,
    campaign_ids,
    contacts_before,
    learned_from,
    load_belief,
    load_members,
    load_outcomes,
    refuse_taken,
    save_belief,
)
from spanishgas.decide.responses import Belief, Responses
from spanishgas.lake import Lake
from spanishgas.policy import Policy
from spanishgas.run.reader import Run
from spanishgas.settings import Settings


def planned_on(
    run: Run,
    settings: Settings,
    limits: dict[str, Any],
    *,
    campaign_id: str,
    contacted_on: date,
    control: float,
    explore: float,
) -> tuple[Campaign, pl.DataFrame]:
    """A campaign on a run's scores, by today's policy and what campaigns have taught by now.

    Args:
        run: the published one, or another.
        settings: of policy and key.
        limits: entries of the policy's limits that replace its own; None leaves one.
        campaign_id: its name.
        contacted_on: the day of the calls.
        control: share of the members that is not called.
        explore: share of the calls to learn from.
    """
    refuse_taken(run.lake, campaign_id)
    policy = Policy.load(settings.policy_file)
    given = {name: value for name, value in limits.items() if value is not None}
    policy = policy.model_copy(update={"limits": policy.limits.model_copy(update=given)})
    ground = Ground(
        run_id=run.record.run_id,
        as_of=run.record.as_of,
        scored_customers=run.scan("scored_customers"),
        gold_master=run.scan("gold_master"),
        model=run.model(),
        belief=believed(run.lake),
        contacts=contacts_before(run.lake, tuple(campaign_ids(run.lake))),
    )
    return planned(
        ground,
        policy,
        campaign_id=campaign_id,
        contacted_on=contacted_on,
        control=control,
        explore=explore,
        key=settings.split_key,
    )


def believed(lake: Lake) -> Belief:
    """What campaigns have taught by now, or what is assumed."""
    pointer, _ = learned_from(lake)
    return Responses.load().belief() if pointer is None else load_belief(lake, pointer.key)


def learn_from(lake: Lake, campaign: Campaign, today: date) -> tuple[Belief, Belief]:
    """Let the lake's responses be those that all campaigns so far and this one teach; returns them before and after.

    They are found anew from what is assumed and from today's outcomes of each, so that late outcomes count and none
    counts twice.

    Raises:
        InputError: it is too early, nothing is known of its members, or outcomes are missing of one side.
    """
    pointer, seen = learned_from(lake)
    taught = tuple(dict.fromkeys((*(() if pointer is None else pointer.campaigns), campaign.campaign_id)))
    before, after = believed(lake), Responses.load().belief()
    for campaign_id in taught:
        known = with_outcomes(load_members(lake, campaign_id), load_outcomes(lake, campaign_id))
        if campaign_id == campaign.campaign_id:
            refuse_unready(campaign, load_members(lake, campaign_id), known, today)
        after = learned(after, known, campaign_id)
    save_belief(lake, after, taught, seen)
    return before, after
