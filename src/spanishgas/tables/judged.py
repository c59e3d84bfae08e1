"""What was said of a group of customers against what came: columns that training and monitoring share."""

import dataframely as dy

from spanishgas.tables.base import described

_FEW = "fewer than 50 of an outcome"


class JudgedGroups(dy.Schema):
    """One row a grouping and group of customers."""

    grouping = dy.String(
        primary_key=True,
        **described("-", "all, segment, portfolio_type, province_code, risk_tier, margin_band or is_second_residence"),
    )
    group = dy.String(primary_key=True, **described("-", "Value of the grouping"))
    rows = dy.Int64(min=0, **described("rows", "Predictions of the group"))
    churners = dy.Int64(min=0, **described("rows", "Of them those who left"))
    expected_churners = dy.Float64(min=0, **described("rows", "Sum of the probabilities"))
    deviation = dy.Float64(**described("standard deviations", "Churners above what was expected, by chance"))
    flagged = dy.Int64(min=0, **described("rows", "Flagged: probability at or above the model's threshold"))
    found = dy.Int64(min=0, **described("rows", "Of them those who left"))
    brier = dy.Float64(min=0, max=1, **described("0..1", "Brier score"))
    pr_auc = dy.Float64(min=0, max=1, **described("0..1", "Average precision", null=_FEW))
    slope = dy.Float64(**described("-", "Calibration slope: 1 is right, below 1 is too bold", null=_FEW))
