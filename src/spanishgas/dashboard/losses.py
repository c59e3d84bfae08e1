"""The expected monthly loss by group, in words: as the run's table of groups has it."""

from collections.abc import Sequence

import polars as pl

from spanishgas.dashboard import amounts
from spanishgas.dashboard.language import _, word
from spanishgas.dashboard.reading import titled

KINDS = {"risk_tier": "tier", "segment": "segment", "province_code": "province"}
"""The groupings shown, and what kind of words their groups have."""


def lost_by(offer_groups: pl.DataFrame, grouping: str, order: Sequence[str] = ()) -> pl.DataFrame:
    """One row a group: ``code``, ``label``, ``value``, and in words ``shown`` and ``customers``.

    Args:
        offer_groups: the run's table.
        grouping: which of its groupings.
        order: codes in the order in which they are wanted; without it the greatest loss comes first.
    """
    rank = pl.col("group").replace_strict({code: place for place, code in enumerate(order)}, default=len(order))
    by = [rank.cast(pl.Int64), -pl.col("expected_monthly_loss_eur"), pl.col("group")]
    groups = offer_groups.filter(grouping=grouping).sort(by)
    value = groups["expected_monthly_loss_eur"]
    return pl.DataFrame(
        {
            "code": groups["group"],
            "label": [word(KINDS[grouping], code) for code in groups["group"]],
            "value": value,
            "shown": [amounts.euros(amount) for amount in value],
            "customers": [amounts.count(count) for count in groups["customers"]],
        },
        schema_overrides={"label": pl.String, "shown": pl.String, "customers": pl.String},
    )


def as_table(rows: pl.DataFrame, first: str) -> pl.DataFrame:
    """The same for reading."""
    return titled(rows, {"label": first, "customers": _("Customers"), "shown": _("Expected monthly loss")})
