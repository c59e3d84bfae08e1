"""The hazard as it is fitted at the origin, and what bad and good talks do to it."""

from dataclasses import replace

import numpy as np
import pytest

from spanishgas.twin.choices.aftermath import anger, calm
from spanishgas.twin.choices.calibration import calibrated_effects, path_of, total_hazard
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.fitted import calibrated
from spanishgas.twin.choices.hazard import Grouping, groupings, log_odds, market_hazard
from spanishgas.twin.choices.life import begun, lived
from spanishgas.twin.choices.moods import INTENTS, NEGATIVE, POSITIVE
from spanishgas.twin.choices.outlook import outlook
from spanishgas.twin.files.snapshot import left_days
from spanishgas.twin.published import published
from spanishgas.twin.scenarios import load_scenario
from spanishgas.twin.world.build import build_world
from spanishgas.twin.world.state import day_number, state

CUSTOMERS = 6000


@pytest.fixture(scope="module")
def course() -> Course:
    world, scenario = build_world(CUSTOMERS, 7, 270), load_scenario("baseline")
    return Course(world, calibrated(world), scenario, day_number(scenario.begins))


@pytest.fixture(scope="module")
def book(course: Course):
    return begun(course)


@pytest.fixture(scope="module")
def history(course: Course, book):
    return lived(course, book, 180, [0, 90])


def _left(history, book, day: int) -> np.ndarray:
    return left_days(history, book.number)[book.is_held(day)] <= day + 90


def test_exactly_the_published_share_leaves_within_the_first_horizon(history) -> None:
    assert abs(_left(history, history.books[0], 0).sum() - 2002 * CUSTOMERS / 20099) < 1


@pytest.mark.parametrize("name", ["segment", "channel", "competition", "tenure x near"])
def test_groups_leave_at_the_published_rates(course: Course, book, history, name: str) -> None:
    grouping = groupings(course.world, book, state(course.world, book, 0))[name]
    sizes = np.bincount(grouping.group, minlength=len(grouping.rate))
    rates = np.bincount(grouping.group, _left(history, book, 0), len(grouping.rate)) / np.maximum(sizes, 1)
    errors = np.sqrt(grouping.rate * (1 - grouping.rate) / np.maximum(sizes, 1))
    assert (np.abs(rates - grouping.rate) < 4 * errors + 0.005)[sizes > 50].all()


def test_who_had_a_bad_talk_leaves_and_who_had_a_good_one_stays(book, history) -> None:
    leaves, on_record = _left(history, book, 0), book.contact <= -31
    assert leaves[on_record & (book.mood == NEGATIVE)].mean() > 0.98
    assert leaves[on_record & (book.mood == POSITIVE)].mean() < 0.01


def test_contacts_have_the_published_table_in_proportion(book) -> None:
    table = published()["interactions"]["intent_x_sentiment_counts"]
    cell = ((book.intent == INTENTS.index("Complaint / Escalation")) & (book.mood == NEGATIVE)).sum()
    assert cell == pytest.approx(table["Complaint / Escalation"]["negative"] * CUSTOMERS / 20099, abs=2)


@pytest.mark.parametrize("day", [0, 90])
def test_the_true_probability_is_what_happens(course: Course, history, day: int) -> None:
    book = history.books[day]
    probability, left = outlook(course, book, day).probability[0][book.is_held(day)], _left(history, book, day)
    assert probability.mean() == pytest.approx(left.mean(), rel=0.05)
    *others, readiest = np.array_split(np.argsort(probability), 5)
    assert left[readiest].sum() > 0.9 * left.sum()
    assert probability[readiest].mean() == pytest.approx(left[readiest].mean(), rel=0.1)
    for fifth in others:
        assert probability[fifth].mean() == pytest.approx(left[fifth].mean(), abs=0.015)


def test_larger_offers_keep_more(course: Course, book) -> None:
    by_offer = outlook(course, book, 0).probability
    small, medium, large = by_offer[1:]
    assert (small >= medium).all()
    assert (medium >= large).all()
    assert by_offer[0].mean() - large.mean() > 0.005
    assert small.mean() - medium.mean() > medium.mean() - large.mean()  # the first euros do most


def test_a_price_rise_makes_customers_likelier_to_leave(course: Course, book) -> None:
    now = state(course.world, book, 0)
    dearer = replace(now, price_trend=now.price_trend + 0.25)
    effects = course.calibration.effects
    assert (log_odds(course.world, book, dearer, effects) >= log_odds(course.world, book, now, effects)).all()


def test_the_hazard_of_a_bad_talk_comes_within_a_quarter_and_is_then_over(book) -> None:
    angry = book.changed(np.ones(len(book), dtype=bool), bad_contact=0, good_contact=-500)
    by_step = np.array([anger(angry, day, day + 15)[0] for day in range(0, 240, 15)])
    assert by_step.sum() > 5
    assert by_step[range(60 // 15, 135 // 15)].sum() > 0.99 * by_step.sum()
    assert by_step[0] < by_step.max() > by_step[-1]


def test_a_good_talk_keeps_a_customer_for_half_a_year_and_fades(book) -> None:
    content = book.changed(np.ones(len(book), dtype=bool), good_contact=0, bad_contact=-10)
    assert [calm(content, day)[0] for day in (0, 200, 243, 300)] == pytest.approx([1.0, 1.0, 0.5, 0.0])
    assert calm(content.changed(np.ones(len(book), dtype=bool), bad_contact=5), 30)[0] == 0.0


def test_a_small_world_of_two_groups_is_fitted_to_their_rates() -> None:
    group = np.repeat([0, 1], 500)
    grouping = {"segment": Grouping(group, np.array([0.05, 0.15]))}
    path = path_of([(np.zeros(1000), np.zeros(1000), grouping)] * 6)
    leaves = -np.expm1(-total_hazard(path, calibrated_effects(path, grouping)))
    rates = np.bincount(group, leaves) / 500
    assert rates == pytest.approx(np.array([0.05, 0.15]) * 2002 / 20099 / 0.1, rel=1e-3)


def test_the_hazard_of_a_step_is_a_sixth_of_that_of_ninety_days() -> None:
    odds = np.log(0.2 / 0.8)
    assert 1 - np.exp(-6 * market_hazard(np.array([odds]))[0]) == pytest.approx(0.2)
