"""Why a customer got this probability: the families of features that moved it most, and the main cause to leave."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.reason_families import OTHER_CAUSE, REASONS, ReasonFamilies


def explanations(model: Model, frame: pl.DataFrame, families: ReasonFamilies) -> pl.DataFrame:
    """Up to three different reasons of each row, and its main cause; in the order of the rows.

    A feature's contribution is its Shapley value in calibrated log-odds, a family's the sum over its features. Columns
    ``reason_k`` (code of a family), ``reason_k_contribution`` (of the family), ``reason_k_feature`` (the feature of the
    family that moved most the same way) and ``reason_k_value`` (of that feature, as text, null when missing), k = 1..3.
    For a customer above the average risk the reasons are what raises it most, for one below it what lowers it most; a
    family that pushes the other way is no reason, so the second and third may be null, the first never.
    ``main_cause`` is the cause that raises the risk most, whatever lowers it; ``other`` where none raises it.
    """
    of_features = model.contributions(frame)[:, :-1]
    shares = families.shares(model.features)
    of_families = _sums(of_features, shares)
    direction = np.where(of_families.sum(axis=1, keepdims=True) >= 0, 1.0, -1.0)
    push = np.where(shares.any(axis=0), of_families * direction, -np.inf)  # a family the model has nothing of is none
    ranked = np.argsort(-push, axis=1, kind="stable")[:, :REASONS]
    codes, names = (pl.Series(list(words), dtype=pl.String) for words in (families.families, model.features))
    rows = np.arange(frame.height)
    reasons = [frame.select(model.features)]
    for rank, chosen in enumerate(ranked.T, start=1):
        of_family = np.where(shares.T[chosen] > 0, of_features * direction * shares.T[chosen], -np.inf)
        named = pl.DataFrame(
            {
                f"reason_{rank}": codes.gather(chosen),
                f"reason_{rank}_contribution": of_families[rows, chosen],
                f"reason_{rank}_feature": names.gather(of_family.argmax(axis=1)),
            }
        )
        is_reason = pl.Series((push[rows, chosen] > 0) | (rank == 1))  # the first even when trees never split
        reasons.append(named.select(pl.when(pl.lit(is_reason)).then(pl.all())))
    return pl.concat(reasons, how="horizontal").select(
        *(column for rank in range(1, REASONS + 1) for column in _columns(model.features, rank)),
        _main_causes(of_families, frame, families),
    )


def _sums(of_features: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The matrix product, feature by feature: BLAS adds up a row alone in another order than a row among many."""
    total = np.zeros((len(of_features), shares.shape[1]))
    for feature, share in enumerate(shares):
        total += of_features[:, [feature]] * share
    return total


def _columns(features: tuple[str, ...], rank: int) -> list[pl.Expr]:
    """A reason's columns, with the value, as text, of the feature that one of them names."""
    named = pl.col(f"reason_{rank}_feature")
    value = pl.coalesce(pl.when(named == name).then(pl.col(name).cast(pl.String)) for name in features)
    return [
        pl.col(f"reason_{rank}", f"reason_{rank}_contribution", f"reason_{rank}_feature"),
        value.alias(f"reason_{rank}_value"),
    ]


def _main_causes(of_families: np.ndarray, frame: pl.DataFrame, families: ReasonFamilies) -> pl.Series:
    """The cause that raises each row's log-odds most, among those that the customer can have."""
    codes = list(families.families)
    causes = families.causes()
    raised = of_families[:, [codes.index(code) for code in causes]].copy()
    for column, code in enumerate(causes):
        flag = families.families[code].needs
        if flag is not None:
            raised[~(frame[flag] == 1).fill_null(value=False).to_numpy(), column] = 0.0
    strongest = np.where(raised.max(axis=1, initial=0.0) > 0, raised.argmax(axis=1), len(causes))
    return pl.Series("main_cause", [*causes, OTHER_CAUSE], dtype=pl.String).gather(strongest)
