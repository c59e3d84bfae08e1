"""Build the world: customers, dates, volumes, costs and prices that together give the published margins and shares."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from spanishgas.twin.published import published
from spanishgas.twin.sampling import Floats
from spanishgas.twin.scenarios import PriceShock
from spanishgas.twin.world.costs import Costs, costs
from spanishgas.twin.world.geography import geography
from spanishgas.twin.world.lifecycle import ORIGIN, lifecycle
from spanishgas.twin.world.population import CORPORATE, RESIDENTIAL, SEGMENTS, SME, Population, population
from spanishgas.twin.world.prices import (
    GAS_FIXED_COST_EUR_YEAR,
    GAS_FIXED_REVENUE_EUR_YEAR,
    Market,
    Prices,
    fixed_margin_eur_month,
    prices,
)
from spanishgas.twin.world.shapes import load_class, tier_shares
from spanishgas.twin.world.state import World, month_index
from spanishgas.twin.world.volumes import Volumes, volumes

_COUPLING_STEPS = 12
_HOME_SHIFT = 0.25  # EUR a month above the homes' median, half-way to the published median of all customers
_GAS_FIXED_EUR_MONTH = (GAS_FIXED_REVENUE_EUR_YEAR - GAS_FIXED_COST_EUR_YEAR) / 12


def build_world(customers: int, seed: int, until_day: int) -> World:
    """The ordinary world with prices and costs until the month of ``until_day``; the same whatever the end."""
    places = geography()
    people = population(customers, seed, places)
    months = month_index(ORIGIN + timedelta(days=until_day)) + 1
    cost = costs(places, months)
    shares = tier_shares(seed)[load_class(people)]
    usage, paid = _coupled(people, cost, shares, seed, months)
    margins = _segment_fixed_margins(people, usage, paid, cost, shares)
    fixed = paid.fee_eur_month - fixed_margin_eur_month(people, margins, seed)
    paid = replace(paid, fixed_cost_eur_month=fixed)
    return World(seed, places, people, lifecycle(customers, seed), usage, paid, cost)


def with_price_shock(world: World, shock: PriceShock, begins: date) -> World:
    """The same world with all unit prices multiplied from the month of a day on."""
    first = max(month_index(begins), 0)
    factor = np.where(np.arange(world.prices.tier_eur_kwh.shape[1]) >= first, shock.factor, 1.0)
    raised = replace(
        world.prices,
        tier_eur_kwh=world.prices.tier_eur_kwh * factor[None, :, None],
        gas_eur_m3=world.prices.gas_eur_m3 * factor[None, :],
    )
    return replace(world, prices=raised)


def _coupled(people: Population, cost: Costs, shares: Floats, seed: int, months: int) -> tuple[Volumes, Prices]:
    """Find how closely gas follows electricity so that the top percentile of the gas share of revenue is published."""
    wanted = published()["gas_share_of_revenue"]["p99"]
    low, high = 0.0, 1.0
    for _ in range(_COUPLING_STEPS):
        middle = (low + high) / 2
        usage = volumes(people, seed, middle)
        paid = prices(_market(people, usage, cost, shares), seed, 12, np.zeros(len(people)))
        if float(np.quantile(_gas_share(usage, paid, shares), 0.99)) > wanted:
            low = middle
        else:
            high = middle
    usage = volumes(people, seed, (low + high) / 2)
    return usage, prices(_market(people, usage, cost, shares), seed, months, np.zeros(len(people)))


def _market(people: Population, usage: Volumes, cost: Costs, shares: Floats) -> Market:
    place = people.province
    elec, gas, peaje = (
        table[:12].mean(axis=0)[place] for table in (cost.elec_eur_kwh, cost.gas_eur_m3, cost.peaje_eur_kwh)
    )
    return Market(elec, gas, peaje, shares, usage.elec_kwh_month, usage.gas_m3_month, people)


def _unit_price(paid: Prices, shares: Floats) -> Floats:
    """Mean electricity price of the first year by customer, EUR/kWh."""
    return (paid.tier_eur_kwh[:, :12].mean(axis=1) * shares).sum(axis=1)


def _gas_share(usage: Volumes, paid: Prices, shares: Floats) -> Floats:
    """Gas share of revenue the way it was published: the fixed part divided by twelve twice."""
    elec = usage.elec_kwh_month * _unit_price(paid, shares) + paid.fee_eur_month
    gas = usage.gas_m3_month * paid.gas_eur_m3[:, 0] + GAS_FIXED_REVENUE_EUR_YEAR / 144
    return gas / (gas + elec)


def _segment_fixed_margins(people: Population, usage: Volumes, paid: Prices, cost: Costs, shares: Floats) -> Floats:
    """Fixed electricity margin by segment, EUR a month, that gives the published median total margin."""
    market = _market(people, usage, cost, shares)
    elec = usage.elec_kwh_month * (_unit_price(paid, shares) - market.elec_cost - market.peaje)
    gas = usage.gas_m3_month * (paid.gas_eur_m3[:, 0] - market.gas_cost) + _GAS_FIXED_EUR_MONTH
    medians = published()["margins_eur_month"]["segment_median_total"]
    levels = np.zeros(len(SEGMENTS))
    for segment in (RESIDENTIAL, SME, CORPORATE):
        members = people.segment == segment
        if members.any():
            wanted = medians[SEGMENTS[segment]] + (_HOME_SHIFT if segment == RESIDENTIAL else 0.0)
            levels[segment] = wanted - float(np.median((elec + gas)[members]))
    return levels
