"""A simulated world and the contents of its small files, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from spanishgas.errors import InputError
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.fitted import calibrated
from spanishgas.twin.choices.life import begun, lived
from spanishgas.twin.files.assignment import Assignment, campaign_outcomes, in_order, met
from spanishgas.twin.files.book_by_month import book_by_month
from spanishgas.twin.files.contacts import customer_interactions
from spanishgas.twin.files.customers import churn_label, customer_attributes, customer_contracts
from spanishgas.twin.files.damage import damaged_tables
from spanishgas.twin.files.layouts import Layout, tariff_layout
from spanishgas.twin.files.market import costs_by_province_month, price_history
from spanishgas.twin.files.snapshot import Snapshot, snapshot
from spanishgas.twin.files.truth import churn_probability, departures
from spanishgas.twin.scenarios import Scenario
from spanishgas.twin.world.build import build_world, with_price_shock
from spanishgas.twin.world.lifecycle import HORIZON_DAYS, ORIGIN
from spanishgas.twin.world.state import day_number, month_ends, month_index

FEWEST_CUSTOMERS = 20


@dataclass(frozen=True)
class Extract:
    """A simulated world and the files' small contents: the raw tables and those of the truth."""

    snapshot: Snapshot
    tables: dict[str, pl.DataFrame]
    truth: dict[str, pl.DataFrame]
    churners: int
    """How many labels say that somebody left."""
    outcomes: dict[str, pl.DataFrame]
    """What came of each campaign that was played, by its name."""


def simulated(
    customers: int,
    seed: int,
    scenario: Scenario,
    until: date,
    layout: Layout = "customer",
    campaigns: Sequence[Assignment] = (),
) -> Extract:
    """Everything but the readings, in memory."""
    day = _checked_day(customers, scenario, until)
    played = in_order(campaigns, day)
    ordinary = build_world(customers, seed, day + HORIZON_DAYS)
    calibration = calibrated(ordinary)
    shock = scenario.price_shock
    world = with_price_shock(ordinary, shock, scenario.begins) if shock else ordinary
    course = Course(world, calibration, scenario, day_number(scenario.begins))
    for campaign in played:
        book = lived(course, begun(course), campaign.day + 1, [campaign.day]).books[campaign.day]
        course = replace(course, contacted=course.contacted.then(met(course, book, campaign)))
    labels, ends = label_days(day), month_ends(0, day)
    history = lived(course, begun(course), day + HORIZON_DAYS, {*labels, day, *ends})
    shot = snapshot(world, history, day, month_index(until) + 1, course.contacted)
    tables = {
        "customer_attributes": customer_attributes(shot),
        "customer_contracts": customer_contracts(shot),
        "price_history": price_history(shot),
        "costs_by_province_month": costs_by_province_month(shot),
        "customer_interactions": customer_interactions(shot),
    }
    churners = 0
    if labels:
        tables["churn_label"] = churn_label(shot, labels)
        churners = int(tables["churn_label"]["churned_within_horizon"].sum())
    if scenario.broken_feed is not None:
        tables = damaged_tables(tables, scenario.broken_feed, scenario.begins, seed)
    truth = {
        "churn_probability": churn_probability(course, shot, sorted({*labels, ends[-1], day})),
        "departures": departures(shot),
        "book_by_month": book_by_month(shot),
    }
    outcomes = {campaign.name: campaign_outcomes(shot, campaign) for campaign in played}
    return Extract(shot, tariff_layout(tables) if layout == "tariff" else tables, truth, churners, outcomes)


def label_days(day: int) -> list[int]:
    """The label dates of an extract: ends of months whose 90 days are over by its day.

    The published extract is the exception: its label date is its own day, its outcomes were added later.
    """
    if day == 0:
        return [0]
    return [end for end in month_ends(0, day) if end + HORIZON_DAYS <= day]


def _checked_day(customers: int, scenario: Scenario, until: date) -> int:
    if customers < FEWEST_CUSTOMERS:
        raise InputError(f"customers is {customers}: the twin needs at least {FEWEST_CUSTOMERS} to have every group")
    if until < ORIGIN:
        raise InputError(f"until is {until}: the twin begins at {ORIGIN}, choose that day or a later one")
    if scenario.broken_feed is not None and scenario.begins > until:
        raise InputError(f"begins is {scenario.begins}: the files end on {until}, so none of them would be damaged")
    return day_number(until)
