"""Why a customer gets no offer: which code, and in which words."""

import numpy as np
import polars as pl
import pytest

from spanishgas.decide import guardrails
from spanishgas.decide.guardrails import REFUSALS, WORDS, GuardrailError, check_scores, not_offered, refused

CODES = {value for name, value in vars(guardrails).items() if name.isupper() and isinstance(value, str)}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_code_has_words_of_its_own_and_no_words_are_left_over(language):
    assert set(WORDS[language]) == CODES
    assert len(set(WORDS[language].values())) == len(CODES)


def test_the_languages_say_different_things():
    assert not set(WORDS["en"].values()) & set(WORDS["es"].values())


def _against(**changes: object) -> str | None:
    said = {
        "do_not_contact": 0,
        "contact_consent": 1,
        "is_resting": False,
        "is_in_control": False,
        "avg_monthly_margin": 8.0,
    } | changes
    types = {"do_not_contact": pl.Int8, "contact_consent": pl.Int8, "avg_monthly_margin": pl.Float64}
    return pl.DataFrame([said], schema_overrides=types).select(refused()).item()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"do_not_contact": None, "contact_consent": None}, None),
        ({"avg_monthly_margin": 0.0}, None),
        ({"do_not_contact": 1}, "do_not_contact"),
        ({"contact_consent": 0}, "no_consent"),
        ({"is_resting": True}, "rest_period"),
        ({"is_in_control": True}, "in_control"),
        ({"avg_monthly_margin": None}, "unknown_margin"),
        ({"avg_monthly_margin": -0.01}, "negative_margin"),
    ],
)
def test_what_is_against_any_offer_has_a_code(changes, code):
    assert _against(**changes) == code
    assert code is None or code in REFUSALS


def test_of_several_things_against_an_offer_the_customers_own_word_comes_first():
    everything = {"do_not_contact": 1, "contact_consent": 0, "is_resting": True, "is_in_control": True}
    everything |= {"avg_monthly_margin": None}
    calm = {
        "do_not_contact": 0,
        "contact_consent": 1,
        "is_resting": False,
        "is_in_control": False,
        "avg_monthly_margin": 8.0,
    }
    found = []
    for name, value in calm.items():
        found.append(_against(**everything))
        everything[name] = value
    assert found == ["do_not_contact", "no_consent", "rest_period", "in_control", "unknown_margin"]
    assert _against(**everything) is None


@pytest.mark.parametrize(
    ("wanted", "is_known", "pays", "code"),
    [
        ([0, 0], [1, 1], [0, 0], "low_risk"),
        ([0, 0], [0, 0], [0, 0], "low_risk"),
        ([1, 1], [0, 0], [0, 0], "no_response"),
        ([1, 0], [0, 1], [0, 0], "no_response"),
        ([1, 0], [1, 0], [0, 0], "negative_impact"),
        ([1, 1], [0, 1], [0, 0], "negative_impact"),
        ([1, 1], [1, 1], [0, 1], "beyond_limits"),
    ],
)
def test_why_a_customer_whom_nothing_refuses_got_no_offer(wanted, is_known, pays, code):
    several = [np.array([flags, [1, 1]], dtype=bool) for flags in (wanted, is_known, pays)]
    assert not_offered(*several).to_list() == [code, "beyond_limits"]
    assert code not in REFUSALS


def test_of_nobody_there_is_nothing_to_say():
    assert not_offered(*[np.zeros((0, 2), dtype=bool)] * 3).to_list() == []


SCORES = pl.DataFrame(
    {"customer_id": ["C1", "C2"], "churn_probability": [0.0, 1.0], "reason_1": ["price", "renewal"]},
    schema_overrides={"reason_1": pl.String},
)


def test_scores_with_a_reason_and_a_probability_pass():
    check_scores(SCORES)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("reason_1", None, "no reason code .guardrail 2., first C2"),
        ("churn_probability", None, "outside 0..1 .guardrail 3., first C2"),
        ("churn_probability", 1.0001, "outside 0..1 .guardrail 3., first C2"),
        ("churn_probability", -0.0001, "outside 0..1 .guardrail 3., first C2"),
        ("churn_probability", float("nan"), "outside 0..1 .guardrail 3., first C2"),
    ],
)
def test_scores_that_must_not_leave_the_house_are_refused(column, value, said):
    is_second = pl.col("customer_id") == "C2"
    broken = SCORES.with_columns(pl.when(is_second).then(value).otherwise(column).alias(column))
    with pytest.raises(GuardrailError, match=f"1 customers with .*{said}"):
        check_scores(broken)
