"""Contracts that end, are signed anew before they do, or run over: so that on every day renewals lie as published."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spanishgas.twin.published import published
from spanishgas.twin.sampling import Flags, Floats, Ints
from spanishgas.twin.world.calendar import months_later
from spanishgas.twin.world.lifecycle import GRACE_DAYS, HORIZON_DAYS
from spanishgas.twin.world.lifecycle_curves import RENEWAL, curve_days

STEP_DAYS = 15
_TERM_MONTHS = (6, 7, 8, 9, 10)
MEAN_TERM_DAYS = 220
_EDGES = np.arange(-30, 301 + STEP_DAYS, STEP_DAYS)
_PRODUCT_CHANGE_SHARE = 0.35  # of new terms; keeps the published time since the last change


@dataclass(frozen=True)
class Flow:
    """What moves renewals: the share signed anew within a step by time left (bins of a step), and of each new term."""

    signed: Floats
    terms: Floats


@lru_cache(maxsize=1)
def renewal_flow() -> Flow:
    """The flow under which the published distribution of renewals stays what it is.

    All contracts move one bin a step towards their end. Where a bin holds less than the one behind it, the difference
    has left or was signed anew; where it holds more, new terms have entered there.
    """
    facts = published()["population"]
    leavers, stayers = facts["churners"], facts["customers"] - facts["churners"]
    leaving, staying = (
        np.histogram(curve_days(points, count), _EDGES)[0].astype(np.float64)
        for points, count in ((RENEWAL[1], leavers), (RENEWAL[0], stayers))
    )
    held = (leaving + staying) / facts["customers"]
    left = leaving / np.maximum(leaving + staying, 1.0) * STEP_DAYS / HORIZON_DAYS
    gone = 1 - np.divide(held[:-1], held[1:], out=np.ones(len(held) - 1), where=held[1:] > 0)
    signed = np.concatenate([[0.0], np.clip(gone - left[1:], 0.0, 1.0)])
    entered = np.clip(held - np.append(held[1:], 0.0), 0.0, None)
    entered[: int(np.argmax(held))] = 0.0
    middle_months = (_EDGES[:-1] + STEP_DAYS / 2) / 30
    term = np.abs(middle_months[:, None] - np.array(_TERM_MONTHS)[None, :]).argmin(axis=1)
    shares = np.bincount(term, entered, len(_TERM_MONTHS))
    return Flow(signed, shares / shares.sum())


def signs_anew(left_days: Ints, rng: np.random.Generator) -> Flags:
    """Whose contract is signed anew at the end of a step: some early, and all whose month of grace is over."""
    return rng.random(len(left_days)) < signing_chance(left_days)


def signing_chance(left_days: Ints) -> Floats:
    """Probability that a contract is signed anew within a step."""
    number = np.clip((left_days - _EDGES[0]) // STEP_DAYS, 0, len(_EDGES) - 2)
    return np.where(left_days < -GRACE_DAYS, 1.0, renewal_flow().signed[number])


def new_terms(day: Ints, rng: np.random.Generator) -> tuple[Ints, Flags]:
    """The renewal of each contract that begins on ``day``, and whether the product changes with it."""
    months = np.asarray(_TERM_MONTHS)[np.searchsorted(np.cumsum(renewal_flow().terms), rng.random(len(day)))]
    return months_later(day, months), rng.random(len(day)) < _PRODUCT_CHANGE_SHARE
