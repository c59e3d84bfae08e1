"""What a campaign teaches of the responses: reliefs of all offers and causes at once, by a logistic regression."""

import numpy as np
import polars as pl

from spanishgas.decide.responses import Belief

FEWEST_CONTACTS = 30
"""Contacts with an offer and cause from which its response counts as measured."""
_STEPS, _LEVEL_SPREAD = 30, 0.2
_SUREST = 1e-4


def learned(belief: Belief, members: pl.DataFrame, campaign_id: str) -> Belief:
    """The belief after a campaign: partially pooled, since what was believed before makes reliefs move together.

    Leaving is a logistic regression with the log-odds that were predicted as offset, a level for all members that the
    control group tells, and the relief of each offer and cause. Found by Newton's method; its curvature is the spread.

    Args:
        belief: before the campaign.
        members: one row a member with an outcome: ``churn_probability`` as planned with, ``main_cause``, ``offer``,
            ``is_control`` and ``left``.
        campaign_id: becomes the source of what was measured.
    """
    from scipy.special import expit, logit

    numbers = {(cell.offer, cell.cause): number for number, cell in enumerate(belief.cells)}
    cell = np.array(
        [numbers.get(pair, -1) for pair in members.select("offer", "main_cause").iter_rows()], dtype=np.int64
    )
    is_treated = ~members["is_control"].to_numpy() & (cell >= 0)
    said = logit(np.clip(members["churn_probability"].to_numpy(), _SUREST, 1 - _SUREST))
    left = members["left"].to_numpy().astype(float)
    design = np.zeros((members.height, len(belief.cells) + 1))
    design[:, -1] = 1.0
    design[np.flatnonzero(is_treated), cell[is_treated]] = -1.0
    mean = np.append(np.array(belief.mean), 0.0)
    precision = np.zeros((mean.size, mean.size))
    precision[:-1, :-1] = np.linalg.inv(np.array(belief.covariance))
    precision[-1, -1] = 1 / _LEVEL_SPREAD**2
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
    contacts = np.bincount(cell[is_treated], minlength=len(belief.cells))
    cells = [
        (each.offer, each.cause, campaign_id if count >= FEWEST_CONTACTS else each.source)
        for each, count in zip(belief.cells, contacts.tolist(), strict=True)
    ]
    return Belief.of(cells, found[:-1], np.linalg.inv(curvature)[:-1, :-1])
