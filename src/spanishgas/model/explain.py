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
    ranked = np.argsort(-push, axis=1, kind="stable")[:, :REASONS]
    named = [
        _reason(model.features, contributions, push, chosen, rank) for rank, chosen in enumerate(ranked.T, start=1)
    ]
    reasons = pl.concat([frame.select(model.features), *named], how="horizontal")
    return reasons.select(
        expression
        for name in (f"reason_{rank}" for rank in range(1, REASONS + 1))
        for expression in (name, f"{name}_contribution", _value_of(model.features, name).alias(f"{name}_value"))
    )


def _reason(
    features: tuple[str, ...], contributions: np.ndarray, push: np.ndarray, chosen: np.ndarray, rank: int
) -> pl.DataFrame:
    """Name and contribution of each row's chosen feature. The first is kept even when trees never split."""
    rows = np.arange(chosen.size)
    is_reason = pl.Series((push[rows, chosen] > 0) | (rank == 1), dtype=pl.Boolean)
    named = pl.DataFrame(
        {
            f"reason_{rank}": pl.Series(features, dtype=pl.String).gather(chosen),
            f"reason_{rank}_contribution": pl.Series(contributions[rows, chosen], dtype=pl.Float64),
        }
    )
    return named.select(pl.when(pl.lit(is_reason)).then(pl.all()))


def _value_of(features: tuple[str, ...], reason: str) -> pl.Expr:
    """The value, as text, of the feature that a column names."""
    return pl.coalesce(pl.when(pl.col(reason) == name).then(pl.col(name).cast(pl.String)) for name in features)
