"""How much electricity and gas a customer uses, by month: heavy-tailed levels, seasons of their own."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.sampling import Floats, Ints, heavy_tailed_curve, ranks, stream, uniform_scores
from spanishgas.twin.world.costs import FIRST_YEAR
from spanishgas.twin.world.population import CORPORATE, SME, Population

# Points of the quantile functions: the published quantiles, and in the tails points that meet mean and deviation.
_ELEC_KWH_MONTH = {
    0: 0.002, 0.01: 0.0121, 0.05: 2.0, 0.25: 34.18, 0.5: 89.8, 0.75: 293.9, 0.9: 1500, 0.95: 5200,
    0.98: 13_000, 0.99: 23_042, 0.998: 34_500, 1: 92_559,
}  # fmt: skip
_GAS_M3_MONTH = {0: 0.5, 0.25: 25, 0.5: 62, 0.75: 200, 0.944: 1548, 1: 7131}
_ELEC_SEASON_HOME = (1.35, 1.2, 0.9, -0.2, -0.9, -0.6, 0.9, 0.6, -0.6, -1.2, -0.3, 1.3)
_ELEC_SEASON_BUSINESS = (0.4, 0.4, 0.1, -0.4, -0.1, 0.6, 1.4, 0.9, 0.3, -0.5, -0.6, 0.0)
_GAS_SEASON = (2.1, 1.85, 1.35, 0.85, 0.45, 0.22, 0.15, 0.13, 0.2, 0.55, 1.3, 1.95)
# Some households come to need less for good (panels, heat pumps, fewer people): in half a year, by so much.
_FALLING_SHARE, _FALLS_FROM_MONTHS, _FALL_MONTHS, _FALLS_BY = 0.15, (-6, 30), 6, 0.4
_ELEC_VARIATION = 0.27  # monthly deviation over mean: published quantiles of the two have this ratio


@dataclass(frozen=True)
class Volumes:
    """Average month (kWh, m3) and each customer's deviation pattern; ``elec_month`` gives any calendar month."""

    seed: int
    elec_kwh_month: Floats
    gas_m3_month: Floats
    elec_variation: Floats
    is_business: Floats
    falls_from: Floats
    """Months since January 2024 from which a supply's consumption falls; infinite where it never does."""

    def elec_kwh(self, year: int) -> Floats:
        """Electricity by month of a year, shape (customers, 12); the first year's mean is the average month."""
        season = np.where(self.is_business[:, None] > 0, _ELEC_SEASON_BUSINESS, _ELEC_SEASON_HOME)
        noise = stream(self.seed, "elec months", year).standard_normal(season.shape)
        pattern = season + 0.75 * noise
        pattern -= pattern.mean(axis=1, keepdims=True)
        pattern /= pattern.std(axis=1, ddof=1, keepdims=True)
        factor = np.maximum(1 + self.elec_variation[:, None] * pattern, 0.02)
        level = self.elec_kwh_month[:, None] * factor / factor.mean(axis=1, keepdims=True)
        return level * (1 - _FALLS_BY * self.fallen((year - FIRST_YEAR) * 12 + np.arange(12)))

    def fallen(self, month: Ints) -> Floats:
        """How far a supply's fall has come by months since January 2024, 0 to 1; shape (customers, months)."""
        return np.clip((month[None, :] - self.falls_from[:, None]) / _FALL_MONTHS, 0.0, 1.0)

    def gas_m3(self, year: int) -> Floats:
        """Gas by month of a year, shape (customers, 12): heating, little in summer."""
        noise = stream(self.seed, "gas months", year).normal(0, 0.12, (len(self.gas_m3_month), 12))
        factor = np.asarray(_GAS_SEASON) * np.exp(noise)
        return self.gas_m3_month[:, None] * factor / factor.mean(axis=1, keepdims=True)


def volumes(people: Population, seed: int, gas_coupling: float) -> Volumes:
    """Levels by rank. ``gas_coupling`` 0..1: how closely large gas users are the large electricity users."""
    rng = stream(seed, "volumes")
    elec = heavy_tailed_curve(_ELEC_KWH_MONTH, people.size_rank)
    gas = np.zeros(len(people))
    dual = np.flatnonzero(people.is_dual)
    elec_rank = uniform_scores(elec[dual])
    score = gas_coupling * elec_rank + (1 - gas_coupling) * rng.random(len(dual))
    gas[dual] = heavy_tailed_curve(_GAS_M3_MONTH, ranks(len(dual)))[np.argsort(np.argsort(score, kind="stable"))]
    variation = _ELEC_VARIATION * np.exp(rng.normal(0, 0.22, len(people)))
    business = np.isin(people.segment, (SME, CORPORATE)).astype(np.float64)
    falling = stream(seed, "falling")
    falls = falling.random(len(people)) < _FALLING_SHARE
    falls_from = np.where(falls, falling.integers(*_FALLS_FROM_MONTHS, len(people)), np.inf)
    return Volumes(seed, elec, gas, np.clip(variation, 0.1, 0.55), business, falls_from)
