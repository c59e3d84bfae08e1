"""Draws that give the published figures for every seed: counts to the unit, quantiles by rank, totals to the unit."""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator
from scipy.stats import norm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def stream(seed: int, *keys: str | int) -> np.random.Generator:
    """An independent stream of random numbers for one purpose: the same seed and keys give the same numbers."""
    return np.random.default_rng([seed, *(crc32(str(key).encode()) for key in keys)])


def chances(seed: int, purpose: str, *keys: Ints) -> Floats:
    """A number in 0..1 for each row by its keys alone, whatever other rows there are.

    The keys are mixed as SplitMix64 mixes its states (Steele, Lea and Flood 2014).
    """
    state = np.full(len(keys[0]), seed, dtype=np.uint64)
    for key in (np.full(len(state), crc32(purpose.encode())), *keys):
        state = (state ^ key.astype(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state ^= state >> np.uint64(31)
    return (state >> np.uint64(11)).astype(np.float64) * 2.0**-53


def scaled_counts(counts: Sequence[float] | Mapping[str, float], total: int) -> Ints:
    """Whole counts that sum to ``total`` in the proportions of ``counts`` (largest remainder, ties to the first)."""
    weights = np.array(list(counts.values()) if isinstance(counts, Mapping) else counts, dtype=np.float64)
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def dealt(counts: Sequence[float] | Mapping[str, float], total: int, rng: np.random.Generator) -> Ints:
    """Group numbers 0.. in random order, each as often as its scaled count says; shape (total,)."""
    return rng.permutation(np.repeat(np.arange(len(counts)), scaled_counts(counts, total)))


def ranks(count: int) -> Floats:
    """The middles of ``count`` equal slices of 0..1."""
    return (np.arange(count) + 0.5) / count


def uniform_scores(scores: Floats) -> Floats:
    """Each score's rank as a number in 0..1; ties by position."""
    places = np.empty(len(scores))
    places[np.argsort(scores, kind="stable")] = ranks(len(scores))
    return places


def quantile_curve(points: Mapping[float, float], share: Floats) -> Floats:
    """Values of a monotone curve through quantiles ``{share: value}``, at the given shares."""
    return np.asarray(PchipInterpolator(list(points), list(points.values()))(np.clip(share, *_ends(points))))


def heavy_tailed_curve(points: Mapping[float, float], share: Floats) -> Floats:
    """As ``quantile_curve`` on log values against normal scores, for quantities over many orders of magnitude."""
    scores = norm.ppf(np.clip(list(points), 2.5e-5, 1 - 2.5e-5))
    curve = PchipInterpolator(scores, np.log(list(points.values())))
    return np.exp(np.asarray(curve(np.clip(norm.ppf(share), scores[0], scores[-1]))))


def systematic_sample(probability: Floats, order: Ints, start: float) -> Flags:
    """True with exactly each one's probability, and in total the rounded sum: equal steps along ``order``.

    ``start`` in 0..1 is the random first step (systematic sampling with unequal probabilities, Madow 1949).
    """
    steps = np.floor(np.cumsum(probability[order]) - start + 1e-9)
    chosen = np.zeros(len(probability), dtype=np.bool_)
    chosen[order] = np.diff(steps, prepend=np.floor(-start + 1e-9)) > 0
    return chosen


def _ends(points: Mapping[float, float]) -> tuple[float, float]:
    return min(points), max(points)
