"""A run, its settings and the lake's campaigns, brought to what plans."""

from datetime import date
from typing import Any

import polars as pl

from spanishgas.campaigns.before import contacts_before
from spanishgas.campaigns.launch import Ground, planned
from spanishgas.campaigns.store import Campaign, campaign_ids, refuse_taken
from spanishgas.campaigns.teaching import believed
from spanishgas.policy import Policy
from spanishgas.run.reader import Run
from spanishgas.settings import Settings


def usual_exploration(calls: int | None) -> float:
    """Share of the calls to learn with where nobody says another: a tenth of limited calls."""
    return 0.0 if calls is None else 0.1


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
        score_deviations=run.scan("score_deviations"),
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
