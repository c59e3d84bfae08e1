"""What the challenger says of rows that it has not seen, and what follows from that: sweep and calibration."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.judged_groups import judged_groups, margin_band
from spanishgas.model.training_rows import KEY, testing_rows, training_rows
from spanishgas.policy import Policy
from spanishgas.tables.base import LABEL, PROBABILITY
from spanishgas.tables.training import CalibrationGroups, HeldOutPredictions, RankingCurve, ThresholdSweep

_GROUPS = ("segment", "portfolio_type", "province_code", "is_second_residence", "avg_monthly_margin")
_CURVE_STEPS = 200
THRESHOLDS = np.round(np.arange(101) / 100, 2)
"""Probabilities from which customers may be flagged, wherever a curve goes by them."""


def held_out_predictions(
    training_master: pl.LazyFrame, model_split: pl.LazyFrame, challenger: Model, *, policy: Policy
) -> pl.LazyFrame:
    """Calibrated probability and outcome of all that calibrated or tests, by fits that have not seen them: sorted.

    What calibrated are the training rows; of three label dates or more those of the last that trains.

    Raises:
        ModelInputError: training_master lacks a feature of the challenger.
    """
    train = training_rows(training_master, model_split, _GROUPS)
    train = train.with_columns(challenger.reference[PROBABILITY])  # in the order of training_rows, by which it was made
    if day := challenger.card.calibration_label_date:
        train = train.filter(label_date=day)
    test = testing_rows(training_master, model_split)
    test = test.with_columns(pl.Series(PROBABILITY, challenger.probability(test), dtype=pl.Float64))
    parts = [train.with_columns(part=pl.lit("train")), test.with_columns(part=pl.lit("test"))]
    return (
        pl.concat([part.select(*KEY, "part", PROBABILITY, LABEL, *_GROUPS) for part in parts])
        .lazy()
        .with_columns(
            margin_band(pl.col("avg_monthly_margin")),
            risk_tier=policy.risk_tier(pl.col(PROBABILITY)),
            churn_prediction=(pl.col(PROBABILITY) >= challenger.threshold).cast(pl.Int8),
        )
        .select(HeldOutPredictions.column_names())
        .sort(KEY)
    )


def threshold_sweep(held_out_predictions: pl.LazyFrame) -> pl.LazyFrame:
    """What each threshold flags and finds: one row a part and threshold 0.00, 0.01, … 1.00."""
    rows = held_out_predictions.select("part", PROBABILITY, LABEL).collect()
    found = [_swept(str(part), rows.filter(part=part)) for part in ("test", "train")]
    return pl.concat(found).select(ThresholdSweep.column_names()).lazy()


def ranking_curve(held_out_predictions: pl.LazyFrame) -> pl.LazyFrame:
    """What calling the likeliest to leave finds: one row a part and number of calls, by half percents of the part.

    Customers of the same probability are called together, so that their order decides nothing.
    """
    rows = held_out_predictions.select("part", PROBABILITY, LABEL).collect()
    curves = [_curve(rows.filter(part=part)).with_columns(part=pl.lit(part)) for part in ("test", "train")]
    return pl.concat(curves).select(RankingCurve.column_names()).lazy()


def calibration_groups(held_out_predictions: pl.LazyFrame) -> pl.LazyFrame:
    """What was said against what came: one row a part, grouping and group; see ``judged_groups``."""
    rows = held_out_predictions.collect()
    parts = [
        judged_groups(rows.filter(part=part)).with_columns(part=pl.lit(part)).select(CalibrationGroups.column_names())
        for part in ("test", "train")
    ]
    return pl.concat(parts).lazy()


def _curve(rows: pl.DataFrame) -> pl.DataFrame:
    churners, count = int(rows[LABEL].sum()), rows.height
    called = pl.col("called")
    step = (called * _CURVE_STEPS / max(count, 1)).ceil()
    return (
        rows.group_by(PROBABILITY)
        .agg(pl.len().alias("called"), pl.col(LABEL).cast(pl.Int64).sum().alias("found"))
        .sort(PROBABILITY, descending=True)
        .with_columns(pl.col("called", "found").cum_sum().cast(pl.Int64))
        .filter((step != step.shift(-1)).fill_null(value=True))
        .select(
            "called",
            called_share=called / max(count, 1),
            lowest_probability=PROBABILITY,
            precision=pl.col("found") / called,
            recall=pl.col("found") / churners if churners else pl.lit(None, pl.Float64),
            false_positive_rate=(called - pl.col("found")) / (count - churners)
            if count > churners
            else pl.lit(None, pl.Float64),
            lift=pl.col("found") / called / (churners / count) if churners else pl.lit(None, pl.Float64),
        )
    )


def _swept(part: str, rows: pl.DataFrame) -> pl.DataFrame:
    ranked = rows.sort(PROBABILITY)
    below = np.searchsorted(ranked[PROBABILITY].to_numpy(), THRESHOLDS, side="left")
    churners = np.concatenate([[0], np.cumsum(ranked[LABEL].to_numpy(), dtype=np.int64)])
    flagged, found, all_churners = rows.height - below, churners[-1] - churners[below], int(churners[-1])
    table = pl.DataFrame({"threshold": THRESHOLDS, "flagged": flagged, "found": found}).cast(
        {"flagged": pl.Int64, "found": pl.Int64}
    )
    return table.with_columns(
        part=pl.lit(part),
        precision=pl.when(pl.col("flagged") > 0).then(pl.col("found") / pl.col("flagged")),
        recall=pl.col("found") / all_churners if all_churners else pl.lit(None, pl.Float64),
    )
