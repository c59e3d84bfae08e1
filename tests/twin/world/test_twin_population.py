import numpy as np
import pytest

from spanishgas.twin.published import published
from spanishgas.twin.world.book import NEVER
from spanishgas.twin.world.geography import geography
from spanishgas.twin.world.lifecycle import lifecycle
from spanishgas.twin.world.population import CORPORATE, SME, population


@pytest.fixture(scope="module")
def people():
    return population(2000, 7, geography())


def test_segments_are_scaled_to_the_unit(people) -> None:
    assert np.bincount(people.segment).tolist() == [1800, 182, 18]


def test_competition_is_a_property_of_the_province(people) -> None:
    places = geography()
    assert (places.is_high_competition[people.province] == people.is_high_competition).all()
    assert people.is_high_competition.sum() == round(6083 / 20099 * 2000)


def test_ceuta_and_melilla_are_provinces() -> None:
    assert {"51", "52"} <= set(geography().codes)


def test_small_businesses_have_ten_kilowatts_and_corporates_more(people) -> None:
    assert set(people.power_kw[people.segment == SME]) == {10.0}
    assert people.power_kw[people.segment == CORPORATE].min() >= 15


def test_only_homes_are_second_residences(people) -> None:
    assert (people.segment[people.is_second_residence] == 0).all()


def test_renewal_and_tenure_buckets_have_the_published_counts() -> None:
    life, facts = lifecycle(20_099, 3), published()
    months, tenure = life.renewal_day / 30, -life.activation_day / 30
    renewal = [(months <= 0), (months > 0) & (months <= 3), (months > 3) & (months <= 6), months > 6]
    assert [int(member.sum()) for member in renewal] == list(facts["renewal_bucket"]["counts"].values())[:4]
    buckets = np.bincount(np.searchsorted([6, 12, 24, 60], tenure, side="left"))
    assert buckets.tolist() == list(facts["tenure_bucket"]["counts"].values())


def test_nobody_changed_product_before_joining() -> None:
    life = lifecycle(3000, 5)
    changed = life.change_day != NEVER
    assert (life.change_day[changed] >= life.activation_day[changed]).all()
    assert 1 - changed.mean() == pytest.approx(0.3032, abs=0.001)


def test_no_contract_ran_out_before_it_began() -> None:
    life = lifecycle(3000, 5)
    assert (life.renewal_day > life.activation_day).all()


def test_as_many_joined_in_the_last_year_as_leave_in_one() -> None:
    life = lifecycle(20_099, 5)
    joined = (life.joined_day >= -365).mean()
    assert joined == pytest.approx(1 - np.exp(-0.0996 / 90 * 365), abs=0.01)
    assert (life.joined_day >= life.activation_day).all()
