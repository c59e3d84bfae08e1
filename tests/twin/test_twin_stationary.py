"""A year of the full-size book: it stays what it was on the published day, while everybody in it comes and goes."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from spanishgas.twin.choices.contacts import REPORTING_DAYS
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.fitted import calibrated
from spanishgas.twin.choices.life import begun, lived
from spanishgas.twin.choices.moods import INTENTS, MOODS, NEGATIVE, NEUTRAL, POSITIVE
from spanishgas.twin.choices.outlook import outlook
from spanishgas.twin.files.book_by_month import book_by_month
from spanishgas.twin.files.snapshot import snapshot
from spanishgas.twin.published import published
from spanishgas.twin.scenarios import load_scenario
from spanishgas.twin.world.build import build_world
from spanishgas.twin.world.state import day_number, month_ends

PUBLISHED = date(2024, 12, 31)
CUSTOMERS, LAST = 20_099, day_number(date(2025, 12, 31))
FROM, UNTIL = day_number(date(2025, 3, 1)), day_number(date(2025, 4, 30))

pytestmark = pytest.mark.full_size


@pytest.fixture(scope="module")
def course() -> Course:
    world, scenario = build_world(CUSTOMERS, 7, LAST + 90), load_scenario("baseline")
    return Course(world, calibrated(world), scenario, day_number(scenario.begins))


@pytest.fixture(scope="module")
def months(course: Course) -> pl.DataFrame:
    history = lived(course, begun(course), LAST + 90, month_ends(0, LAST))
    return book_by_month(snapshot(course.world, history, LAST, 24))


def test_there_is_a_row_for_each_month_of_two_years(months: pl.DataFrame) -> None:
    assert (
        months["month_end"].to_list()
        == pl.date_range(date(2024, 1, 1), date(2025, 12, 1), "1mo", eager=True).dt.month_end().to_list()
    )


@pytest.mark.parametrize(
    ("column", "absolute", "relative"),
    [
        ("customers", 0, 0.03),
        ("churn_rate", 0.015, 0),
        ("share_with_contact", 0, 0.1),
        ("mean_tenure_months", 0, 0.1),
    ],
)
def test_the_book_stays_what_it_was(months: pl.DataFrame, column: str, absolute: float, relative: float) -> None:
    lived_through = months.filter(pl.col("month_end") >= PUBLISHED)[column]  # the months before are told backwards
    start = lived_through[0]
    assert (lived_through - start).abs().max() <= absolute + relative * start


@pytest.mark.parametrize("mood", [NEGATIVE, NEUTRAL, POSITIVE])
def test_a_mood_goes_on_being_about_its_published_matters(course: Course, mood: int) -> None:
    talks = pl.DataFrame(lived(course, begun(course), UNTIL, [UNTIL]).events["contacts"])
    later = talks.filter((pl.col("mood") == mood) & (pl.col("day") > UNTIL - 60))["intent"].to_numpy()
    table = published()["interactions"]["intent_x_sentiment_counts"]
    counts = np.array([table[intent][MOODS[mood]] for intent in INTENTS[1:]])
    share = np.bincount(later, minlength=len(INTENTS))[1:] / len(later)
    assert np.abs(share - counts / counts.sum()).max() < 0.06


def test_a_bad_talk_matters_less_the_longer_ago_it_was_with_no_step_at_the_end_of_a_quarter(course: Course) -> None:
    days = range(FROM, UNTIL, 5)
    history = lived(course, begun(course), UNTIL, days)
    chances = {since: [] for since in range(REPORTING_DAYS, 120)}
    by_day = []
    for day in days:
        book = history.books[day]
        probability = outlook(course, book, day).probability[0]
        since = day - book.bad_contact
        angry = book.is_held(day) & (book.bad_contact > book.good_contact) & (since >= REPORTING_DAYS) & (since < 120)
        by_day.append(probability[angry & (since < 90)].mean())
        for each in np.unique(since[angry]):
            chances[int(each)] += probability[angry & (since == each)].tolist()
    curve = np.array([np.mean(chances[each]) for each in range(REPORTING_DAYS, 115, 7) if len(chances[each]) > 5])
    assert (np.diff(curve) < 0.005).all()
    assert curve[-1] < curve[0]
    assert np.abs(np.diff(by_day)).max() < 0.01  # 31 March is among the days
