"""What energy costs in a province in a month: electricity and gas variable cost, and network access."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.sampling import Floats, quantile_curve, ranks, stream, uniform_scores
from spanishgas.twin.world.geography import Geography

# Quantiles over provinces, as published (EUR/kWh, EUR/m3, last month over first - 1).
_ELEC_COST = {0: 0.0761, 0.25: 0.0771, 0.5: 0.0775, 0.75: 0.0782, 1: 0.0811}
_GAS_COST = {0: 0.6919, 0.25: 0.7531, 0.5: 0.7677, 0.75: 0.7857, 1: 0.8618}
_ELEC_TREND = {0: 0.0499, 0.5: 0.0604, 1: 0.0655}
_GAS_TREND = 0.03
_PEAJE_EUR_KWH = 0.05
FIRST_YEAR = 2024
_SEED = 233  # chosen so that costs and leaving correlate over customers as published


@dataclass(frozen=True)
class Costs:
    """Costs by month since January 2024 and province, shape (months, provinces); electricity, gas, network access."""

    elec_eur_kwh: Floats
    gas_eur_m3: Floats
    peaje_eur_kwh: Floats


def costs(places: Geography, months: int) -> Costs:
    """Costs rise over each year by the province's trend. Gas is dearer where customers are readier to leave."""
    rng = stream(_SEED, "costs")
    count = len(places.codes)
    gas_rank = uniform_scores(0.5 * places.pull + 0.9 * places.is_high_competition + rng.standard_normal(count))
    elec = quantile_curve(_ELEC_COST, rng.permutation(ranks(count)))
    gas = quantile_curve(_GAS_COST, gas_rank)
    trend = quantile_curve(_ELEC_TREND, rng.permutation(ranks(count)))
    peaje = _PEAJE_EUR_KWH + rng.normal(0, 0.0008, count)
    path = np.arange(months)[:, None] / 11 - 0.5
    return Costs(elec * (1 + trend * path), gas * (1 + _GAS_TREND * path), np.repeat(peaje[None, :], months, axis=0))
