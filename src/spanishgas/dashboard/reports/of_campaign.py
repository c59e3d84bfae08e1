"""The read-out of a campaign: what calling changed, by group, beside what was promised."""

from datetime import date

import polars as pl

from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.readout import readout
from spanishgas.campaigns.store import load_campaign, load_members
from spanishgas.dashboard import campaign_story, campaign_summary, offer_story, readout_story
from spanishgas.dashboard.language import _
from spanishgas.dashboard.model_figures import dots
from spanishgas.dashboard.reports.parts import Figure, Listed, Picture, Report, Section
from spanishgas.lake import Lake


def campaign_report(lake: Lake, campaign_id: str, today: date) -> Report:
    """The read-out of a campaign as of a day.

    Args:
        lake: where it is.
        campaign_id: its name.
        today: the day it is looked at: too early a look is warned of.

    Raises:
        InputError: there is no such campaign.
    """
    campaign, members = load_campaign(lake, campaign_id), load_members(lake, campaign_id)
    found = readout(campaign, members, load_outcomes(lake, campaign_id), today)
    title, rows = _("What calling changed"), campaign_summary.effects(found)
    told = rows.filter(pl.col("value").is_not_null())
    kept = _("Kept more, of 100 customers")
    picture = Picture(
        title,
        lambda dark: dots(told, kept, dark=dark, form=",.0f"),
        campaign_summary.effects_table(rows),
        _("Members who were called against the control, 95 % intervals; groups that are too small are left out."),
    )
    return Report(
        title=_("Campaign {campaign}").format(campaign=campaign_id),
        about=campaign_summary.headline(campaign),
        lead=readout_story.sentence(found, campaign),
        figures=[Figure(*each) for each in campaign_summary.cards(campaign, found)],
        warnings=tuple(readout_story.cautions(found, campaign).values()),
        sections=[
            Section(
                title,
                pictures=[picture] if told.height else [],
                tables=[] if told.height else [Listed(title, campaign_summary.effects_table(rows))],
            ),
            Section(
                _("What was promised"),
                [offer_story.promised(campaign.promise), offer_story.spent(campaign.promise)],
                [campaign_story.power(campaign), campaign_story.control(campaign)],
                tables=[Listed(_("What a budget returns"), campaign_summary.budget_curve(campaign))],
            ),
            Section(
                _("What came of the calls"),
                tables=[Listed(_("What came of the calls"), campaign_summary.came(lake, campaign_id))],
            ),
            Section(_("The rules"), points=offer_story.rules(campaign.policy)),
        ],
    )
