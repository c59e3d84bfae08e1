"""The read-out of a campaign: what calling changed, by group, beside what was promised."""

from datetime import date

import polars as pl

from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.readout import readout
from spanishgas.campaigns.store import load_campaign, load_members
from spanishgas.dashboard import calling, offer_story, readout_story
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
    title, rows = _("What calling changed"), readout_story.effects(found)
    told = rows.filter(pl.col("value").is_not_null())
    kept = _("Kept more, of 100 customers")
    picture = Picture(
        title,
        lambda dark: dots(told, kept, dark=dark, form=",.0f"),
        readout_story.effects_table(rows),
        _("Members who were called against the control, 95 % intervals; groups that are too small are left out."),
    )
    return Report(
        title=_("Campaign {campaign}").format(campaign=campaign_id),
        about=readout_story.headline(campaign),
        lead=found.sentence,
        figures=[Figure(*each) for each in readout_story.cards(campaign, found)],
        warnings=found.warnings,
        sections=[
            Section(
                title,
                pictures=[picture] if told.height else [],
                tables=[] if told.height else [Listed(title, readout_story.effects_table(rows))],
            ),
            Section(
                _("What was promised"),
                [offer_story.promised(campaign.promise), offer_story.spent(campaign.promise)],
                readout_story.can_tell(campaign),
                tables=[Listed(_("What a budget returns"), readout_story.budget_curve(campaign))],
            ),
            Section(
                _("What came of the calls"),
                tables=[Listed(_("What came of the calls"), calling.came(lake, campaign_id))],
            ),
            Section(_("The rules"), points=offer_story.rules(campaign.policy)),
        ],
    )
