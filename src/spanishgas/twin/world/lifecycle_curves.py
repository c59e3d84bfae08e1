"""How renewals, tenures and product changes are distributed among those who stay and those who leave."""

from functools import cache

import numpy as np

from spanishgas.twin.published import published
from spanishgas.twin.sampling import Floats, Ints, quantile_curve, ranks

MONTH_DAYS = 30
# Points of the quantile functions of those who stay and those who leave: the published quantiles, the shares implied
# by the bucket counts and rates, and for long tenures one point in the tail that meets mean and deviation.
RENEWAL = (
    {0: -0.9667, 0.0286: -0.02, 0.2053: 3.0, 0.25: 3.5, 0.5: 5.1, 0.6729: 6.0, 0.75: 6.5, 1: 9.9333},
    {0: -0.9667, 0.0315: -0.02, 0.25: 1.66, 0.5: 2.75, 0.5544: 3.0, 0.75: 4.2, 0.929: 6.0, 1: 9.5333},
)
TENURE = (
    {0: 0.1, 0.0768: 6, 0.1535: 12, 0.25: 20.1, 0.2967: 24, 0.5: 46, 0.6287: 60, 0.75: 75.5, 0.9: 138, 1: 182.4667},
    {
        0: 0.1,
        0.1072: 6,
        0.211: 12,
        0.25: 14.5167,
        0.397: 24,
        0.5: 31.9667,
        0.75: 51.05,
        0.7814: 60,
        0.93: 100,
        1: 127.6,
    },
)
CHANGE = (
    {0: 0.1, 0.2: 2.9, 0.5: 7.4333, 0.8: 14.5, 1: 34.0},
    {0: 0.1, 0.2: 2.1, 0.5: 4.9333, 0.8: 12.6, 1: 33.0},
)


@cache
def design_churn_share(kind: str, edges_months: tuple[float, ...]) -> Floats:
    """Share of leavers in each interval between edges, from the two published distributions (overall rate included)."""
    stay, leave = {"renewal": RENEWAL, "tenure": TENURE, "change": CHANGE}[kind]
    facts = published()["population"]
    leavers, stayers = facts["churners"], facts["customers"] - facts["churners"]
    counts = [
        np.histogram(curve_days(points, number) / MONTH_DAYS, edges_months)[0].astype(np.float64)
        for points, number in ((stay, stayers), (leave, leavers))
    ]
    return (counts[1] + 0.1) / np.maximum(counts[0] + counts[1], 1.0)


def curve_days(points: dict[float, float], count: int) -> Ints:
    """Days of ``count`` customers spread over a curve by rank."""
    months = quantile_curve(points, ranks(count))
    return np.round(months * MONTH_DAYS).astype(np.int64)
