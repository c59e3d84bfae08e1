"""Everything that is true of the customers on one day, as the hazard and the mood see it."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.world.book import NEVER, Book
from spanishgas.twin.world.costs import FIRST_YEAR, Costs
from spanishgas.twin.world.geography import Geography
from spanishgas.twin.world.lifecycle import ORIGIN, Lifecycle
from spanishgas.twin.world.lifecycle_curves import MONTH_DAYS
from spanishgas.twin.world.population import Population
from spanishgas.twin.world.prices import Prices
from spanishgas.twin.world.volumes import Volumes

WINDOW_MONTHS = 12


@dataclass(frozen=True)
class World:
    """The customers and all that is fixed about them: places, dates, volumes, prices and costs."""

    seed: int
    places: Geography
    people: Population
    life: Lifecycle
    volumes: Volumes
    prices: Prices
    costs: Costs


@dataclass(frozen=True)
class State:
    """One entry a customer on ``day`` (relative to the origin): months, EUR/kWh, kWh and m3 a month, price dates."""

    day: int
    to_renewal_months: Floats
    tenure_months: Floats
    since_change_months: Floats
    price_trend: Floats
    price_spread: Floats
    price_updates: Ints
    elec_kwh_month: Floats
    gas_m3_month: Floats
    fallen: Floats
    """How far consumption has fallen for good within the last twelve months, 0 to 1."""


def state(world: World, book: Book, day: int) -> State:
    """The state on a day; prices are looked at over the twelve months that end there."""
    last = month_index(ORIGIN + timedelta(days=day))
    window = slice(last - WINDOW_MONTHS + 1, last + 1)
    peak = world.prices.peak[:, window]
    mean_cost = world.costs.elec_eur_kwh[window].mean(axis=0)[world.people.province]
    return State(
        day=day,
        to_renewal_months=(book.renewal - day) / MONTH_DAYS,
        tenure_months=np.maximum(day - book.activation, 0) / MONTH_DAYS,
        since_change_months=np.where(book.change == NEVER, np.nan, (day - book.change) / MONTH_DAYS),
        price_trend=peak[:, -1] / peak[:, 0] - 1,
        price_spread=peak[:, -1] - mean_cost,
        price_updates=WINDOW_MONTHS - world.prices.is_missing[:, window].sum(axis=1),
        elec_kwh_month=world.volumes.elec_kwh_month,
        gas_m3_month=world.volumes.gas_m3_month,
        fallen=np.diff(world.volumes.fallen(np.array([last - WINDOW_MONTHS, last])), axis=1)[:, 0],
    )


def month_index(day: date) -> int:
    """Months since January 2024 of the month a day lies in."""
    return (day.year - FIRST_YEAR) * 12 + day.month - 1


def months_of(days: Ints) -> Ints:
    """Months since January 2024 of the months that days relative to the origin lie in."""
    months = (np.datetime64(ORIGIN) + days).astype("datetime64[M]") - np.datetime64(f"{FIRST_YEAR}-01")
    return months.astype(np.int64)


def day_number(day: date) -> int:
    """Days since the origin."""
    return (day - ORIGIN).days


def month_ends(first: int, last: int) -> list[int]:
    """Last days of months from a day to another, relative to the origin."""
    days = np.datetime64(ORIGIN) + np.arange(first, last + 1)
    return (first + np.flatnonzero((days + 1).astype("datetime64[M]") > days.astype("datetime64[M]"))).tolist()
