"""Which customers moved between two runs: from tier to tier, in and out, and by how many euros."""

from dataclasses import dataclass

import polars as pl

from spanishgas.config.language import Language
from spanishgas.decide.reasons import with_reasons
from spanishgas.run.reader import Run

_COMPARED = ("risk_tier", "churn_probability", "expected_monthly_loss_eur", "action", "reasons")
LOSS_CHANGE = "loss_change_eur_month"


@dataclass(frozen=True)
class Moves:
    """Customers of two runs. EUR are per month."""

    tiers: pl.DataFrame
    """One row a tier before and after, with the number of customers; null where the customer is new, or gone."""
    offers: pl.DataFrame
    """The same of offers."""
    loss_before: float
    loss_after: float
    movers: pl.DataFrame
    """One row a customer whose probability, tier, loss or offer changed, the largest change of loss first."""

    @property
    def new(self) -> int:
        """Customers that only the second run has."""
        return int(self.tiers.filter(pl.col("before").is_null())["customers"].sum())

    @property
    def gone(self) -> int:
        """Customers that only the first run has."""
        return int(self.tiers.filter(pl.col("after").is_null())["customers"].sum())


def moves_between(before: Run, after: Run, language: Language) -> Moves:
    """Compare what two runs recommend, customer by customer. Raises RunError when a table is not there (any more)."""
    old, new = (_rows(run, language) for run in (before, after))
    both = old.join(new, on="customer_id", how="full", coalesce=True, suffix="_after")
    both = both.rename({name: f"{name}_before" for name in _COMPARED})
    loss = "expected_monthly_loss_eur"
    change = pl.col(f"{loss}_after").fill_null(0.0) - pl.col(f"{loss}_before").fill_null(0.0)
    moved = pl.any_horizontal(
        pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in _COMPARED if name != "reasons"
    )
    movers = both.filter(moved).with_columns(change.alias(LOSS_CHANGE)).sort(
        pl.col(LOSS_CHANGE).abs(), "customer_id", descending=[True, False]
    )  # fmt: skip
    return Moves(
        tiers=_matrix(both, "risk_tier"),
        offers=_matrix(both, "action"),
        loss_before=float(old[loss].sum()),
        loss_after=float(new[loss].sum()),
        movers=movers,
    )


def _rows(run: Run, language: Language) -> pl.DataFrame:
    return with_reasons(run.table("recommendations"), language).select("customer_id", pl.col(*_COMPARED))


def _matrix(both: pl.DataFrame, name: str) -> pl.DataFrame:
    return (
        both.group_by(pl.col(f"{name}_before").alias("before"), pl.col(f"{name}_after").alias("after"))
        .agg(customers=pl.len())
        .sort("before", "after", nulls_last=True)
    )
