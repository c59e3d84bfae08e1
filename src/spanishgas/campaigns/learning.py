"""What a campaign teaches of the responses: reliefs of all offers and causes at once, by a logistic regression."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from spanishgas.decide.responses import Belief, Cell

FEWEST_CONTACTS = 30
"""Contacts with an offer and cause from which its response counts as measured."""
_STEPS = 30
_LEVEL_SPREAD, _CAUSE_LEVEL_SPREAD = 0.2, 0.3
"""How far predictions may be off for all members, and for those of a cause besides: log-odds."""
_SUREST = 1e-4
_SMALLEST_CHANGE = 0.01


@dataclass(frozen=True)
class Lesson:
    """A response that is believed to be another now: log-odds that the offer takes away, before and now."""

    cell: Cell
    """With its source now."""
    before: float
    before_spread: float
    now: float
    now_spread: float


def lessons(before: Belief, after: Belief) -> list[Lesson]:
    """The responses whose mean has changed visibly from one belief to another of the same offers and causes."""
    every = zip(after.cells, before.mean, before.spread.tolist(), after.mean, after.spread.tolist(), strict=True)
    return [Lesson(*each) for each in every if abs(each[3] - each[1]) >= _SMALLEST_CHANGE]


def learned(belief: Belief, members: pl.DataFrame, campaign_id: str) -> Belief:
    """The belief after a campaign: partially pooled, since what was believed before makes reliefs move together.

    Leaving is a logistic regression with the log-odds that were predicted as offset, a level for all members and one
    for each cause that the control group tells, and the relief of each offer and cause. Found by Newton's method; its
    curvature is the spread.

    Args:
        belief: before the campaign.
        members: one row a member with an outcome: ``churn_probability`` as planned with, ``main_cause``, ``offer``,
            ``is_control`` and ``left``. Offers and causes that the belief does not have teach nothing.
        campaign_id: becomes the source of what was measured.
    """
    from scipy.special import expit, logit

    numbers = {(cell.offer, cell.cause): number for number, cell in enumerate(belief.cells)}
    pairs = members.select("offer", "main_cause").iter_rows()
    members = members.filter(pl.Series([pair in numbers for pair in pairs], dtype=pl.Boolean))
    cell = np.array([numbers[pair] for pair in members.select("offer", "main_cause").iter_rows()], dtype=np.int64)
    is_treated = ~members["is_control"].to_numpy()
    said = logit(np.clip(members["churn_probability"].to_numpy(), _SUREST, 1 - _SUREST))
    left = members["left"].to_numpy().astype(float)
    causes = members["main_cause"].unique().sort().to_list()
    of_cause = np.column_stack([(members["main_cause"] == cause).to_numpy() for cause in causes])
    size = len(belief.cells)
    design = np.column_stack([np.zeros((members.height, size)), np.ones(members.height), of_cause])
    design[np.flatnonzero(is_treated), cell[is_treated]] = -1.0
    mean = np.append(np.array(belief.mean), np.zeros(1 + len(causes)))
    levels = [1 / _LEVEL_SPREAD**2, *[1 / _CAUSE_LEVEL_SPREAD**2] * len(causes)]
    precision = np.diag([*[0.0] * size, *levels])
    precision[:size, :size] = np.linalg.inv(np.array(belief.covariance))
    found = mean.copy()
    curvature = precision
    for _ in range(_STEPS):
        probability = expit(said + design @ found)
        slope = design.T @ (left - probability) - precision @ (found - mean)
        curvature = precision + (design.T * (probability * (1 - probability))) @ design
        step = np.linalg.solve(curvature, slope)
        found = found + step
        if np.abs(step).max() < 1e-9:
            break
    contacts = np.bincount(cell[is_treated], minlength=size)
    cells = [
        (each.offer, each.cause, campaign_id if count >= FEWEST_CONTACTS else each.source)
        for each, count in zip(belief.cells, contacts.tolist(), strict=True)
    ]
    return Belief.of(cells, found[:size], np.linalg.inv(curvature)[:size, :size])
