"""Whether the champion expects more or fewer customers to leave than among those it learned from, and where."""

from collections.abc import Iterator
from math import fsum
from typing import Any

import numpy as np
import polars as pl

from spanishgas.model.artefact import REFERENCE_GROUPS, Model
from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.policy import Policy
from spanishgas.tables.base import PROBABILITY, dtypes
from spanishgas.tables.drift import PredictionDrift


def prediction_drift(gold_master: pl.LazyFrame, champion: Model | None, *, policy: Policy) -> pl.LazyFrame:
    """Mean probability then and now, and what it costs: one row a grouping and group, the whole book among them.

    Both sides are the champion's own: out of fold for those it learned from. The euros are its probabilities times
    the margins of today. Without a champion the table is empty. Source: RULES, drift (act).

    Raises:
        ModelInputError: gold_master lacks a feature of the champion.
    """
    if champion is None:
        return PredictionDrift.create_empty().lazy()
    then = champion.reference
    now = gold_master.sort("customer_id").collect()  # sums of floats depend on their order
    now = now.with_columns(pl.Series(PROBABILITY, champion.probability(now), dtype=pl.Float64))
    rows = [_compared(EVERYBODY, EVERYBODY, then, now)]
    for grouping in (name for name in REFERENCE_GROUPS if name in then.columns):
        rows += [_compared(grouping, *parts) for parts in _parts(grouping, then, now)]
    schema = {name: dtype for name, dtype in dtypes(PredictionDrift).items() if name != "is_act"}
    churners, expected = (pl.col(f"{side}_probability") * pl.col("current_rows") for side in ("current", "reference"))
    of_all = churners.filter(grouping=EVERYBODY).sum()
    is_act = policy.drift.is_apart(churners, expected, pl.col("deviation"), of_all)
    table = pl.DataFrame(rows, schema=schema, orient="row").with_columns(is_act=is_act.cast(pl.Int8))
    return table.sort("grouping", "group").lazy()


def _parts(grouping: str, then: pl.DataFrame, now: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame]]:
    """The groups that are known from then and still there."""
    for (group,), part in now.filter(pl.col(grouping).is_not_null()).group_by(grouping):
        before = then.filter(pl.col(grouping) == group)
        if before.height:
            yield str(group), before, part


def _compared(grouping: str, group: str, then: pl.DataFrame, now: pl.DataFrame) -> tuple[Any, ...]:
    said = [part[PROBABILITY].to_numpy() for part in (then, now)]
    before, after = (float(each.mean()) for each in said)
    error = float(np.sqrt(sum(each.var() / each.size for each in said)))
    deviation, ratio = (after - before) / max(error, 1e-9), after / max(before, 1e-9)
    losses = now[PROBABILITY] * now["avg_monthly_margin"].fill_null(0).clip(lower_bound=0)
    loss = fsum(losses)  # exact: a sum of Polars hangs in its last bit on the number of threads
    return grouping, group, then.height, now.height, before, after, ratio, deviation, loss
