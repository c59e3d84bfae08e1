import numpy as np
import polars as pl
from scipy.special import logit
from support.gold_rows import gold_rows, small_model

from spanishgas.model.explain import leading_reasons

MODEL, ROWS = small_model(), gold_rows(300, seed=9)


def test_contributions_sum_to_the_calibrated_log_odds():
    np.testing.assert_allclose(MODEL.contributions(ROWS).sum(axis=1), logit(MODEL.probability(ROWS)), atol=1e-5)


def test_reasons_are_the_largest_contributions_in_the_direction_of_the_customer():
    contributions = MODEL.contributions(ROWS)[:, :-1]
    for row, reasons in enumerate(leading_reasons(MODEL, ROWS).iter_rows(named=True)):
        total = contributions[row].sum()
        push = contributions[row] * (1 if total >= 0 else -1)
        expected = [MODEL.features[i] for i in np.argsort(-push, kind="stable")[:3] if push[i] > 0]
        assert [reasons[f"reason_{k}"] for k in (1, 2, 3)][: len(expected)] == expected
        assert reasons["reason_1_contribution"] * total > 0


def test_a_reason_comes_with_the_value_of_the_customer():
    for row, reasons in zip(
        ROWS.iter_rows(named=True), leading_reasons(MODEL, ROWS).iter_rows(named=True), strict=True
    ):
        value = row[reasons["reason_1"]]
        shown = reasons["reason_1_value"]
        assert shown is None if value is None else (shown == value or float(shown) == float(value))


def test_every_customer_has_a_first_reason_even_one_of_whom_nothing_is_known():
    nobody = ROWS.head(1).with_columns(pl.lit(None).cast(ROWS.schema[name]).alias(name) for name in MODEL.features)
    assert leading_reasons(MODEL, nobody)["reason_1"].null_count() == 0
