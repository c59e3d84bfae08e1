"""A campaign from a published run: who is called, what it promises, what it is held against, what it can tell."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from spanishgas.campaigns.assignment import assigned
from spanishgas.campaigns.power import detectable_difference, needed_contacts
from spanishgas.campaigns.store import Alternative, Campaign, CurvePoint
from spanishgas.decide.baselines import baselines
from spanishgas.decide.offers import Decision, cost_eur, decided, with_flags
from spanishgas.decide.plan import NOBODY, value_curve
from spanishgas.decide.promise import promise_of, promised
from spanishgas.decide.prospects import Prospects, prospects
from spanishgas.decide.responses import Belief
from spanishgas.errors import InputError
from spanishgas.model.artefact import Model
from spanishgas.policy import Policy
from spanishgas.silver.departures import HORIZON_DAYS


class NobodyToCallError(InputError):
    """No offer pays at the policy's cautious end, and nobody is called to learn; and what other rules would return."""

    def __init__(self, alternatives: tuple[Alternative, ...]) -> None:
        super().__init__(
            "Nobody is to be called: no offer pays at the policy's cautious end. Explore with a share of the calls "
            "(--explore), or look at the policy's guardrails and responses."
        )
        self.alternatives = alternatives


@dataclass(frozen=True)
class Ground:
    """What a campaign is planned on: a run's scores and features, the model, the responses, and who rests."""

    run_id: str
    as_of: date
    scored_customers: pl.LazyFrame
    score_deviations: pl.LazyFrame
    gold_master: pl.LazyFrame
    model: Model
    belief: Belief
    contacts: pl.LazyFrame


def planned(
    ground: Ground,
    policy: Policy,
    *,
    campaign_id: str,
    contacted_on: date,
    control: float,
    explore: float,
    key: str,
) -> tuple[Campaign, pl.DataFrame]:
    """A campaign and its members, one row each; see ``tables.campaigns.CampaignMembers``.

    Raises:
        InputError: shares that leave nobody to call, exploration without a number of calls, or a day before the run's.
        NobodyToCallError: nobody is to be called.
    """
    _refuse_senseless(ground, policy, contacted_on, control, explore)
    scored = with_flags(ground.scored_customers, ground.gold_master, ground.contacts, policy, contacted_on)
    seen = prospects(scored, ground.model, ground.belief, policy)
    chosen = assigned(scored, seen, policy, control=control, explore=explore, campaign_id=campaign_id, key=key)
    if chosen.is_empty():
        nobody = np.full(scored.height, NOBODY)
        raise NobodyToCallError(tuple(_alternatives(scored, seen, policy, nobody)))
    stated = scored.with_columns(churn_probability_stated=pl.Series(seen.probability))
    members = _members(chosen, stated, ground, policy, contacted_on)
    called = members.filter(~pl.col("is_control"))
    made = scored.join(called.select("customer_id", action="offer"), on="customer_id").sort("customer_id")
    risk, difference = members["churn_probability"].to_numpy(), _difference(called)
    detectable = detectable_difference(risk, called.height, members.height - called.height)
    decision = decided(scored, seen, policy)
    campaign = Campaign(
        campaign_id=campaign_id,
        run_id=ground.run_id,
        as_of=ground.as_of,
        contacted_on=contacted_on,
        horizon_days=HORIZON_DAYS,
        policy=policy,
        control_share=control,
        explore_share=explore,
        contacts=called.height,
        controls=members.height - called.height,
        explored=called.filter(why="explore").height,
        promise=promise_of(made, ground.score_deviations, ground.model, ground.belief, policy),
        euro_price=decision.plan.euro_price,
        call_price_eur=decision.plan.call_price_eur,
        control_cost_eur=float(members.filter("is_control")["expected_incremental_margin_eur"].clip(0).sum()),
        detectable_points=None if detectable is None else 100 * detectable,
        promised_points=100 * difference,
        needed_contacts=needed_contacts(risk, difference, control),
        alternatives=tuple(_alternatives(scored, seen, policy, decision.plan.offer)),
        curve=_curve(decision, seen, policy),
        belief=ground.belief,
    )
    return campaign, members


def _refuse_senseless(ground: Ground, policy: Policy, contacted_on: date, control: float, explore: float) -> None:
    if not 0 <= control < 1 or not 0 <= explore <= 1:
        raise InputError(
            f"The control is a share from 0 to below 1, exploration from 0 to 1: not {control}, {explore}."
        )
    if explore and policy.limits.calls is None:
        raise InputError("Exploration is a share of the calls: say how many there are by --calls, or --explore 0.")
    if contacted_on < ground.as_of:
        raise InputError(f"Calls on {contacted_on} would be before the day of the run, {ground.as_of}.")


def _curve(decision: Decision, seen: Prospects, policy: Policy) -> tuple[CurvePoint, ...]:
    """What every budget would return, with the policy's calls."""
    points = value_curve(decision.value_eur, cost_eur(seen, policy), policy.limits.calls)
    return tuple(
        CurvePoint(budget_eur=budget, incremental_margin_eur=value, contacts=int(calls), euro_price=price)
        for budget, value, calls, price in points.tolist()
    )


def _members(
    chosen: pl.DataFrame, scored: pl.DataFrame, ground: Ground, policy: Policy, contacted_on: date
) -> pl.DataFrame:
    """The members with what was expected of each."""
    rows = scored.join(chosen.rename({"offer": "action"}), on="customer_id").sort("customer_id")
    said = promised(rows, ground.score_deviations, ground.model, ground.belief, policy)
    assignment = chosen.drop("customer_id", "offer").columns
    kept = rows.select(
        "customer_id",
        "main_cause",
        "risk_tier",
        "avg_monthly_margin",
        *assignment,
        churn_probability="churn_probability_stated",
    )
    return (
        said.rename({"action": "offer"})
        .join(kept, on="customer_id")
        .with_columns(contacted_on=pl.lit(contacted_on))
        .sort("customer_id")
    )


def _difference(called: pl.DataFrame) -> float:
    """Expected difference in the share who leave, 0..1."""
    before, after = called["churn_probability"], called["churn_probability_with_offer"]
    return float((before - after).mean() or 0.0) if called.height else 0.0  # pyright: ignore[reportArgumentType]


def _alternatives(scored: pl.DataFrame, seen: Prospects, policy: Policy, plan: np.ndarray) -> list[Alternative]:
    """The plan without control or exploration, and what else the same limits allow, all by the same responses."""
    ways = {"plan": plan, **baselines(scored, seen, policy, cost_eur(seen, policy))}
    found: list[Alternative] = []
    for name, offer in ways.items():
        rows = np.flatnonzero(offer != NOBODY)
        worth = seen.incremental_margin_eur[rows, offer[rows]]
        discount = seen.discount_eur[rows, offer[rows]]
        found.append(
            Alternative(
                name=name,
                contacts=rows.size,
                discount_eur=float(np.nansum(discount)),
                incremental_margin_eur=float(np.nansum(worth)),
            )
        )
    return found
