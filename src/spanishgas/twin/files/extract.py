"""A simulated world and the contents of its small files, in memory."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from spanishgas.errors import InputError
from spanishgas.twin.choices.outcomes import Wave, calibrate, leave_days, waves
from spanishgas.twin.files.contacts import customer_interactions
from spanishgas.twin.files.customers import churn_label, customer_attributes, customer_contracts
from spanishgas.twin.files.damage import damaged_tables
from spanishgas.twin.files.layouts import Layout, tariff_layout
from spanishgas.twin.files.market import costs_by_province_month, price_history
from spanishgas.twin.files.snapshot import Snapshot
from spanishgas.twin.files.truth import truth
from spanishgas.twin.scenarios import Scenario
from spanishgas.twin.world.build import build_world, with_price_shock
from spanishgas.twin.world.lifecycle import ORIGIN
from spanishgas.twin.world.state import day_number, month_index

FEWEST_CUSTOMERS = 20


@dataclass(frozen=True)
class Extract:
    """A simulated world and the files' contents that are small enough to hold."""

    snapshot: Snapshot
    waves: list[Wave]
    tables: dict[str, pl.DataFrame]
    truth: pl.DataFrame


def simulated(customers: int, seed: int, scenario: Scenario, until: date, layout: Layout = "customer") -> Extract:
    """Everything but the readings, in memory."""
    day = _checked_day(customers, until)
    ordinary = build_world(customers, seed, day)
    calibration = calibrate(ordinary)
    world = ordinary if scenario.price_shock is None else with_price_shock(ordinary, scenario.price_shock)
    happened = waves(world, scenario, calibration, day)
    leave = leave_days(happened)
    shot = Snapshot(world, day, month_index(until) + 1, leave > day, tuple(wave.contacts for wave in happened), leave)
    tables = {
        "churn_label": churn_label(shot),
        "customer_attributes": customer_attributes(shot),
        "customer_contracts": customer_contracts(shot),
        "price_history": price_history(shot),
        "costs_by_province_month": costs_by_province_month(shot),
        "customer_interactions": customer_interactions(shot),
    }
    if scenario.broken_feed is not None:
        tables = damaged_tables(tables, scenario.broken_feed, seed)
    return Extract(shot, happened, tariff_layout(tables) if layout == "tariff" else tables, truth(shot, happened))


def _checked_day(customers: int, until: date) -> int:
    if customers < FEWEST_CUSTOMERS:
        raise InputError(f"customers is {customers}: the twin needs at least {FEWEST_CUSTOMERS} to have every group")
    if until < ORIGIN:
        raise InputError(f"until is {until}: the twin begins at {ORIGIN}, choose that day or a later one")
    return day_number(until)
