"""How long customers stay who were at risk and outlived the horizon: by hand, by lists, and against a known rate."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from support.rules import POLICY

from spanishgas.monitoring.value_horizon import MeasuredStay, StayRules, ValueHorizon, value_horizon

JANUARY, FEBRUARY, TODAY = date(2025, 1, 31), date(2025, 2, 28), date(2025, 8, 31)
BEGINS = JANUARY + timedelta(days=90)
RULES = StayRules(longest_months=4, fewest_months=2, fewest_customers=1, fewest_departures=0)
Listed = tuple[str, date]


def after(days: int) -> date:
    return BEGINS + timedelta(days=days)


def on(day: date, *names: str) -> list[Listed]:
    return [(name, day) for name in names]


def horizon(
    lists: list[Listed],
    files: dict[str, date | None],
    rules: StayRules = RULES,
    flagged: pl.Expr | int = 1,
    tier: pl.Expr | str = "Low",
) -> ValueHorizon:
    """What is measured today from lists of flagged customers and the days on which, by the files, customers left."""
    names = {"customer_id": [name for name, _ in lists], "as_of": [day for _, day in lists]}
    scores = pl.LazyFrame(names, schema={"customer_id": pl.String, "as_of": pl.Date})
    flags = {"churn_prediction": flagged, "risk_tier": tier}
    scores = scores.with_columns(
        pl.lit(value).alias(name) if not isinstance(value, pl.Expr) else value.alias(name)
        for name, value in flags.items()
    )
    customers = pl.LazyFrame(
        {"customer_id": list(files), "left_on": list(files.values())},
        schema={"customer_id": pl.String, "left_on": pl.Date},
    )
    return value_horizon(customers, scores, policy=POLICY, stay_rules=rules, as_of=TODAY, seed=1)


SIX: dict[str, date | None] = {
    "C1": after(1),
    "C2": after(30),
    "C3": after(31),
    "C4": after(60),
    "C5": None,
    "C6": None,
}
OTHER = {"O": after(60)}
"""Somebody else, who left as the second month ended: so far the files know."""


def test_six_customers_by_hand():
    # Of six two leave in the first month and two in the second; the months to come lose a half each, as the second did.
    measured = horizon(on(JANUARY, *SIX), SIX)
    assert (measured.customers, measured.departures) == ((6, 4), (2, 2))
    staying = [1, 2 / 3, 1 / 3, 1 / 6, 1 / 12]
    months = sum((before + now) / 2 for before, now in pairwise(staying))
    assert measured.stay is not None
    assert measured.stay.months == pytest.approx(months) == pytest.approx(1.7083, abs=1e-4)
    assert 0.5 <= measured.stay.low_months < measured.stay.months < measured.stay.high_months <= 4
    assert (measured.longest_months, measured.assumed_months) == (4, POLICY.economics.customer_value_months)


def test_who_left_within_the_horizon_was_not_kept():
    files = SIX | {"C7": after(0), "C8": after(-89)}
    assert horizon(on(JANUARY, *files), files) == horizon(on(JANUARY, *SIX), SIX)


def test_a_month_counts_those_of_whom_all_of_it_was_seen():
    # Of the list of February one month has passed on the last day that the files know of; C9 leaves after it.
    files = SIX | {"C7": None, "C8": after(30), "C9": after(60)}
    measured = horizon(on(JANUARY, *SIX) + on(FEBRUARY, *files), files)
    assert (measured.customers, measured.departures) == ((9, 4), (3, 2))


def test_a_customer_counts_once_from_the_first_list_at_risk():
    again = on(JANUARY, *SIX) + on(FEBRUARY, *SIX)
    assert horizon(again, SIX) == horizon(on(JANUARY, *SIX), SIX)
    late = horizon(again, SIX, flagged=(pl.col("as_of") == FEBRUARY).cast(pl.Int8))
    assert late.customers == (5,)  # C1 left before the later horizon was over; a month later fewer months are seen


def test_at_risk_are_the_flagged_and_those_above_the_lowest_tier():
    lists = on(JANUARY, *SIX)
    assert horizon(lists, SIX, flagged=0, tier="Medium") == horizon(lists, SIX, flagged=1, tier="Low")
    assert horizon(lists, SIX, flagged=0, tier="Low").customers == ()
    assert horizon(lists, SIX, flagged=pl.lit(None, pl.Int8), tier="Medium") == horizon(lists, SIX)


def test_who_is_in_no_file_any_more_left_by_the_first_list_without_them():
    third = after(45)
    lists = on(JANUARY, *SIX) + on(FEBRUARY, *SIX) + on(third, "C5", "C6")
    here: dict[str, date | None] = {"C5": None, "C6": None, **OTHER}
    measured = horizon(lists, here)
    assert (measured.customers, measured.departures) == ((6, 6), (0, 4))


def test_the_day_of_a_label_counts_though_a_list_still_had_the_customer():
    lists = on(JANUARY, *SIX) + on(after(40), *SIX) + on(after(70), *SIX)
    assert horizon(lists, SIX).departures == (2, 2)


def test_a_day_that_files_can_only_guess_is_no_later_than_the_first_list_without_the_customer():
    guessed = SIX | {"C1": TODAY, "C2": TODAY, **OTHER}  # the contract is over, and its end was to be later
    lists = on(JANUARY, *SIX) + on(after(25), "C3", "C4", "C5", "C6")
    assert horizon(lists, guessed).departures[:2] == (2, 2)


def test_who_came_back_has_stayed():
    back = SIX | {"C1": None}
    lists = on(JANUARY, *SIX) + on(FEBRUARY, "C2", "C3", "C4", "C5", "C6")
    assert horizon(lists, back).departures == (1, 2)


def test_nothing_is_known_of_days_after_the_last_departure_that_files_know_of():
    stays: dict[str, date | None] = {"C1": None, "C2": None}
    lists = on(JANUARY, *stays)
    assert horizon(lists, stays | {"O": after(59)}).customers == (2,)
    assert horizon(lists, stays | {"O": after(60)}).customers == (2, 2)
    assert horizon(lists, stays).customers == ()


def test_before_anybody_was_followed_there_is_nothing_to_say():
    for measured in (horizon([], {"C1": None}), horizon(on(TODAY - timedelta(days=1), "C1"), {"C1": None})):
        assert (measured.customers, measured.stay, measured.sentence()) == ((), None, "")


def _rules(**changes: int) -> StayRules:
    return StayRules.model_validate({**RULES.model_dump(), **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"fewest_months": 3},
            "of 1 or more customers at risk, 2 of the 3 months that are needed after their 90 days have been seen; "
            "scores of past runs must stay so long (keep_scores_days)",
        ),
        (
            {"fewest_customers": 5},
            "of 5 or more customers at risk, 1 of the 2 months that are needed after their 90 days have been seen; "
            "scores of past runs must stay so long (keep_scores_days)",
        ),
        ({"fewest_departures": 3}, "departures in the later half of the months seen: 2, and 3 are needed"),
    ],
)
def test_what_too_little_was_seen_of_is_not_yet_measured_and_that_is_said(changes: dict[str, int], said: str):
    measured = horizon(on(JANUARY, *SIX), SIX, _rules(**changes))
    assert measured.stay is None
    assert measured.sentence() == f"not yet measured: {said}"


def test_no_month_beyond_the_longest_counts():
    measured = horizon(on(JANUARY, *SIX), SIX, _rules(longest_months=2))
    assert measured.stay is not None
    assert measured.stay.months == pytest.approx((1 + 2 / 3) / 2 + (2 / 3 + 1 / 3) / 2)


def test_a_known_rate_is_found_within_the_interval_and_more_customers_make_it_surer():
    rate, longest = 0.06, 32
    truth = sum((1 - rate) ** month * (1 - rate / 2) for month in range(longest))
    rules = _rules(longest_months=longest, fewest_months=6)
    widths = []
    for count in (400, 6_400):
        begins, seen = date(2024, 4, 30), 10 * 30
        days = np.random.default_rng(3).geometric(1 - (1 - rate) ** (1 / 30), count).tolist()
        gone = {f"C{n}": begins + timedelta(days=day) if day <= seen else None for n, day in enumerate(days)}
        lists = on(begins - timedelta(days=90), *gone)
        stay = horizon(lists, gone | {"O": begins + timedelta(days=seen)}, rules).stay
        assert stay is not None
        assert stay.low_months < truth < stay.high_months
        widths.append(stay.high_months - stay.low_months)
    assert widths[0] > 3 * widths[1]


def test_the_order_of_rows_changes_nothing():
    lists = on(JANUARY, *SIX) + on(FEBRUARY, "C5", "C6")
    assert horizon(lists[::-1], dict(reversed(SIX.items()))) == horizon(lists, SIX)


def test_the_sentence_has_the_months_their_interval_what_they_rest_on_and_what_the_policy_assumes():
    said: dict[str, Any] = {
        "customers": (2_304, 2_000, 1_800),
        "departures": (304, 200, 100),
        "longest_months": 32,
        "assumed_months": 32.0,
        "missing": "",
    }
    sentence = ValueHorizon(**said, stay=MeasuredStay(months=15.04, low_months=14, high_months=16.26)).sentence()
    assert sentence == (
        "kept customers stay 15.0 of 32 months (90 %: 14.0 to 16.3), measured over 3 months on 2,304 customers; the "
        "policy assumes 32 (policy.yaml: economics, customer_value_months)"
    )
