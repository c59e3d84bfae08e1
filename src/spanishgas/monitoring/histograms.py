"""Distributions then and now, as the pages of drift draw them."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.tables.base import PROBABILITY, dtypes
from spanishgas.tables.drift import DriftHistograms

NO_VALUE, OTHER = "(no value)", "(other)"
_BINS = 20
_TAIL = 0.01
"""Share of the training rows beyond the outermost inner bounds, so that one odd value does not flatten the rest."""
_CATEGORIES = 15
_COUNTED = ("label", "lower", "upper", "reference_rows", "current_rows")
_Row = tuple[str, float | None, float | None, int, int]


def drift_histograms(gold_master: pl.LazyFrame, champion: Model | None) -> pl.LazyFrame:
    """Rows of the champion's reference and of this run in the same bins: one row a feature and bin, sorted.

    Numbers have a bin a value where they have few, else bins of equal width between the 1st and the 99th percentile of
    the reference, the outermost open; categories are the most frequent ones and the others together. Missing values
    come last. Empty without a champion.

    Raises:
        ModelInputError: gold_master lacks a feature of the champion.
    """
    if champion is None:
        return DriftHistograms.create_empty().lazy()
    now = gold_master.sort("customer_id").collect()
    now = now.with_columns(pl.Series(PROBABILITY, champion.probability(now), dtype=pl.Float64))
    then = champion.reference
    binned = [_binned(name, then[name], now[name]) for name in (*champion.features, PROBABILITY)]
    return pl.concat(binned).lazy().select(DriftHistograms.column_names()).sort("feature", "bin")


def _binned(name: str, then: pl.Series, now: pl.Series) -> pl.DataFrame:
    bins = _of_numbers if then.dtype.is_numeric() else _of_categories
    rows = bins(then, now)
    missing = then.null_count(), now.null_count()
    if any(missing):
        rows.append((NO_VALUE, None, None, *missing))
    known = {column: dtype for column, dtype in dtypes(DriftHistograms).items() if column in _COUNTED}
    table = pl.DataFrame(rows, schema=known, orient="row").with_row_index("bin", offset=1)
    return table.with_columns(
        pl.col("bin").cast(pl.Int32),
        feature=pl.lit(name),
        reference_share=pl.col("reference_rows") / max(then.len(), 1),
        current_share=pl.col("current_rows") / max(now.len(), 1),
    ).select(DriftHistograms.column_names())


def _of_numbers(then: pl.Series, now: pl.Series) -> list[_Row]:
    before, current = (values.drop_nulls().cast(pl.Float64).to_numpy() for values in (then, now))
    known = before if before.size else current
    if not known.size:
        return []
    values = np.unique(np.concatenate([before, current]))
    if values.size <= _BINS:
        return [
            (f"{value:.4g}", float(value), float(value), int(np.sum(before == value)), int(np.sum(current == value)))
            for value in values
        ]
    low, high = np.quantile(known, [_TAIL, 1 - _TAIL])
    inner = np.unique(np.linspace(low, high, _BINS - 1)) if low < high else np.array([low])
    counts = [
        np.bincount(np.searchsorted(inner, values, side="right"), minlength=inner.size + 1)
        for values in (before, current)
    ]
    edges = [None, *inner.tolist(), None]
    return [
        (_bounds(edges[n], edges[n + 1]), edges[n], edges[n + 1], int(counts[0][n]), int(counts[1][n]))
        for n in range(inner.size + 1)
    ]


def _bounds(lower: float | None, upper: float | None) -> str:
    if lower is None:
        return f"below {upper:.4g}"
    return f"{lower:.4g} and more" if upper is None else f"{lower:.4g} to {upper:.4g}"


def _of_categories(then: pl.Series, now: pl.Series) -> list[_Row]:
    counts = [dict(values.cast(pl.String).drop_nulls().value_counts().iter_rows()) for values in (then, now)]
    together = {name: sum(of.get(name, 0) for of in counts) for name in {*counts[0], *counts[1]}}
    ranked = sorted(together, key=lambda name: (-together[name], name))
    rows: list[_Row] = [
        (name, None, None, counts[0].get(name, 0), counts[1].get(name, 0)) for name in ranked[:_CATEGORIES]
    ]
    if further := ranked[_CATEGORIES:]:
        before, current = (sum(of.get(name, 0) for name in further) for of in counts)
        rows.append((OTHER, None, None, before, current))
    return rows
