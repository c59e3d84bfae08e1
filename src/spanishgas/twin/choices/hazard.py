"""The churn hazard: causes in log-odds, with group effects calibrated so that published rates come out.

Raking: for each published grouping in turn every group's log-odds are shifted until its expected leavers are right,
over and over until all groupings agree (iterative proportional fitting on the logit scale). The effects are then fixed
and hold for any later day and any scenario.
"""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.contacts import INTENTS, MOODS, Contacts, temper
from spanishgas.twin.choices.pressure import attachment, calendar_pressure, market_pressure, saturation
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.world.lifecycle import CHANGE_BANDS_MONTHS, TENURE_BUCKETS_MONTHS
from spanishgas.twin.world.lifecycle_curves import design_churn_share
from spanishgas.twin.world.population import SEGMENTS
from spanishgas.twin.world.state import WINDOW_MONTHS, State, World

_SWEEPS = 60
_LARGEST_EFFECT = 9.0  # log-odds; in a small twin groupings can contradict each other
_CERTAINTY = 8.0  # nobody is surer to stay or leave than these log-odds
_TEMPER_EFFECT = -0.2
_RENEWAL_EDGES = np.array([-1.0, -0.01, *np.arange(0.5, 9.1, 0.5), 10.0])
_TENURE_EDGES = np.array([0.0, 3, 6, 9, 12, 18, 24, 30, 36, 42, 48, 54, 60, 75, 90, 110, 130, 183])
_CHANGE_EDGES = np.array([0.0, *CHANGE_BANDS_MONTHS, 40.0])
# Relative rates by volume: the largest users hardly leave, which gives the published correlations with volume.
_ELEC_EDGES_KWH, _ELEC_RATES = (34, 90, 294, 1500, 5200, 23_042), (0.9, 1.2, 1.0, 1.05, 0.8, 0.42, 0.2)
_GAS_EDGES_M3, _GAS_RATES = (62, 200, 1548), (1.3, 1.0, 0.45, 0.1)
_FEW_UPDATES_RATE = 0.23  # gives the published correlation with the number of pricing dates

Effects = dict[str, Floats]


@dataclass(frozen=True)
class Grouping:
    """Group number of each customer, and the expected share of leavers of each group (NaN: not published)."""

    group: Ints
    rate: Floats


def log_odds(world: World, now: State, contacts: Contacts, wave: int, effects: Effects) -> Floats:
    """Log-odds of leaving within 90 days of the state's day."""
    total = _causes(world, now, wave)
    for name, grouping in groupings(world, now, contacts).items():
        total = total + effects[name][grouping.group]
    return np.clip(total, -_CERTAINTY, _CERTAINTY)


def calibrated_effects(world: World, now: State, contacts: Contacts) -> Effects:
    """Group effects with which the expected leavers of every published grouping are the published ones."""
    grouped = groupings(world, now, contacts)
    wanted = {name: _wanted_leavers(grouping) for name, grouping in grouped.items()}
    effects = {name: np.zeros(len(grouping.rate)) for name, grouping in grouped.items()}
    total = _causes(world, now, 0) - 3.0
    for _ in range(_SWEEPS):
        for name, grouping in grouped.items():
            wished = effects[name] + _shift(total, grouping.group, wanted[name])
            bounded = np.clip(wished, -_LARGEST_EFFECT, _LARGEST_EFFECT)
            total = total + (bounded - effects[name])[grouping.group]
            effects[name] = bounded
    effects["segment"] -= 3.0 - _remaining_shift(total, len(world.people))
    return effects


def _remaining_shift(total: Floats, customers: int) -> float:
    """The common shift after which the bounded probabilities sum to the published number of leavers exactly."""
    wanted = expected_count(published()["population"]["churners"], customers)
    shift = 0.0
    for _ in range(_SWEEPS):
        probability = 1 / (1 + np.exp(-np.clip(total + shift, -_CERTAINTY, _CERTAINTY)))
        shift += (wanted - probability.sum()) / (probability * (1 - probability)).sum()
    return shift


def groupings(world: World, now: State, contacts: Contacts) -> dict[str, Grouping]:
    """Every grouping with a published rate, or with one that gives a published correlation or quantile."""
    facts, people = published(), world.people
    near = (now.to_renewal_months >= 0) & (now.to_renewal_months <= 3)
    tenure = np.searchsorted(TENURE_BUCKETS_MONTHS, now.tenure_months, side="left")
    near_rates = facts["tenure_bucket_x_within_3m_churn_rate"].values()
    moods, intents = facts["interactions"]["sentiment"]["churn_rate"], facts["interactions"]["intent"]["churn_rate"]
    gas = np.where(people.is_dual, 1 + np.searchsorted(_GAS_EDGES_M3, now.gas_m3_month), 0)
    dual = facts["is_dual_fuel"]["churn_rate"]
    overall = facts["population"]["churn_rate"]
    return {
        "elec volume": Grouping(np.searchsorted(_ELEC_EDGES_KWH, now.elec_kwh_month), overall * np.array(_ELEC_RATES)),
        "updates": Grouping(
            (now.price_updates < WINDOW_MONTHS).astype(np.int64), np.array([np.nan, _FEW_UPDATES_RATE])
        ),
        "change": _by_change(now),
        "tenure": _by_edges(now.tenure_months, _TENURE_EDGES, "tenure"),
        "renewal": _by_edges(now.to_renewal_months, _RENEWAL_EDGES, "renewal"),
        "tenure x near": Grouping(
            tenure * 2 + near, np.array([rate[key] for rate in near_rates for key in ("0", "1")])
        ),
        "segment": _named(people.segment, facts["segment_churn_rate"], SEGMENTS),
        "channel": _named(
            people.channel, facts["sales_channel"]["churn_rate"], tuple(facts["sales_channel"]["counts"])
        ),
        "competition": _named(
            people.is_high_competition.astype(np.int64), facts["is_high_competition_province"]["churn_rate"], ("0", "1")
        ),
        "gas": Grouping(gas, np.array([dual["0"], *(dual["1"] * np.array(_GAS_RATES))])),
        "intent": _named(contacts.intent, {"none": np.nan, **intents}, INTENTS),
        "mood": _named(contacts.mood, {"none": facts["interactions"]["churn_rate_without"], **moods}, MOODS),
    }


def _causes(world: World, now: State, wave: int) -> Floats:
    pressure = market_pressure(world, now) + calendar_pressure(now) + attachment(now) + saturation(world, now)
    return pressure + _TEMPER_EFFECT * temper(world, wave)


def _named(group: Ints, rates: dict[str, float], names: tuple[str, ...]) -> Grouping:
    return Grouping(group, np.array([rates[name] for name in names]))


def _by_edges(months: Floats, edges: Floats, kind: str) -> Grouping:
    group = np.clip(np.searchsorted(edges, months, side="left") - 1, 0, len(edges) - 2)
    return Grouping(group, design_churn_share(kind, edges))


def _by_change(now: State) -> Grouping:
    """Group 0: never changed."""
    banded = _by_edges(np.nan_to_num(now.since_change_months, nan=1.0), _CHANGE_EDGES, "change")
    overall = published()["population"]["churn_rate"]
    group = np.where(np.isnan(now.since_change_months), 0, banded.group + 1)
    return Grouping(group, np.array([overall, *banded.rate]))


def _wanted_leavers(grouping: Grouping) -> Floats:
    """Expected leavers by group, scaled to the overall number where all rates are known; NaN where not."""
    size = np.bincount(grouping.group, minlength=len(grouping.rate)).astype(np.float64)
    facts = published()["population"]
    wanted = grouping.rate * size
    if not np.isnan(wanted).any():
        wanted *= size.sum() * facts["churners"] / facts["customers"] / wanted.sum()
    return np.clip(wanted, size * 1e-4, size * (1 - 1e-4))


def _shift(total: Floats, group: Ints, wanted: Floats) -> Floats:
    """One damped Newton step per group towards the wanted expected leavers; empty and unpublished groups stay."""
    probability = 1 / (1 + np.exp(-total))
    expected = np.bincount(group, probability, len(wanted))
    slope = np.bincount(group, probability * (1 - probability), len(wanted))
    step = np.where(slope > 1e-9, (wanted - expected) / np.maximum(slope, 1e-9), 0.0)
    return np.where(np.isnan(wanted), 0.0, np.clip(step, -1.0, 1.0))
