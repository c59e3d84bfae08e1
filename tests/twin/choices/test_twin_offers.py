"""What offers do to the twin's customers: drawn per seed, told apart by reasons, and different in each world."""

import numpy as np
import pytest

from spanishgas.twin.choices.offers import REASONS, SERVICE, Answers, answers, market_reasons
from spanishgas.twin.choices.opening import first_book
from spanishgas.twin.scenarios import Responses, load_scenario
from spanishgas.twin.world.build import build_world
from spanishgas.twin.world.state import state

WORLD = build_world(2_000, 7, 90)
BOOK = first_book(WORLD)
PRICE = REASONS.index("price")


def of(world: str, seed: int = 7) -> Answers:
    return answers(seed, load_scenario(world).responses, BOOK)


def test_seeds_draw_worlds_whose_offers_do_between_a_quarter_and_one_and_a_half_of_the_ordinary():
    strengths = np.array([of("baseline", seed).by_reason / of("no_response", seed).own.mean() for seed in range(200)])
    ordinary = np.array([getattr(Responses(), name) for name in REASONS])
    factors = np.exp(np.log(strengths / ordinary).mean(axis=1))
    assert 0.2 < factors.min() < 0.35
    assert 1.1 < factors.max() < 1.9


def test_the_same_seed_draws_the_same_world():
    first, again = of("baseline"), of("baseline")
    assert all(np.array_equal(getattr(first, name), getattr(again, name)) for name in ("by_reason", "own", "woken"))


def test_customers_who_leave_for_the_same_answer_differently_and_alike_on_every_day():
    own = of("baseline").own
    assert own.mean() == pytest.approx(1.0, abs=0.05)
    assert np.log(own).std() == pytest.approx(0.5, abs=0.05)
    later = BOOK.changed(np.ones(len(BOOK), dtype=bool), mood=1)
    assert np.array_equal(answers(7, Responses(), later).own, own)


def test_the_first_euros_do_most():
    reliefs = [of("baseline").relief(np.array([PRICE]), offer).mean() for offer in range(4)]
    assert reliefs[0] == 0
    assert np.array(reliefs) / reliefs[3] == pytest.approx([0, 0.6, 0.9, 1.0])


def test_worlds_are_what_their_names_say():
    ordinary, none, half, contrast, dogs = (
        of(name) for name in ("baseline", "no_response", "half_response", "contrast", "sleeping_dogs")
    )
    assert (none.by_reason == 0).all()
    assert half.by_reason == pytest.approx(ordinary.by_reason / 2)
    assert ordinary.by_reason[PRICE] > 2 * ordinary.by_reason[SERVICE]
    assert contrast.by_reason[SERVICE] > 2 * contrast.by_reason[PRICE]
    assert (dogs.woken > 0).mean() > 4 * (ordinary.woken > 0).mean() > 0


def test_only_who_is_contacted_is_woken():
    dogs = of("sleeping_dogs")
    assert (dogs.waking(0) == 0).all()
    assert [dogs.waking(offer).max() for offer in (1, 2, 3)] == [1.0] * 3


def test_a_reason_is_what_sets_a_customer_apart_not_what_everybody_has():
    reasons = market_reasons(WORLD, BOOK, state(WORLD, BOOK, 0))
    shares = np.bincount(reasons, minlength=3) / len(reasons)
    assert (shares[:3] > 0.1).all()
    assert shares[3:].sum() == 0
