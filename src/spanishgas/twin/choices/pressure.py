"""The causes of leaving that are no published grouping: what the market and the calendar do to a customer, log-odds.

The market acts through thresholds and interactions, as people notice a price: not at all, then suddenly; more where it
is dear already, where rivals call at the door, and when the renewal is near. Strengths are chosen so that models with
and without market features do as well on the twin as they did, by what was published, on the real data.
"""

import numpy as np

from spanishgas.twin.sampling import Floats
from spanishgas.twin.world.state import State, World

# (first value, log-odds) of each band of a cause; the first band begins anywhere.
_PRICE_TREND = ((-9.0, -1.0), (-0.01, -0.5), (0.03, 0.2), (0.08, 1.5), (0.18, 2.4))
_PRICE_SPREAD = ((-9.0, -0.6), (0.055, 0.0), (0.075, 0.5), (0.095, 1.3))
_LOG10_KWH = ((-9.0, 1.2), (1.1, -0.7), (1.55, 1.0), (2.15, -0.8), (2.65, 0.7), (3.3, 0.0))
_DEAR_EUR_KWH, _RISEN, _DEAR_AND_RISEN = 0.08, 0.05, 1.0
_WITH_RIVALS, _WITHOUT_RIVALS, _NEAR_RENEWAL = 1.3, 0.85, 0.4
# (value, log-odds) of causes that act gradually; between points linear, beyond the ends constant.
_TO_RENEWAL = ((-1.0, 0.2), (0.0, 0.6), (1.5, 1.2), (2.7, 0.9), (4.0, -0.1), (5.5, -0.8), (7.0, -1.8), (10.0, -2.6))
_TENURE = ((0.0, 0.3), (24.0, 0.2), (60.0, -0.2), (120.0, -1.0))
_LARGE_KWH = ((1000.0, 0.0), (4000.0, -0.8), (12_000.0, -2.0), (25_000.0, -4.0))
_LARGE_GAS_M3 = ((100.0, 0.0), (250.0, -1.2), (1500.0, -4.0))
_LONG_TENURE = ((95.0, 0.0), (115.0, -0.8), (126.0, -3.0), (129.0, -7.0))
_NEAR_MONTHS = ((-1.0, 0.0), (0.0, 1.0), (3.0, 1.0), (4.5, 0.0))
_FALLEN, _NOTICED_FALL = 0.9, 0.4
_IN_PERSON = 0  # position of In-Person Commercial among the published channels
_SATURATION_COMPETITION, _SATURATION_CHANNEL = 1.4, 1.1
MARKET_STRENGTH = 0.775


def price_pressure(world: World, now: State) -> Floats:
    """How much rising and high prices push to leave: log-odds."""
    pressure = _banded(_PRICE_TREND, now.price_trend) + _banded(_PRICE_SPREAD, now.price_spread)
    pressure += _DEAR_AND_RISEN * ((now.price_spread > _DEAR_EUR_KWH) & (now.price_trend > _RISEN))
    noticed = np.where(world.people.is_high_competition, _WITH_RIVALS, _WITHOUT_RIVALS)
    return MARKET_STRENGTH * pressure * (noticed + _NEAR_RENEWAL * _through(_NEAR_MONTHS, now.to_renewal_months))


def market_pressure(world: World, now: State) -> Floats:
    """Prices, the province's rivals, and how worthwhile comparing is at this consumption: log-odds."""
    place = world.places.pull[world.people.province]
    consumption = _banded(_LOG10_KWH, np.log10(np.maximum(now.elec_kwh_month, 1e-3)))
    return price_pressure(world, now) + MARKET_STRENGTH * (place + consumption)


def calendar_pressure(now: State) -> Floats:
    """The coming renewal makes customers look around, a long relationship keeps them."""
    return _through(_TO_RENEWAL, now.to_renewal_months) + _through(_TENURE, now.tenure_months)


def rivals_pull(world: World, now: State) -> Floats:
    """What the province's rivals do to a customer, less what near the renewal is the renewal's doing: log-odds."""
    near = _through(_NEAR_MONTHS, now.to_renewal_months)
    return MARKET_STRENGTH * world.places.pull[world.people.province] - _less_of_rivals(world) * near


def saturation(world: World, now: State) -> Floats:
    """Near the renewal everybody compares, so the rivals nearby and the seller's promises add less then: log-odds."""
    less = _less_of_rivals(world) + _SATURATION_CHANNEL * (world.people.channel == _IN_PERSON)
    return -less * _through(_NEAR_MONTHS, now.to_renewal_months)


def _less_of_rivals(world: World) -> Floats:
    """What the province's rivals add less when the renewal is near."""
    return np.where(world.people.is_high_competition, _SATURATION_COMPETITION, 0.0)


def detachment(now: State) -> Floats:
    """Who has come to need much less looks for another tariff: log-odds."""
    return np.where(now.fallen > _NOTICED_FALL, _FALLEN, 0.0)


def attachment(now: State) -> Floats:
    """What keeps the largest users, who have an account manager, and the oldest customers: negative log-odds."""
    large = _through(_LARGE_KWH, now.elec_kwh_month) + _through(_LARGE_GAS_M3, now.gas_m3_month)
    return large + _through(_LONG_TENURE, now.tenure_months)


def _banded(bands: tuple[tuple[float, float], ...], values: Floats) -> Floats:
    edges = [edge for edge, _ in bands[1:]]
    return np.array([effect for _, effect in bands])[np.searchsorted(edges, values, side="right")]


def _through(points: tuple[tuple[float, float], ...], values: Floats) -> Floats:
    return np.interp(values, [value for value, _ in points], [effect for _, effect in points])
