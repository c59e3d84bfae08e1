"""Rows of one feature in bins, without looking at outcomes."""

import polars as pl

MISSING = "(no value)"


def bins_of(values: pl.Series, bins: int) -> pl.Series:
    """The bin of every row by its name: its value, the range of its values, or ``(no value)``.

    Categories are bins as they are, and so are numbers that are few, or that fill a bin alone; other numbers share what
    bins are left by rank, so that equal values share one.
    """
    frame = pl.DataFrame({"value": values}).with_row_index()
    if not values.dtype.is_numeric():
        return frame.select(pl.col("value").cast(pl.String).fill_null(MISSING))["value"]
    counts = frame.drop_nulls().group_by("value").len()
    is_alone = pl.lit(counts.height <= bins) | (pl.col("len") * bins >= values.len() - values.null_count())
    alone = counts.filter(is_alone)["value"]
    left = max(bins - len(alone), 1)
    rest = frame.drop_nulls().filter(~pl.col("value").is_in(alone.implode()))
    number = (pl.col("value").rank("min") - 1).cast(pl.Int64) * left // pl.len()
    low, high = (_shown(pl.col("value").min()), _shown(pl.col("value").max()))
    named = rest.with_columns(number.alias("bin")).with_columns(name=pl.format("{} to {}", low, high).over("bin"))
    return (
        frame.join(named.select("index", "name"), on="index", how="left", maintain_order="left")
        .select(pl.coalesce("name", _shown(pl.col("value")), pl.lit(MISSING)).alias(values.name))
        .to_series()
    )


def _shown(number: pl.Expr) -> pl.Expr:
    return number.round_sig_figs(4).cast(pl.String)
