"""Who the customers are: segment, power, place, channel, fuels. Counts are a design choice, met to the unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Flags, Floats, Ints, dealt, scaled_counts, stream, uniform_scores
from spanishgas.twin.world.geography import Geography

RESIDENTIAL, SME, CORPORATE = range(3)
SEGMENTS = ("Residential", "SME", "Corporate")
# Shares of standard contracted powers (kW), chosen to meet the published mean, deviation and quartiles.
_HOME_POWER_KW = {2.3: 8, 3.45: 30, 4.6: 22, 5.75: 14, 6.9: 14, 8.05: 4, 9.2: 4, 10.35: 4}
_SECOND_HOME_POWER_KW = {2.3: 35, 3.45: 25, 4.6: 13, 5.75: 17, 6.9: 6, 8.05: 2, 9.2: 2}
_CORPORATE_POWER_KW = {15: 12, 20: 12, 25: 14, 30: 6, 40: 12, 50: 8, 60: 8, 80: 10, 100: 6, 150: 12}
_SME_POWER_KW = 10.0
_DOOR_TO_DOOR = 0.55


@dataclass(frozen=True)
class Population:
    """One entry a customer, in the order of ``customer_id``. Indexes point into the published names."""

    segment: Ints
    is_second_residence: Flags
    is_high_competition: Flags
    province: Ints
    channel: Ints
    is_urban: Flags
    is_dual: Flags
    size_rank: Floats
    power_kw: Floats

    def __len__(self) -> int:
        return len(self.segment)


def population(customers: int, seed: int, places: Geography) -> Population:
    """Draw the customers; ``size_rank`` in 0..1 says where they stand in electricity volume."""
    facts = published()
    rng = stream(seed, "population")
    segment = dealt(facts["segment_counts"], customers, rng)
    second = _second_residences(segment, facts, rng)
    competition = dealt(facts["is_high_competition_province"]["counts"], customers, rng) == 1
    size_rank = _size_ranks(segment, second, rng)
    return Population(
        segment=segment,
        is_second_residence=second,
        is_high_competition=competition,
        province=_provinces(competition, places, rng),
        channel=_channels(competition, facts, rng),
        is_urban=rng.random(customers) < 0.78,
        is_dual=_dual_customers(segment, second, facts, rng),
        size_rank=size_rank,
        power_kw=_powers(segment, second, size_rank, rng),
    )


def _second_residences(segment: Ints, facts: Mapping[str, Any], rng: np.random.Generator) -> Flags:
    homes = np.flatnonzero(segment == RESIDENTIAL)
    is_second = np.zeros(len(segment), dtype=np.bool_)
    is_second[homes] = dealt(facts["residential_type_counts"], len(homes), rng) == 1
    return is_second


def _channels(competition: Flags, facts: Mapping[str, Any], rng: np.random.Generator) -> Ints:
    """Sellers go from door to door mostly where rivals do; the other channels are the same everywhere."""
    channel = np.sort(dealt(facts["sales_channel"]["counts"], len(competition), rng))
    visited = np.argsort(-(rng.random(len(channel)) + _DOOR_TO_DOOR * competition), kind="stable")
    in_person = int((channel == 0).sum())
    visited[in_person:] = rng.permutation(visited[in_person:])
    by_customer = np.empty_like(channel)
    by_customer[visited] = channel
    return by_customer


def _provinces(competition: Flags, places: Geography, rng: np.random.Generator) -> Ints:
    """Competition is a property of the province: each group is dealt over its own provinces by their size."""
    province = np.zeros(len(competition), dtype=np.int64)
    for is_high in (False, True):
        members = np.flatnonzero(competition == is_high)
        weight = np.where(places.is_high_competition == is_high, places.weight, 0.0)
        province[members] = dealt(list(weight), len(members), rng)
    return province


def _size_ranks(segment: Ints, second: Flags, rng: np.random.Generator) -> Floats:
    """Businesses stand higher up; the corporate median is near the 90th percentile (about 1,600 kWh a month)."""
    level = np.select([segment == CORPORATE, segment == SME, second], [1.3, 1.0, -1.2], 0.0)
    width = np.select([segment == CORPORATE, segment == SME], [1.0, 1.7], 0.93)
    return uniform_scores(level + width * rng.standard_normal(len(segment)))


def _powers(segment: Ints, second: Flags, size_rank: Floats, rng: np.random.Generator) -> Floats:
    power = np.full(len(segment), _SME_POWER_KW)
    groups = [
        (second, _SECOND_HOME_POWER_KW),
        ((segment == RESIDENTIAL) & ~second, _HOME_POWER_KW),
        (segment == CORPORATE, _CORPORATE_POWER_KW),
    ]
    for member, shares in groups:
        values = np.repeat(list(shares), scaled_counts(list(shares.values()), int(member.sum())))
        score = uniform_scores(size_rank[member]) + rng.normal(0, 0.25, int(member.sum()))
        power[member] = np.sort(values)[np.argsort(np.argsort(score, kind="stable"), kind="stable")]
    return power


def _dual_customers(segment: Ints, second: Flags, facts: Mapping[str, Any], rng: np.random.Generator) -> Flags:
    """Gas heating is rare in second homes; otherwise any segment may have it."""
    count = round(expected_count(facts["is_dual_fuel"]["counts"]["1"], len(segment)))
    score = rng.random(len(segment)) - np.where(second, 0.7, 0.0)
    is_dual = np.zeros(len(segment), dtype=np.bool_)
    is_dual[np.argsort(-score, kind="stable")[:count]] = True
    return is_dual
