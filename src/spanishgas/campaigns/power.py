"""What a campaign can tell: the smallest difference it would find, and the contacts that what is expected needs."""

from math import ceil, sqrt

import numpy as np

POWER, CONFIDENCE = 0.90, 0.95


def detectable_difference(probability: np.ndarray, contacts: int, controls: int) -> float | None:
    """Difference in the share who leave that is found in nine of ten such campaigns, 0..1; None without a control.

    Outcomes scatter around the members' predicted probabilities, which the read-out takes away.
    """
    if min(contacts, controls) < 2:
        return None
    return _margins() * sqrt(_scatter(probability) * (1 / contacts + 1 / controls))


def needed_contacts(probability: np.ndarray, difference: float, control: float) -> int | None:
    """Contacts that find this difference in nine of ten campaigns with this share of control; None for no difference.

    Args:
        probability: of members such as would be added.
        difference: in the share who leave, 0..1.
        control: share of the members that is control.
    """
    if difference <= 0 or not 0 < control < 1:
        return None
    members = (_margins() / difference) ** 2 * _scatter(probability) * (1 / (1 - control) + 1 / control)
    return ceil(members * (1 - control))


def _scatter(probability: np.ndarray) -> float:
    return float(np.mean(probability * (1 - probability)))


def _margins() -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + CONFIDENCE / 2) + ndtri(POWER))
