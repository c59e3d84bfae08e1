import numpy as np
import polars as pl
import pytest
from scipy.special import logit
from support.gold_rows import gold_rows, small_model
from support.rules import EXPERIMENTS, REASON_FAMILIES

from spanishgas.errors import InputError
from spanishgas.model.explain import explanations
from spanishgas.model.reason_families import REASONS, ReasonFamilies

MODEL, ROWS = small_model(), gold_rows(300, seed=9)
EXPLAINED = explanations(MODEL, ROWS, REASON_FAMILIES)
RANKS = range(1, REASONS + 1)


def book(**families: list[str]) -> ReasonFamilies:
    """Families of one's own, each of which can be a cause."""
    return ReasonFamilies.model_validate(
        {"families": {code: {"features": names, "cause": True} for code, names in families.items()}}
    )


def by_family() -> tuple[np.ndarray, list[str]]:
    """Contributions summed by hand: a feature of two families counts half in each."""
    contributions, codes = MODEL.contributions(ROWS)[:, :-1], list(REASON_FAMILIES.families)
    sums = np.zeros((ROWS.height, len(codes)))
    for column, feature in enumerate(MODEL.features):
        homes = [code for code, family in REASON_FAMILIES.families.items() if feature in family.features]
        for code in homes:
            sums[:, codes.index(code)] += contributions[:, column] / len(homes)
    return sums, codes


def test_contributions_sum_to_the_calibrated_log_odds():
    np.testing.assert_allclose(MODEL.contributions(ROWS).sum(axis=1), logit(MODEL.probability(ROWS)), atol=1e-5)


def test_reasons_are_the_families_that_push_most_in_the_direction_of_the_customer():
    sums, codes = by_family()
    for row, reasons in enumerate(EXPLAINED.iter_rows(named=True)):
        total = sums[row].sum()
        push = sums[row] * (1 if total >= 0 else -1)
        expected = [codes[i] for i in np.argsort(-push, kind="stable")[:REASONS] if push[i] > 0]
        assert [reasons[f"reason_{k}"] for k in RANKS if reasons[f"reason_{k}"]] == expected
        assert reasons["reason_1_contribution"] == pytest.approx(push.max() * np.sign(total))


def test_three_reasons_are_three_different_ones():
    for row in EXPLAINED.select(f"reason_{k}" for k in RANKS).iter_rows():
        known = [code for code in row if code]
        assert len(set(known)) == len(known)


def test_a_reason_is_told_by_a_feature_of_its_family_that_pushes_the_same_way_with_the_customers_value():
    contributions = dict(zip(MODEL.features, MODEL.contributions(ROWS)[:, :-1].T, strict=True))
    for row, (customer, reasons) in enumerate(
        zip(ROWS.iter_rows(named=True), EXPLAINED.iter_rows(named=True), strict=True)
    ):
        for k in RANKS:
            if (feature := reasons[f"reason_{k}_feature"]) is None:
                continue
            value, shown = customer[feature], reasons[f"reason_{k}_value"]
            assert feature in REASON_FAMILIES.families[reasons[f"reason_{k}"]].features
            assert contributions[feature][row] * reasons[f"reason_{k}_contribution"] > 0
            assert shown is None if value is None else (shown == value or float(shown) == float(value))


def test_the_main_cause_raises_the_risk_most_of_what_an_offer_can_answer():
    sums, codes = by_family()
    causes = REASON_FAMILIES.causes()
    raised = sums[:, [codes.index(code) for code in causes]]
    expected = [causes[row.argmax()] if row.max() > 0 else "other" for row in raised]
    assert EXPLAINED["main_cause"].to_list() == expected  # everybody in these rows was in touch


def test_who_was_never_in_touch_does_not_leave_for_the_service():
    silent = ROWS.with_columns(has_interaction=pl.lit(0, pl.Int8))
    assert "service" in EXPLAINED["main_cause"]
    assert "service" not in explanations(MODEL, silent, REASON_FAMILIES)["main_cause"]


def test_every_customer_has_a_first_reason_even_one_of_whom_nothing_is_known():
    nobody = ROWS.head(1).with_columns(pl.lit(None).cast(ROWS.schema[name]).alias(name) for name in MODEL.features)
    assert explanations(MODEL, nobody, REASON_FAMILIES)["reason_1"].null_count() == 0


def test_every_feature_that_a_model_can_learn_from_is_in_a_family_and_no_family_has_another():
    known = {name for family in REASON_FAMILIES.families.values() for name in family.features}
    assert known == {name for experiment in ("E6", "E9") for name in EXPERIMENTS.experiment(experiment).features}


def test_a_feature_that_no_family_has_is_refused_by_name():
    with pytest.raises(InputError, match="no family has tenure_months"):
        book(moon=["phase"], tide=["height"], mood=["sentiment_label"]).shares(("sentiment_label", "tenure_months"))


def test_a_family_that_the_model_has_nothing_of_is_no_reason():
    table = explanations(MODEL, ROWS, book(moon=["phase"], tide=["height"], all=list(MODEL.features)))
    assert table["reason_1"].unique().to_list() == ["all"]
    assert table["reason_2"].null_count() == table.height


def test_families_without_a_cause_are_refused():
    with pytest.raises(ValueError, match="no family is a cause"):
        ReasonFamilies.model_validate({"families": {name: {"features": [name]} for name in "abc"}})


def test_no_family_is_called_other():
    with pytest.raises(ValueError, match="no family is called other"):
        book(moon=["phase"], tide=["height"], other=["sentiment_label"])
