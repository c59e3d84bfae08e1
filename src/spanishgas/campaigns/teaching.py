"""What a lake believes of responses: what is assumed, and what its campaigns have taught."""

from datetime import date

from spanishgas.campaigns.learning import learned
from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.readout import refuse_unready, with_outcomes
from spanishgas.campaigns.store import Campaign, learned_from, load_belief, load_members, save_belief
from spanishgas.decide.responses import Belief, Responses
from spanishgas.lake import Lake


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
        members = load_members(lake, campaign_id)
        known = with_outcomes(members, load_outcomes(lake, campaign_id))
        if campaign_id == campaign.campaign_id:
            refuse_unready(campaign, members, known, today)
        after = learned(after, known, campaign_id)
    save_belief(lake, after, taught, seen)
    return before, after
