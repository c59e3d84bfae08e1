"""What was said against what came, for all and by group."""

import numpy as np
import polars as pl
import pytest

from spanishgas.model.judged_groups import GROUPINGS, calibration_slope, judged_groups, margin_band


def said_and_came(probability: list[float], churned: list[int], **groups: list[str]) -> pl.DataFrame:
    same = {name: ["one"] * len(churned) for name in GROUPINGS}
    flags = [int(each >= 0.5) for each in probability]
    said = {"churn_probability": probability, "churn_prediction": flags, "churned_within_horizon": churned}
    return pl.DataFrame({**said, **same, **groups})


def test_every_group_has_its_churners_and_those_that_were_expected():
    rows = said_and_came([0.5, 0.5, 0.1, 0.1], [1, 1, 0, 0], segment=["SME", "SME", "Residential", "Residential"])
    table = judged_groups(rows)
    assert table.filter(grouping="segment").select("group", "rows", "churners", "expected_churners").rows() == [
        ("Residential", 2, 0, pytest.approx(0.2)),
        ("SME", 2, 2, pytest.approx(1.0)),
    ]
    assert table.filter(grouping="segment", group="SME")["deviation"].item() == pytest.approx(1 / np.sqrt(0.5))
    assert table.filter(grouping="all").select("rows", "churners", "pr_auc", "slope").row(0) == (4, 2, None, None)


def test_probabilities_that_are_true_have_a_slope_of_one_and_bold_ones_less():
    generator = np.random.default_rng(1)
    log_odds = generator.normal(-1, 2, 20_000)
    churned = (generator.random(20_000) < 1 / (1 + np.exp(-log_odds))).astype(int)
    assert calibration_slope(1 / (1 + np.exp(-log_odds)), churned) == pytest.approx(1.0, abs=0.05)
    assert calibration_slope(1 / (1 + np.exp(-2 * log_odds)), churned) == pytest.approx(0.5, abs=0.03)
    (everybody,) = (
        judged_groups(said_and_came((1 / (1 + np.exp(-log_odds))).tolist(), churned.tolist()))
        .filter(grouping="all")
        .rows(named=True)
    )
    assert abs(everybody["deviation"]) < 3
    assert 0.5 < everybody["pr_auc"] < 1


def test_nobody_judged_is_no_row():
    assert judged_groups(said_and_came([], []).cast({"churn_probability": pl.Float64})).is_empty()


@pytest.mark.parametrize(
    ("margin", "band"),
    [(-1.0, "below 0"), (0.0, "0 to 10"), (9.99, "0 to 10"), (40.0, "40 and more"), (None, "unknown")],
)
def test_margins_fall_into_bands_that_begin_at_their_lower_end(margin: float | None, band: str):
    table = pl.DataFrame({"m": [margin]}, schema={"m": pl.Float64})
    assert table.select(margin_band(pl.col("m"))).item() == band
