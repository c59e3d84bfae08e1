import numpy as np
import pytest

from spanishgas.campaigns.effects import difference
from spanishgas.campaigns.power import detectable_difference, needed_contacts


def test_a_difference_of_the_detectable_size_is_found_in_nine_of_ten_campaigns():
    rng = np.random.default_rng(1)
    risk = rng.uniform(0.3, 0.7, 1200)
    is_control = np.arange(1200) < 300
    size = detectable_difference(risk, 900, 300)
    found = 0
    for _ in range(400):
        gone = rng.random(1200) < risk - np.where(is_control, 0, size)
        told = difference((risk - gone)[~is_control], (risk - gone)[is_control])
        found += told.low > 0
    assert 0.85 <= found / 400 <= 0.95


def test_the_needed_contacts_are_those_whose_detectable_difference_is_the_expected_one():
    risk = np.full(1000, 0.4)
    contacts = needed_contacts(risk, 0.05, 0.2)
    assert detectable_difference(risk, contacts, contacts // 4) == pytest.approx(0.05, rel=0.01)


@pytest.mark.parametrize(("difference", "control"), [(0.0, 0.2), (-0.1, 0.2), (0.1, 0.0)])
def test_what_cannot_be_found_needs_no_number(difference, control):
    assert needed_contacts(np.full(10, 0.4), difference, control) is None


def test_without_a_control_nothing_is_detectable():
    assert detectable_difference(np.full(10, 0.4), 10, 0) is None
