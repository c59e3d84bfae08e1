"""What was promised and what came true, of every campaign: by this the platform is judged."""

from dataclasses import dataclass

from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.readout import Readout, readout
from spanishgas.campaigns.store import Campaign, campaign_ids, load_campaign, load_members
from spanishgas.lake import Lake


@dataclass(frozen=True)
class Standing:
    """A campaign as it was planned, and what its outcomes say by now."""

    campaign: Campaign
    found: Readout


def standings(lake: Lake) -> list[Standing]:
    """Every campaign, sorted by name."""
    return [_standing(lake, campaign_id) for campaign_id in campaign_ids(lake)]


def _standing(lake: Lake, campaign_id: str) -> Standing:
    campaign, members = load_campaign(lake, campaign_id), load_members(lake, campaign_id)
    return Standing(campaign, readout(campaign, members, load_outcomes(lake, campaign_id), campaign.contacted_on))
