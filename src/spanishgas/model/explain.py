"""Why a customer got this probability: the features that moved it most, in the direction it was moved."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model

REASONS = 3


def leading_reasons(model: Model, frame: pl.DataFrame) -> pl.DataFrame:
    """The up to three leading reasons of each row, with contribution and value.

    Columns ``reason_k`` (feature), ``reason_k_contribution`` (calibrated log-odds, Shapley value), ``reason_k_value``
    (as text, null when missing), k = 1..3, in the order of the rows. For a customer above the average risk the reasons
    are what raises it most, for one below it what lowers it most; a feature that pushes the other way is no reason, so
    the second and third may be null, the first never.
    """
    contributions = model.contributions(frame)[:, :-1]
    direction = np.where(contributions.sum(axis=1) >= 0, 1.0, -1.0)
    push = contributions * direction[:, None]
    order = np.argsort(-push, axis=1, kind="stable")[:, :REASONS]
    ranked = [_ranked(model.features, order[:, rank], contributions, push) for rank in range(order.shape[1])]
    ranked += [_no_reason(frame.height)] * (REASONS - len(ranked))
    named = [columns.rename(lambda name, k=k: f"reason_{k}{name}") for k, columns in enumerate(ranked, start=1)]
    reasons = pl.concat([frame.select(model.features), *named], how="horizontal")
    return reasons.with_columns(
        _value_of(model.features, f"reason_{k}").alias(f"reason_{k}_value") for k in range(1, REASONS + 1)
    ).select(f"reason_{k}{part}" for k in range(1, REASONS + 1) for part in ("", "_contribution", "_value"))


def _ranked(features: tuple[str, ...], chosen: np.ndarray, contributions: np.ndarray, push: np.ndarray) -> pl.DataFrame:
    rows = np.arange(chosen.size)
    # A first reason of zero is kept: a model without any split still has to name one.
    is_reason = (push[rows, chosen] > 0) | (push.max(axis=1, initial=0) <= 0) & (push[rows, chosen] >= 0)
    return pl.DataFrame(
        {"": np.array(features, dtype=object)[chosen].tolist(), "_contribution": contributions[rows, chosen]},
        schema={"": pl.String, "_contribution": pl.Float64},
    ).select(pl.when(pl.lit(pl.Series(is_reason))).then(pl.all()).otherwise(None))


def _no_reason(rows: int) -> pl.DataFrame:
    empty = {"": [None] * rows, "_contribution": [None] * rows}
    return pl.DataFrame(empty, schema={"": pl.String, "_contribution": pl.Float64})


def _value_of(features: tuple[str, ...], reason: str) -> pl.Expr:
    """The value, as text, of the feature that a column names."""
    return pl.coalesce(pl.when(pl.col(reason) == name).then(pl.col(name).cast(pl.String)) for name in features)
