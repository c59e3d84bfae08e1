"""Whether this run's customers differ from those the champion learned from, feature by feature."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from spanishgas.model.artefact import PROVINCE, Model
from spanishgas.model.encode import require_columns
from spanishgas.monitoring.common_movement import within_provinces
from spanishgas.policy import DriftRules, Policy
from spanishgas.tables.base import PROBABILITY, dtypes
from spanishgas.tables.drift import DriftResults

EXACT_LIMIT = 2**31 - 1
CERTAIN = 1e-20
"""An asymptotic p-value below this is far beyond every limit, so the exact one need not be counted."""
MISSING = "missing"


class Comparison(NamedTuple):
    """One test of one feature: the reference rows against the current ones."""

    feature: str
    kind: str
    test: str
    statistic: float
    p_value: float
    effect: float
    reference_rows: int
    current_rows: int
    effect_within_provinces: float | None = None
    """What is left of the effect without what moved alike in a whole province; null where that is not asked."""
    lost_share: float = 0.0
    """How much larger the share of missing values is now."""


def drift_results(gold_master: pl.LazyFrame, champion: Model | None, *, policy: Policy) -> pl.LazyFrame:
    """Compare every feature and the churn probability with the champion's reference: one row a feature and kind.

    Numbers by two-sample KS (``numeric``), categories by chi-square and total variation (``category``; null is one of
    them), and the share of nulls of a number, where there are any, by chi-square too (``missing``). The probability is
    the champion's own on both sides, so that a challenger promoted in the same run does not look like drift. What has
    moved is ``calendar`` where customers of a province moved together, and ``act`` where values are missing that had
    been there. Without a champion the table is empty: the first run only stores the reference. Source: RULES, drift.

    Raises:
        ModelInputError: gold_master lacks a feature of the champion.
    """
    if champion is None:
        return DriftResults.create_empty().lazy()
    require_columns(gold_master.collect_schema().names(), champion.features, "The champion's reference")
    current = gold_master.select(*champion.features, PROVINCE).collect()
    current = current.with_columns(pl.Series(PROBABILITY, champion.probability(current)))
    comparisons = [
        comparison
        for name in (*champion.features, PROBABILITY)
        for comparison in _compare(name, champion.reference, current)
    ]
    return _judged(comparisons, policy.drift).lazy()


def _judged(comparisons: list[Comparison], rules: DriftRules) -> pl.DataFrame:
    from scipy.stats import false_discovery_control

    types = {**dict.fromkeys(Comparison._fields, pl.Float64), **dtypes(DriftResults)}
    results = pl.DataFrame(comparisons, schema={name: types[name] for name in Comparison._fields}, orient="row")
    adjusted = false_discovery_control(results["p_value"].to_numpy(), method="bh")
    is_drifted = (
        (pl.col("p_value") < rules.maximum_p_value)
        & (pl.col("p_value_adjusted") < rules.maximum_p_value)
        & (pl.col("effect") >= rules.minimum_effect)
    )
    is_lost = pl.col("lost_share") >= rules.minimum_effect
    is_common = (pl.col("effect_within_provinces") < rules.minimum_effect) & (pl.col("feature") != PROBABILITY)
    not_drifted = pl.when(pl.col("is_drifted") == 0).then(pl.lit("none"))
    level = not_drifted.when(is_lost).then(pl.lit("act")).when(is_common).then(pl.lit("calendar"))
    return (
        results.with_columns(pl.Series("p_value_adjusted", adjusted))
        .with_columns(is_drifted=is_drifted.cast(pl.Int8))
        .with_columns(level=level.otherwise(pl.lit("moved")))
        .select(DriftResults.column_names())
        .sort("feature", "kind")
    )


def _compare(name: str, then: pl.DataFrame, now: pl.DataFrame) -> Iterator[Comparison]:
    reference, current = then[name], now[name]
    if not reference.dtype.is_numeric():
        labels = (reference.cast(pl.String).fill_null(MISSING), current.cast(pl.String).fill_null(MISSING))
        yield compare_categories(name, "category", *labels)._replace(lost_share=_lost_share(reference, current))
        return
    if reference.null_count() or current.null_count():
        nulls = (reference.is_null().cast(pl.String), current.is_null().cast(pl.String))
        yield compare_categories(name, MISSING, *nulls)._replace(lost_share=_lost_share(reference, current))
    known = reference.drop_nulls().to_numpy(), current.cast(reference.dtype).drop_nulls().to_numpy()
    if all(values.size for values in known):
        yield compare_numbers(name, *known)._replace(effect_within_provinces=_within_provinces(name, then, now))


def _lost_share(reference: pl.Series, current: pl.Series) -> float:
    then, now = (column.null_count() / max(column.len(), 1) for column in (reference, current))
    return now - then


def _within_provinces(name: str, then: pl.DataFrame, now: pl.DataFrame) -> float | None:
    from scipy.stats import ks_2samp

    if PROVINCE not in then.columns:  # a champion of an earlier version
        return None
    before, current = (within_provinces(rows[name], rows[PROVINCE]) for rows in (then, now))
    result: Any = ks_2samp(before, current, method="asymp")
    return float(result.statistic)


def compare_numbers(name: str, reference: np.ndarray, current: np.ndarray) -> Comparison:
    """Two-sample Kolmogorov-Smirnov: its distance is statistic and effect.

    The p-value is exact, but for two cases, which the column ``test`` shows as ``ks_asymp``: the asymptotic one is so
    small that no limit is near (counting the paths would take seconds and decide nothing), or the lattice of the two
    sample sizes exceeds 32 bits, where scipy cannot count them (20,099 against 16,079 rows fit).
    """
    from scipy.stats import ks_2samp

    method = "asymp"
    result: Any = ks_2samp(reference, current, method=method)
    lattice = math.lcm(reference.size, current.size)
    if result.pvalue >= CERTAIN and lattice < EXACT_LIMIT:
        method = "exact"
        result = ks_2samp(reference, current, method=method)
    distance, p_value = float(result.statistic), float(result.pvalue)
    return Comparison(name, "numeric", f"ks_{method}", distance, p_value, distance, reference.size, current.size)


def compare_categories(name: str, kind: str, reference: pl.Series, current: pl.Series) -> Comparison:
    """Chi-square of the two distributions over all categories of either; the effect is their total variation."""
    from scipy.stats import chi2_contingency

    categories = pl.concat([reference, current]).unique().sort()
    counts = np.array([_counts(reference, categories), _counts(current, categories)])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    result: Any = chi2_contingency(counts, correction=False)
    return Comparison(
        name,
        kind,
        "chi_square",
        float(result.statistic),
        float(result.pvalue),
        min(float(np.abs(shares[0] - shares[1]).sum() / 2), 1.0),  # a sum of shares may end a hair above
        reference.len(),
        current.len(),
    )


def _counts(values: pl.Series, categories: pl.Series) -> list[int]:
    counted = dict(values.value_counts().iter_rows())
    return [counted.get(category, 0) for category in categories]
