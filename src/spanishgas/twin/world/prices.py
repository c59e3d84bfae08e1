"""What customers pay: peak price paths of the year, the two other tiers, fees, and gas."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.sampling import Flags, Floats, quantile_curve, ranks, stream, uniform_scores
from spanishgas.twin.world.population import Population

# Published quantiles (EUR/kWh; trend: last over first - 1), with the published share of increases.
_SPREAD = {0: 0.012, 0.01: 0.0224, 0.25: 0.0504, 0.5: 0.0709, 0.75: 0.0864, 0.99: 0.1667, 1: 0.21}
_TREND = {
    0: -0.16, 0.01: -0.0925, 0.25: -0.0206, 0.3622: 0.0, 0.5: 0.0257, 0.75: 0.0733, 0.9: 0.15, 0.99: 0.4866, 1: 0.62,
}  # fmt: skip
_VOLATILITY = {0: 0.0007, 0.01: 0.001, 0.25: 0.0022, 0.5: 0.0029, 0.75: 0.0041, 0.9: 0.0095, 0.99: 0.0369, 1: 0.05}
_LEAST_VOLATILITY_OF_STEP = 0.2133  # sample deviation of 12 prices with given ends is at least this times their gap
# Near the published mean electricity margin over mean consumption, the largest users paying less.
_LARGE_KWH, _UNIT_MARGIN_EUR_KWH = (500.0, 5000.0), (-0.0138, -0.0165)
# After the first year: what a change takes back of the distance to the usual price, which rises with the costs; and
# the noise of the months between.
_RETURN, _DEARER_MONTH, _NOISE = 0.12, 0.0055, 0.002
GAS_FIXED_REVENUE_EUR_YEAR = 64.5
GAS_FIXED_COST_EUR_YEAR = 0.8  # the difference is the published median gas margin of single-fuel customers
_FEE_EUR_KW = 3.5
_FIXED_MARGIN_SPREAD = 0.55
FIRST_MONTHS = 12


@dataclass(frozen=True)
class Prices:
    """Unit prices by customer and month since January 2024, fees by customer. ``is_missing``: no row on that date."""

    tier_eur_kwh: Floats
    gas_eur_m3: Floats
    fee_eur_month: Floats
    fixed_cost_eur_month: Floats
    benchmark_eur_kwh: Floats
    is_missing: Flags

    @property
    def peak(self) -> Floats:
        """Peak price, shape (customers, months)."""
        return self.tier_eur_kwh[:, :, 0]


@dataclass(frozen=True)
class Market:
    """What prices are set from: yearly mean costs of the customer's province, tier shares, volumes, customers."""

    elec_cost: Floats
    gas_cost: Floats
    peaje: Floats
    tier_shares: Floats
    elec_kwh_month: Floats
    gas_m3_month: Floats
    people: Population


def prices(market: Market, seed: int, months: int, fixed_margin: Floats) -> Prices:
    """Prices for ``months`` since January 2024; later months carry on from the first year's, whatever ``months``."""
    rng = stream(seed, "prices")
    peak = _later_months(_first_year(market, rng), market, seed, months)
    fee = _FEE_EUR_KW * market.people.power_kw * np.exp(rng.normal(0, 0.06, len(market.people)))
    gas = market.gas_cost + _gas_unit_margin(market.gas_m3_month, rng)
    tiers = _tiers(peak, market, rng)
    season = 0.006 * np.cos(2 * np.pi * np.arange(months) / 12)
    benchmark = market.elec_cost[:, None] + 0.072 + season[None, :]
    gas = np.repeat(gas[:, None], months, axis=1)
    return Prices(tiers, gas, fee, fee - fixed_margin, benchmark, _missing_dates(len(fee), months, seed))


def fixed_margin_eur_month(people: Population, by_segment: Floats, seed: int) -> Floats:
    """Electricity fee less fixed cost, EUR a month: a level by segment with a little spread."""
    return by_segment[people.segment] + stream(seed, "fixed margin").normal(0, _FIXED_MARGIN_SPREAD, len(people))


def _first_year(market: Market, rng: np.random.Generator) -> Floats:
    """Twelve peak prices a customer with the designed last price, trend and sample deviation."""
    count = len(market.people)
    last = market.elec_cost + quantile_curve(_SPREAD, rng.permutation(ranks(count)))
    trend = quantile_curve(_TREND, rng.permutation(ranks(count)))
    first = last / (1 + trend)
    gap = last - first
    coupling = uniform_scores(uniform_scores(np.abs(gap)) + rng.normal(0, 0.12, count))
    wanted = np.maximum(quantile_curve(_VOLATILITY, coupling), _LEAST_VOLATILITY_OF_STEP * np.abs(gap) * 1.001)
    inner = rng.standard_normal((count, FIRST_MONTHS - 2)) * 0.35
    inner += np.sign(gap)[:, None] * np.linspace(-1, 1, FIRST_MONTHS - 2)
    inner -= inner.mean(axis=1, keepdims=True)
    room = np.sqrt(np.maximum(wanted**2 * (FIRST_MONTHS - 1) - gap**2 / 2, 0))
    inner *= (room / np.sqrt((inner**2).sum(axis=1)))[:, None]
    middle = ((first + last) / 2)[:, None] + inner
    return np.maximum(np.concatenate([first[:, None], middle, last[:, None]], axis=1), 0.015)


def _later_months(first_year: Floats, market: Market, seed: int, months: int) -> Floats:
    """After the first year a price changes once a year, in the customer's own month, by as much as it used to.

    What is far above or below the usual price comes back a little with each change, and costs are passed on.
    """
    usual = np.log(np.median(first_year[:, -1] / market.elec_cost) * market.elec_cost)
    path, now = [first_year], first_year[:, -1]
    own_month = stream(seed, "price months").integers(0, 12, len(now))
    for month in range(FIRST_MONTHS, months):
        rng = stream(seed, "price month", month)
        distance = np.log(now) - usual - _DEARER_MONTH * (month - FIRST_MONTHS)
        change = np.log1p(quantile_curve(_TREND, rng.random(len(now)))) - _RETURN * distance
        noise = rng.normal(0, _NOISE, len(now))
        now = np.maximum(now * np.exp(np.where(own_month == month % 12, change, noise)), 0.015)
        path.append(now[:, None])
    return np.concatenate(path, axis=1)[:, :months]


def _tiers(peak: Floats, market: Market, rng: np.random.Generator) -> Floats:
    """Standard and off-peak prices such that the year's mean unit margin is near the published one."""
    share = market.tier_shares
    year = peak[:, :FIRST_MONTHS]
    mean_peak = year.mean(axis=1)
    margin = np.interp(market.elec_kwh_month, _LARGE_KWH, _UNIT_MARGIN_EUR_KWH) + rng.normal(0, 0.002, len(peak))
    wanted = market.elec_cost + market.peaje + margin
    rest = np.maximum((wanted - share[:, 0] * mean_peak) / (1.12 * share[:, 1] + 0.92 * share[:, 2]), 0.02)
    relative = peak / mean_peak[:, None]
    return np.stack([peak, 1.12 * rest[:, None] * relative, 0.92 * rest[:, None] * relative], axis=2)


def _gas_unit_margin(gas_m3_month: Floats, rng: np.random.Generator) -> Floats:
    """EUR/m3 over cost: heating tariffs of small users lose money, large users pay for it (published margins)."""
    level = np.interp(gas_m3_month, [0, 60, 120, 250, 8000], [-0.16, -0.12, -0.06, 0.056, 0.062])
    return level + rng.normal(0, 0.004, len(gas_m3_month))


def _missing_dates(count: int, months: int, seed: int) -> Flags:
    """About one customer in 250 lacks one to five pricing dates of the first year, never the first or last."""
    rng = stream(seed, "missing prices")
    missing = np.zeros((count, months), dtype=np.bool_)
    for customer in rng.choice(count, max(round(count / 250), 1), replace=False):
        missing[customer, rng.choice(np.arange(1, FIRST_MONTHS - 1), int(rng.integers(1, 6)), replace=False)] = True
    return missing
