"""What calling changed: members who were called against those of the control, who were not, with intervals."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import polars as pl

from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.policy import Economics

FEWEST = 20
"""Members called, and as many of the control, below which a group says nothing."""
GROUPINGS = ("why", "offer", "main_cause", "risk_tier")


@dataclass(frozen=True)
class Effect:
    """A difference with its 95 % interval."""

    value: float
    low: float
    high: float


def effects(members: pl.DataFrame, economics: Economics) -> pl.DataFrame:
    """Churn and euros by group: one row a grouping and group, sorted; all members first.

    The difference in means between called and control, of residuals against the predicted probability: the prediction
    takes scatter away and cannot put an effect in, since both groups have it. Points are of 100 customers, EUR of all
    who were called, over the value horizon; 95 % intervals are by Welch, for members assigned one by one: too narrow
    where groups were assigned whole (docs/public-campaigns.md). Whoever was called counts as called, reached or not.

    Args:
        members: with an outcome: ``left``, ``is_control``, ``churn_probability``, margins, offers and groupings.
        economics: what a contact and a discount cost and what a kept customer is worth.
    """
    rows = members.with_columns(worth=_worth(economics))
    groups = [(EVERYBODY, EVERYBODY, rows)]
    for grouping in GROUPINGS:
        groups += [(grouping, str(group), part) for (group,), part in sorted(rows.group_by(grouping), key=_name)]
    return pl.DataFrame([_row(*group) for group in groups], infer_schema_length=None)


def difference(called: np.ndarray, control: np.ndarray) -> Effect | None:
    """Mean of the called less that of the control, by Welch's interval; None where either has too few to tell."""
    from scipy.special import stdtrit  # scipy.stats would take a server 50 MB

    if min(called.size, control.size) < 2:
        return None
    parts = [each.var(ddof=1) / each.size for each in (called, control)]
    total = sum(parts)
    if total == 0:
        return None
    freedom = total**2 / sum(part**2 / (each.size - 1) for part, each in zip(parts, (called, control), strict=True))
    value = float(called.mean() - control.mean())
    half = float(stdtrit(freedom, 0.975)) * sqrt(total)
    return Effect(value, value - half, value + half)


def _worth(economics: Economics) -> pl.Expr:
    """What a member brought against what was expected without a call, EUR over the value horizon.

    The discount is paid to whoever was called and stays; who declined it or was not reached, as far as that was said,
    costs none.
    """
    horizon = pl.col("avg_monthly_margin") * economics.customer_value_months
    takes = pl.coalesce("accepted", "reached", pl.lit(value=True)) & ~pl.col("left")
    discount = pl.when(takes).then(pl.col("offer_budget_eur_month") * economics.discount_months).otherwise(0.0)
    spent = pl.when("is_control").then(0.0).otherwise(discount + economics.outreach_cost_eur)
    return (pl.col("churn_probability") - pl.col("left").cast(pl.Float64)) * horizon - spent


def _row(grouping: str, group: str, rows: pl.DataFrame) -> dict[str, Any]:
    is_control = rows["is_control"].to_numpy()
    left = rows["left"].cast(pl.Float64).to_numpy()
    stayed_more = rows["churn_probability"].to_numpy() - left
    called, controls = int((~is_control).sum()), int(is_control.sum())
    enough = min(called, controls) >= FEWEST
    points = difference(stayed_more[~is_control], stayed_more[is_control]) if enough else None
    worth = rows["worth"].to_numpy()
    euros = difference(worth[~is_control], worth[is_control]) if enough else None
    return {
        "grouping": grouping,
        "group": group,
        "contacts": called,
        "controls": controls,
        "left_share_contacts": float(left[~is_control].mean()) if called else None,
        "left_share_controls": float(left[is_control].mean()) if controls else None,
        "kept_points": points and 100 * points.value,
        "kept_points_low": points and 100 * points.low,
        "kept_points_high": points and 100 * points.high,
        "incremental_margin_eur": euros and called * euros.value,
        "incremental_margin_low_eur": euros and called * euros.low,
        "incremental_margin_high_eur": euros and called * euros.high,
        "promised_margin_eur": float(rows.filter(~pl.col("is_control"))["expected_incremental_margin_eur"].sum()),
    }


def _name(part: tuple[tuple[object, ...], pl.DataFrame]) -> str:
    return str(part[0][0])
