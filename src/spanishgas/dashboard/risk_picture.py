"""Customers counted for two pictures: by tier, and by probability and margin. Words are the reader's."""

from collections.abc import Sequence
from itertools import pairwise

import polars as pl

from spanishgas.dashboard.amounts import count, euros, share
from spanishgas.dashboard.language import _, word
from spanishgas.dashboard.reading import titled

_WIDTH = 0.05
_MARGINS = (-10, 0, 5, 10, 20, 50, 100)
"""Bounds of the bins of the margin, EUR a month."""


def by_tier(rows: pl.DataFrame, tiers: Sequence[str]) -> pl.DataFrame:
    """One row a tier, the gravest first: ``label``, ``value`` and ``shown``."""
    found = dict(rows["risk_tier"].value_counts().iter_rows())
    counts = [found.get(name, 0) for name in tiers]
    return pl.DataFrame(
        {"label": [word("tier", name) for name in tiers], "value": counts, "shown": [count(each) for each in counts]}
    )


def tier_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    return titled(rows, {"label": _("Risk tier"), "shown": _("Customers")})


def margin_bins() -> list[str]:
    """All bins of the margin in words, the lowest first."""
    first = _("below {bound}").format(bound=euros(_MARGINS[0]))
    last = _("{bound} and more").format(bound=euros(_MARGINS[-1]))
    between = [_("{low} to {high}").format(low=euros(low), high=euros(high)) for low, high in pairwise(_MARGINS)]
    return [first, *between, last]


def bins(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a bin of probability and margin that holds customers, in words too; unknown margins are left out."""
    place = pl.sum_horizontal(pl.col("avg_monthly_margin") >= bound for bound in _MARGINS)
    margin = place.replace_strict(dict(enumerate(margin_bins())), return_dtype=pl.String)
    low = (pl.col("churn_probability") / _WIDTH + 1e-9).floor().clip(0, 1 / _WIDTH - 1) * _WIDTH
    counted = (
        rows.filter(pl.col("avg_monthly_margin").is_not_null())
        .group_by(low.round(2).alias("low"), margin.alias("margin"), "risk_tier")
        .agg(customers=pl.len().cast(pl.Int64))
        .sort("low", "margin", "risk_tier")
    )
    return counted.select(
        (pl.col("low") + _WIDTH / 2).alias("probability"),
        "margin",
        pl.Series("tier", [word("tier", name) for name in counted["risk_tier"]], dtype=pl.String),
        "customers",
        pl.Series("shown_probability", [_between(bound) for bound in counted["low"]], dtype=pl.String),
        pl.Series("shown", [count(each) for each in counted["customers"]], dtype=pl.String),
    )


def bin_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading, margins as columns."""
    wide = rows.pivot(on="margin", index="shown_probability", values="customers", aggregate_function="sum")
    kept = [name for name in margin_bins() if name in wide.columns]
    return wide.select(
        pl.col("shown_probability").alias(_("Probability of leaving")),
        *(pl.Series(name, [count(each) for each in wide[name]], dtype=pl.String) for name in kept),
    )


def _between(low: float) -> str:
    return _("{low} to {high}").format(low=share(low), high=share(low + _WIDTH))
