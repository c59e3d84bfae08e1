"""What the challenger says of rows that it has not seen, and what follows from that: sweep and calibration."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.judged_groups import judged_groups, margin_band
from spanishgas.model.training_rows import KEY, training_rows
from spanishgas.policy import Policy
from spanishgas.tables.base import LABEL, PROBABILITY
from spanishgas.tables.training import CalibrationGroups, HeldOutPredictions, ThresholdSweep

_GROUPS = ("segment", "portfolio_type", "province_code", "avg_monthly_margin")


def held_out_predictions(
    training_master: pl.LazyFrame, model_split: pl.LazyFrame, challenger: Model, *, policy: Policy
) -> pl.LazyFrame:
    """Calibrated probability and outcome of all that trains (by the fit without its fold) or tests: sorted by the key.

    Raises:
        ModelInputError: training_master lacks a feature of the challenger.
    """
    train = training_rows(training_master, model_split, _GROUPS)
    train = train.with_columns(challenger.reference[PROBABILITY])  # in the order of training_rows, by which it was made
    test = training_master.join(model_split.filter(part="test"), on=KEY, how="semi").collect()
    test = test.with_columns(pl.Series(PROBABILITY, challenger.probability(test), dtype=pl.Float64))
    parts = [train.with_columns(part=pl.lit("train")), test.with_columns(part=pl.lit("test"))]
    return (
        pl.concat([part.select(*KEY, "part", PROBABILITY, LABEL, *_GROUPS) for part in parts])
        .lazy()
        .with_columns(policy.risk_tier(pl.col(PROBABILITY)).alias("risk_tier"), margin_band(pl.col(_GROUPS[-1])))
        .select(HeldOutPredictions.column_names())
        .sort(KEY)
    )


def threshold_sweep(held_out_predictions: pl.LazyFrame) -> pl.LazyFrame:
    """What each threshold flags and finds: one row a part and threshold 0.00, 0.01, … 1.00."""
    rows = held_out_predictions.select("part", PROBABILITY, LABEL).collect()
    thresholds = np.round(np.arange(101) / 100, 2)
    found = [_swept(str(part), rows.filter(part=part), thresholds) for part in ("test", "train")]
    return pl.concat(found).select(ThresholdSweep.column_names()).lazy()


def calibration_groups(held_out_predictions: pl.LazyFrame) -> pl.LazyFrame:
    """What was said against what came: one row a part, grouping and group; see ``judged_groups``."""
    rows = held_out_predictions.collect()
    parts = [
        judged_groups(rows.filter(part=part)).with_columns(part=pl.lit(part)).select(CalibrationGroups.column_names())
        for part in ("test", "train")
    ]
    return pl.concat(parts).lazy()


def _swept(part: str, rows: pl.DataFrame, thresholds: np.ndarray) -> pl.DataFrame:
    ranked = rows.sort(PROBABILITY)
    below = np.searchsorted(ranked[PROBABILITY].to_numpy(), thresholds, side="left")
    churners = np.concatenate([[0], np.cumsum(ranked[LABEL].to_numpy(), dtype=np.int64)])
    flagged, found, all_churners = rows.height - below, churners[-1] - churners[below], int(churners[-1])
    table = pl.DataFrame({"threshold": thresholds, "flagged": flagged, "found": found}).cast(
        {"flagged": pl.Int64, "found": pl.Int64}
    )
    return table.with_columns(
        part=pl.lit(part),
        precision=pl.when(pl.col("flagged") > 0).then(pl.col("found") / pl.col("flagged")),
        recall=pl.col("found") / all_churners if all_churners else pl.lit(None, pl.Float64),
    )
