"""What offers do, as a belief: what is assumed as a normal distribution in which reliefs are wrong together."""

import numpy as np
import pytest
from pydantic import ValidationError
from support.rules import POLICY, REASON_FAMILIES, RESPONSES

from spanishgas.decide.responses import Belief, Responses
from spanishgas.errors import InputError
from spanishgas.model.reason_families import OTHER_CAUSE

TWO_OFFERS = Responses.model_validate(
    {
        "shared_spread": 0.5,
        "cause_spread": 0.2,
        "reliefs": {
            "letter": {"price": {"mean": 0.2, "spread": 0.1, "source": "assumption"}},
            "call": {
                "price": {"mean": 0.4, "spread": 0.3, "source": "C1"},
                "moving": {"mean": -1.0, "spread": 0.1, "source": "none"},
            },
        },
    }
)


def test_reliefs_share_one_factor_those_of_a_cause_an_error_and_each_has_one_of_its_own():
    belief = TWO_OFFERS.belief()
    assert [(cell.offer, cell.cause, cell.source) for cell in belief.cells] == [
        ("letter", "price", "assumption"),
        ("call", "price", "C1"),
        ("call", "moving", "none"),
    ]
    assert belief.mean == (0.2, 0.4, -1.0)
    by_hand = [
        [0.2**2 * 0.25 + 0.04 + 0.01, 0.2 * 0.4 * 0.25 + 0.04, 0.2 * -1.0 * 0.25],
        [0.2 * 0.4 * 0.25 + 0.04, 0.4**2 * 0.25 + 0.04 + 0.09, 0.4 * -1.0 * 0.25],
        [0.2 * -1.0 * 0.25, 0.4 * -1.0 * 0.25, 1.0 * 0.25 + 0.04 + 0.01],
    ]
    assert np.array(belief.covariance) == pytest.approx(np.array(by_hand))
    assert belief.spread == pytest.approx(np.sqrt([0.06, 0.17, 0.30]))


def test_draws_have_the_mean_and_the_covariance_of_the_belief():
    belief, count = TWO_OFFERS.belief(), 100_000
    draws = belief.draws(count, seed=1)
    assert draws.shape == (count, 3)
    error = belief.spread / np.sqrt(count)
    assert (np.abs(draws.mean(axis=0) - belief.mean) < 4 * error).all()
    of_covariance = 2 * np.outer(belief.spread, belief.spread) / np.sqrt(count)  # at most, for normal draws
    assert (np.abs(np.cov(draws.T) - belief.covariance) < 4 * of_covariance).all()


def test_draws_hang_on_the_seed_alone():
    belief = TWO_OFFERS.belief()
    assert (belief.draws(5, seed=1) == belief.draws(5, seed=1)).all()
    assert (belief.draws(5, seed=1) != belief.draws(5, seed=2)).all()


@pytest.mark.parametrize(
    ("offer", "cause", "position"),
    [
        ("letter", "price", 0),
        ("call", "price", 1),
        ("call", "moving", None),
        ("letter", "moving", None),
        ("visit", "price", None),
    ],
)
def test_an_offer_and_cause_have_a_place_unless_nobody_knows_what_it_does_to_them(offer, cause, position):
    assert TWO_OFFERS.belief().position(offer, cause) == position


TWO = [("letter", "price", "assumption"), ("call", "price", "C1")]


@pytest.mark.parametrize(
    ("cells", "mean", "covariance", "said"),
    [
        (TWO, [0.1], np.eye(2), "a mean and a row and column"),
        (TWO, [0.1, 0.2], np.eye(2)[:1], "a mean and a row and column"),
        (TWO, [0.1, 0.2], np.eye(2)[:, :1], "a mean and a row and column"),
        (TWO[:1], [0.1], np.eye(2), "a mean and a row and column"),
        ([*TWO[:1], ("letter", "price", "C1")], [0.1, 0.2], np.eye(2), "one cell for an offer and a cause"),
    ],
)
def test_a_belief_that_is_not_whole_or_says_a_thing_twice_is_refused(cells, mean, covariance, said):
    with pytest.raises(ValidationError, match=said):
        Belief.of(cells, np.array(mean), covariance)


def test_a_belief_is_the_same_after_it_was_written_and_read():
    belief = TWO_OFFERS.belief()
    assert Belief.model_validate_json(belief.model_dump_json()) == belief


def test_the_packaged_responses_cover_every_offer_of_the_policy_and_every_cause():
    causes = {*REASON_FAMILIES.causes(), OTHER_CAUSE}
    assert set(RESPONSES.reliefs) == set(POLICY.offers)
    assert [set(by) for by in RESPONSES.reliefs.values()] == [causes] * len(POLICY.offers)


def test_the_packaged_belief_is_a_distribution_and_no_larger_offer_does_less():
    belief = RESPONSES.belief()
    assert np.linalg.eigvalsh(np.array(belief.covariance)).min() > 0
    for cause in {cell.cause for cell in belief.cells}:
        means = [RESPONSES.reliefs[offer][cause].mean for offer in POLICY.offers]
        assert means == sorted(means)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reliefs": {}}, "reliefs: at least 1"),
        ({"shared_spread": -0.1}, "shared_spread: at least 0"),
        ({"reliefs": {"call": {"price": {"mean": 0.1, "spread": 0, "source": "C1"}}}}, "price.spread: more than 0"),
        (
            {"reliefs": {"call": {"price": {"mean": 0.1, "spread": 0.1, "source": ""}}}},
            "price.source: a text is expected",
        ),
        ({"reliefs": {"call": {"price": {"mean": 0.1, "spread": 0.1}}}}, "price.source: is missing"),
        ({"save_rate": 0.3}, "save_rate: is no entry that is known here"),
    ],
)
def test_responses_that_make_no_sense_are_refused_with_the_entry(tmp_path, changes, said):
    path = tmp_path / "responses.yaml"
    path.write_text(str({**TWO_OFFERS.model_dump(), **changes}))  # YAML reads what Python writes
    with pytest.raises(InputError, match=said):
        Responses.load(path)
