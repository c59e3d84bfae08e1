from dataclasses import replace

import numpy as np
import pytest

from spanishgas.twin.choices.contacts import INTENTS, MOODS, NEGATIVE, first_contacts, thresholds
from spanishgas.twin.choices.hazard import calibrated_effects, groupings, log_odds
from spanishgas.twin.published import published
from spanishgas.twin.world.build import build_world
from spanishgas.twin.world.state import state


@pytest.fixture(scope="module")
def calibrated():
    world = build_world(6000, 7, 0)
    now = state(world, 0)
    contacts = first_contacts(world, now, thresholds(world, now))
    effects = calibrated_effects(world, now, contacts)
    return world, now, contacts, effects


def _probability(world, now, contacts, effects) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds(world, now, contacts, 0, effects)))


def test_expected_leavers_are_the_published_share(calibrated) -> None:
    assert _probability(*calibrated).mean() == pytest.approx(2002 / 20099, abs=1e-4)


@pytest.mark.parametrize("name", ["segment", "channel", "competition", "mood"])
def test_expected_rates_of_groups_are_the_published_ones(calibrated, name: str) -> None:
    world, now, contacts, _ = calibrated
    grouping = groupings(world, now, contacts)[name]
    probability = _probability(*calibrated)
    sizes = np.bincount(grouping.group, minlength=len(grouping.rate))
    means = np.bincount(grouping.group, probability, len(grouping.rate)) / np.maximum(sizes, 1)
    large = sizes > 50
    assert means[large] == pytest.approx(grouping.rate[large], abs=0.01)


def test_contacts_have_the_published_table_in_proportion(calibrated) -> None:
    contacts = calibrated[2]
    table = published()["interactions"]["intent_x_sentiment_counts"]
    negative = INTENTS.index("Complaint / Escalation"), MOODS.index("negative")
    cell = ((contacts.intent == negative[0]) & (contacts.mood == negative[1])).sum()
    assert cell == pytest.approx(table["Complaint / Escalation"]["negative"] * 6000 / 20099, abs=2)


def test_a_price_rise_makes_customers_likelier_to_leave(calibrated) -> None:
    world, now, contacts, effects = calibrated
    dearer = replace(now, price_trend=now.price_trend + 0.25)
    assert (_probability(world, dearer, contacts, effects) >= _probability(*calibrated)).all()


def test_discontent_makes_customers_likelier_to_leave(calibrated) -> None:
    world, now, contacts, effects = calibrated
    angry = replace(contacts, mood=np.full_like(contacts.mood, NEGATIVE))
    assert _probability(world, now, angry, effects).mean() > 0.5


def test_a_coming_renewal_makes_customers_likelier_to_leave(calibrated) -> None:
    world, now, contacts, effects = calibrated
    soon, late = (replace(now, to_renewal_months=np.full(6000, months)) for months in (1.5, 8.0))
    assert _probability(world, soon, contacts, effects).mean() > 2 * _probability(world, late, contacts, effects).mean()
