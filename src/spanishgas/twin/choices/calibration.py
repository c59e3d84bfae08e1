"""The effects of groups on the hazard with which the published churn rates come out.

For each published grouping in turn the effect of every group is moved by the logarithm of wanted over expected leavers
of those whose hazard it makes, over and over until all groupings agree (iterative proportional fitting; where customers
pass from group to group within the horizon it is the expectation-maximisation of a mixture). The effects are then fixed
and hold for any later day and any scenario.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.hazard import Effects, Grouping, market_hazard
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Floats, Ints

_SWEEPS = 40
_LARGEST_EFFECT = 9.0  # log-odds; in a small twin groupings can contradict each other
_LARGEST_MOVE = 1.0
_FIRST_LEVEL = -3.0


@dataclass(frozen=True)
class Path:
    """What becomes of those who stay, step by step over the horizon: shape (steps, customers)."""

    causes: Floats
    other: Floats
    """Hazard that no group has an effect on: bad contacts, moves."""
    groups: dict[str, Ints]


def path_of(steps: Sequence[tuple[Floats, Floats, dict[str, Grouping]]]) -> Path:
    """A path from what was seen at each step: causes, other hazard, groupings."""
    causes, other, grouped = zip(*steps, strict=True)
    groups = {name: np.stack([each[name].group for each in grouped]) for name in grouped[0]}
    return Path(np.stack(causes), np.stack(other), groups)


def calibrated_effects(path: Path, grouped: dict[str, Grouping]) -> Effects:
    """Group effects with which the expected leavers of every published grouping are the published ones."""
    wanted = {name: _wanted_leavers(grouping) for name, grouping in grouped.items()}
    effects = {name: np.zeros(len(grouping.rate)) for name, grouping in grouped.items()}
    effects["segment"] += _FIRST_LEVEL
    total = path.causes + _FIRST_LEVEL
    for _ in range(_SWEEPS):
        for name, grouping in grouped.items():
            move = _move(total, path, grouping.group, path.groups[name], wanted[name])
            bounded = np.clip(effects[name] + move, -_LARGEST_EFFECT, _LARGEST_EFFECT)
            total += (bounded - effects[name])[path.groups[name]]
            effects[name] = bounded
    effects["segment"] += _remaining_shift(total, path)
    return effects


def total_hazard(path: Path, effects: Effects) -> Floats:
    """Hazard of each customer over the whole horizon."""
    total = path.causes + sum(effects[name][group] for name, group in path.groups.items())
    return (market_hazard(total) + path.other).sum(axis=0)


def _move(total: Floats, path: Path, first: Ints, groups: Ints, wanted: Floats) -> Floats:
    """Logarithm of wanted over expected leavers by group, those of the first day told apart by what made them leave."""
    by_step = market_hazard(total)
    summed = by_step.sum(axis=0) + path.other.sum(axis=0)
    leaving = -np.expm1(-summed)
    expected = np.bincount(first, leaving, len(wanted))
    ratio = np.where(np.isnan(wanted), 1.0, wanted / np.maximum(expected, 1e-9))[first]
    share = by_step * (leaving / np.maximum(summed, 1e-12))
    made = np.bincount(groups.ravel(), share.ravel(), len(wanted))
    due = np.bincount(groups.ravel(), (share * ratio).ravel(), len(wanted))
    move = np.log(np.maximum(due, 1e-12) / np.maximum(made, 1e-12))
    return np.where(made > 1e-9, np.clip(move, -_LARGEST_MOVE, _LARGEST_MOVE), 0.0)


def _remaining_shift(total: Floats, path: Path) -> float:
    """The common shift after which the expected leavers are the published number exactly."""
    wanted = expected_count(published()["population"]["churners"], total.shape[1])
    shift = 0.0
    for _ in range(_SWEEPS):
        leavers = -np.expm1(-(market_hazard(total + shift) + path.other).sum(axis=0)).sum()
        shift += float(np.log(wanted / leavers))
    return shift


def _wanted_leavers(grouping: Grouping) -> Floats:
    """Expected leavers by group, scaled to the overall number where all rates are known; NaN where not."""
    size = np.bincount(grouping.group, minlength=len(grouping.rate)).astype(np.float64)
    facts = published()["population"]
    wanted = grouping.rate * size
    if not np.isnan(wanted).any():
        wanted *= size.sum() * facts["churners"] / facts["customers"] / wanted.sum()
    return np.clip(wanted, size * 1e-4, size * (1 - 1e-4))
