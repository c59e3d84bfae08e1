"""When customers joined, last changed product and next renew."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Ints, scaled_counts, stream
from spanishgas.twin.world.book import NEVER
from spanishgas.twin.world.lifecycle_curves import CHANGE, MONTH_DAYS, RENEWAL, TENURE, curve_days

ORIGIN = date(2024, 12, 31)
YEAR_DAYS = 365
HORIZON_DAYS = 90
_FEWEST_A_DAY = 1e-6  # in a twin of a few customers most may be new
GRACE_DAYS = 29  # the longest published time an expired contract ran on
CHANGE_BANDS_MONTHS = (1.5, 3.0, 4.5, 6.0, 8.0, 11.0, 16.0)
TENURE_BUCKETS_MONTHS = (6.0, 12.0, 24.0, 60.0)
RENEWAL_BUCKETS_MONTHS = (0.0, 3.0, 6.0, 12.0)


@dataclass(frozen=True)
class Lifecycle:
    """One entry a customer, in days relative to the origin; ``change_day`` is NEVER where nothing ever changed.

    Who takes over a home with its contract joins after the first activation.
    """

    joined_day: Ints
    activation_day: Ints
    renewal_day: Ints
    change_day: Ints


def lifecycle(customers: int, seed: int) -> Lifecycle:
    """Dates at the origin that meet the published counts by bucket and the quantiles of those who stay and leave."""
    rng = stream(seed, "lifecycle")
    tenure = rng.permutation(_days(TENURE, customers, TENURE_BUCKETS_MONTHS, "tenure_bucket"))
    tenure = np.maximum(tenure, 1)
    renewal = _renewals_by_tenure(tenure, _days(RENEWAL, customers, RENEWAL_BUCKETS_MONTHS, "renewal_bucket"), rng)
    _no_expired_newcomers(tenure, renewal)
    change = _changes(tenure, rng)
    joined = _joined(-tenure, stream(seed, "joined"))
    return Lifecycle(joined_day=joined, activation_day=-tenure, renewal_day=renewal, change_day=change)


def _joined(activation: Ints, rng: np.random.Generator) -> Ints:
    """The day each customer joined: so many took over a home in the last year that as many joined as leave."""
    daily = published()["population"]["churn_rate"] / HORIZON_DAYS
    is_new = activation >= -YEAR_DAYS
    takes_over = max(daily + np.log1p(-is_new.mean()) / YEAR_DAYS, _FEWEST_A_DAY)
    day = -1 - rng.exponential(1 / takes_over, len(activation)).astype(np.int64)
    return np.where(is_new | (day < activation), activation, day)


def _days(curves: tuple[dict[float, float], ...], customers: int, edges: tuple[float, ...], bucket: str) -> Ints:
    """The marginal days of all customers, sorted, with the published count in every bucket."""
    facts = published()
    leavers = round(expected_count(facts["population"]["churners"], customers))
    days = np.sort(np.concatenate([curve_days(curves[0], customers - leavers), curve_days(curves[1], leavers)]))
    counts = [count for count in facts[bucket]["counts"].values() if count]
    limits = [round(edge * MONTH_DAYS) for edge in edges]
    lower, upper = [None, *limits], [*limits, None]
    ends = np.cumsum(scaled_counts(counts, customers))
    for start, end, low, high in zip([0, *ends], ends, lower, upper, strict=False):
        low_day = days[0] if low is None else low + 1
        high_day = days[-1] if high is None else high - (1 if high == 0 else 0)
        days[start:end] = np.clip(days[start:end], low_day, high_day)
    return days


def _renewals_by_tenure(tenure: Ints, renewal: Ints, rng: np.random.Generator) -> Ints:
    """Deal the renewals so that each tenure bucket has the share within three months its published rates imply."""
    facts = published()
    bucket = np.searchsorted(TENURE_BUCKETS_MONTHS, tenure / MONTH_DAYS, side="left")
    soon = (renewal >= 0) & (renewal <= 3 * MONTH_DAYS)
    cells: list[float] = []
    for number, name in enumerate(facts["tenure_bucket"]["counts"]):
        rates = facts["tenure_bucket_x_within_3m_churn_rate"][name]
        share = (facts["tenure_bucket"]["churn_rate"][name] - rates["0"]) / (rates["1"] - rates["0"])
        cells.append(share * int((bucket == number).sum()))
    is_soon = np.zeros(len(tenure), dtype=np.bool_)
    for number, count in enumerate(scaled_counts(cells, int(soon.sum()))):
        members = np.flatnonzero(bucket == number)
        is_soon[rng.choice(members, count, replace=False)] = True
    dealt_renewal = np.zeros(len(tenure), dtype=np.int64)
    dealt_renewal[is_soon] = rng.permutation(renewal[soon])
    dealt_renewal[~is_soon] = rng.permutation(renewal[~soon])
    return dealt_renewal


def _no_expired_newcomers(tenure: Ints, renewal: Ints) -> None:
    """A contract cannot have run out before it began: such newcomers swap renewals with others of their bucket."""
    needs = np.flatnonzero((renewal < 0) & (tenure < 90))
    donors = np.flatnonzero((renewal > 3 * MONTH_DAYS) & (tenure >= 90) & (tenure <= 6 * MONTH_DAYS))[: len(needs)]
    needs = needs[: len(donors)]
    renewal[needs], renewal[donors] = renewal[donors].copy(), renewal[needs].copy()


def _changes(tenure: Ints, rng: np.random.Generator) -> Ints:
    """Days of the last product change, never before the activation; the published share never changed."""
    share = 1 - published()["months_since_last_change"]["null_share"]
    count = round(share * len(tenure))
    leavers = round(count * published()["population"]["churn_rate"])
    ages = np.concatenate([curve_days(CHANGE[0], count - leavers), curve_days(CHANGE[1], leavers)])
    by_tenure = np.argsort(-tenure, kind="stable")
    change = np.full(len(tenure), NEVER, dtype=np.int64)
    pool: list[int] = []
    entered = 0
    for age in np.sort(np.maximum(ages, 1))[::-1]:
        while entered < len(tenure) and tenure[by_tenure[entered]] >= age:
            pool.append(int(by_tenure[entered]))
            entered += 1
        if pool:
            place = int(rng.integers(len(pool)))
            pool[place], pool[-1] = pool[-1], pool[place]
            change[pool.pop()] = -age
    return change
