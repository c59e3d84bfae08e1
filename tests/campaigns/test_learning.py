import numpy as np
import polars as pl
import pytest

from spanishgas.campaigns.learning import FEWEST_CONTACTS, learned
from spanishgas.decide.responses import Responses

PACKAGED = Responses.load()


def _campaign(relief: dict[str, float], *, size: int = 4000, seed: int = 1) -> pl.DataFrame:
    """Members of two causes with a large offer or none; calls take these log-odds away."""
    rng = np.random.default_rng(seed)
    risk = rng.uniform(0.1, 0.8, size)
    cause = rng.choice(sorted(relief), size)
    is_control = rng.random(size) < 0.3
    less = np.array([relief[name] for name in cause]) * ~is_control
    probability = 1 / (1 + np.exp(-(np.log(risk / (1 - risk)) - less)))
    return pl.DataFrame(
        {
            "churn_probability": risk,
            "main_cause": cause,
            "offer": "offer_large",
            "is_control": is_control,
            "left": rng.random(size) < probability,
        }
    )


def _relief(belief, offer: str, cause: str) -> tuple[float, float]:
    at = belief.position(offer, cause)
    return belief.mean[at], belief.spread[at]


@pytest.mark.parametrize("truth", [{"price": 0.0, "service": 0.9}, {"price": 1.2, "service": 0.2}])
def test_one_campaign_puts_wrong_assumptions_right(truth):
    after = learned(PACKAGED.belief(), _campaign(truth), "C1")
    for cause, relief in truth.items():
        mean, spread = _relief(after, "offer_large", cause)
        assert abs(mean - relief) < 3 * spread
        assert spread < 0.5 * _relief(PACKAGED.belief(), "offer_large", cause)[1]


def test_what_was_not_tried_moves_with_what_was_and_stays_an_assumption():
    after = learned(PACKAGED.belief(), _campaign({"price": 0.0, "service": 0.0}), "C1")
    assert _relief(after, "offer_small", "renewal")[0] < 0.5 * _relief(PACKAGED.belief(), "offer_small", "renewal")[0]
    sources = {(cell.offer, cell.cause): cell.source for cell in after.cells}
    assert (sources["offer_large", "price"], sources["offer_small", "renewal"]) == ("C1", "assumption")


def test_a_few_contacts_are_no_measurement_and_teach_little():
    few = _campaign({"price": 1.0, "service": 1.0}, size=FEWEST_CONTACTS)
    after = learned(PACKAGED.belief(), few, "C1")
    assert {cell.source for cell in after.cells} == {"assumption", "none"}
    assert abs(_relief(after, "offer_large", "price")[0] - 0.5) < _relief(PACKAGED.belief(), "offer_large", "price")[1]


def test_the_order_of_members_teaches_nothing():
    members = _campaign({"price": 0.5, "service": 0.2}, size=500)
    turned = learned(PACKAGED.belief(), members.reverse(), "C1")
    assert np.allclose(turned.mean, learned(PACKAGED.belief(), members, "C1").mean)


def test_a_control_that_leaves_more_than_predicted_is_no_effect_of_the_calls():
    members = _campaign({"price": 0.0, "service": 0.0}, size=20_000)
    rng = np.random.default_rng(3)
    more = members.with_columns(
        left=pl.Series(rng.random(members.height) < members["churn_probability"].to_numpy() * 1.2)
    )
    mean, spread = _relief(learned(PACKAGED.belief(), more, "C1"), "offer_large", "price")
    assert abs(mean) < 3 * spread
