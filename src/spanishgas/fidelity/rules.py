"""The tolerances of the fidelity page, one rule a kind of figure, and the rows they are applied to.

Source of the rules: the twin's requirement. A rule is never loosened for a figure that fails: the row fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Literal

import polars as pl

RuleName = Literal[
    "count", "rate", "quantile", "duration", "margin", "share", "heavy mean", "correlation", "model", "shown"
]
BANDS = {"E0": (0.27, 0.34), "E2": (0.44, 0.52), "E5": (0.72, 0.78)}
"""Where the PR-AUC of XGBoost on unseen customers has to lie, by experiment."""
RULES: dict[RuleName, str] = {
    "count": "a design choice: exactly (one off where a smaller twin scales the count)",
    "rate": "the larger of 0.01 and three standard errors of the published rate at the group's size",
    "quantile": "quantiles, means and standard deviations: 10 %",
    "duration": "durations in months: the larger of 10 % and 0.3 months",
    "margin": "margins: the larger of 10 % and 0.50 EUR",
    "share": "price trends and shares: the larger of 10 % and 0.01 (0.01 for shares above 0.5)",
    "heavy mean": "means of heavy-tailed quantities (consumption, margins): 25 %",
    "correlation": "0.02",
    "model": "PR-AUC of XGBoost on unseen customers, pooled, within its band ("
    + ", ".join(f"{name} {low:.2f}-{high:.2f}" for name, (low, high) in BANDS.items())
    + ")",
    "shown": "shown, not judged",
}
_FLOOR = {"duration": 0.3, "margin": 0.5, "share": 0.01}
SCHEMA = {
    "section": pl.String(),
    "statistic": pl.String(),
    "published": pl.Float64(),
    "twin": pl.Float64(),
    "tolerance": pl.Float64(),
    "judged": pl.Boolean(),
    "passed": pl.Boolean(),
    "rule": pl.String(),
    "note": pl.String(),
}


@dataclass
class Ledger:
    """Collects rows; ``scale`` is the twin's size over the real one, by which published counts are multiplied."""

    scale: float = 1.0
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, section: str, statistic: str, published: float, twin: float | None, rule: RuleName, note: str = ""
    ) -> None:
        """Compare one figure by a rule that depends on nothing but the figure."""
        wanted = round(published * self.scale) if rule == "count" else float(published)
        self._append(section, statistic, wanted, twin, self._tolerance(rule, wanted), rule, note)

    def add_unpublished(self, section: str, statistic: str, twin: float | None) -> None:
        """Show a figure of the twin that has no published one beside it."""
        self.rows.append(self._row(section, statistic, None, twin, None, "shown", ""))

    def add_rate(self, section: str, statistic: str, published: float, twin: float | None, size: float) -> None:
        """Compare a rate in a group of ``size`` members."""
        error = sqrt(published * (1 - published) / size) if size else 1.0
        self._append(section, statistic, published, twin, max(0.01, 3 * error), "rate", "")

    def add_band(self, section: str, statistic: str, published: float, twin: float, band: tuple[float, float]) -> None:
        """Compare a figure with a band around the published one."""
        middle, half = (band[0] + band[1]) / 2, (band[1] - band[0]) / 2
        note = f"band {band[0]} to {band[1]}"
        passed = abs(twin - middle) <= half + 1e-12
        self.rows.append(self._row(section, statistic, published, twin, half, "model", note) | {"passed": passed})

    def add_all(self, section: str, name: str, published: Mapping[str, Any], values: pl.Series, rule: RuleName) -> None:
        """Compare mean, deviation and quantiles of a column (keys mean, std, min, max, median, p1, q25, …)."""
        for key, figure in published.items():
            if isinstance(figure, str):
                continue
            chosen: RuleName = rule
            if key in {"min", "max"}:
                chosen = "shown"
            elif key == "mean" and section in {"consumption", "margins"}:
                chosen = "heavy mean"
            self.add(section, f"{name} {key}", figure, statistic(values, key), chosen)

    def frame(self) -> pl.DataFrame:
        """All rows in the order they were added."""
        return pl.DataFrame(self.rows, schema=SCHEMA)

    def _tolerance(self, rule: RuleName, published: float) -> float | None:
        if rule == "shown":
            return None
        if rule == "count":
            return 0.0 if self.scale == 1 else 1.0
        if rule == "correlation":
            return 0.02
        if rule == "heavy mean":
            return 0.25 * abs(published)
        if rule == "share" and published > 0.5:
            return _FLOOR["share"]
        return max(0.1 * abs(published), _FLOOR.get(rule, 0.0))

    def _append(
        self,
        section: str,
        statistic: str,
        published: float,
        twin: float | None,
        tolerance: float | None,
        rule: RuleName,
        note: str,
    ) -> None:
        row = self._row(section, statistic, published, twin, tolerance, rule, note)
        if tolerance is not None:
            row["passed"] = twin is not None and abs(twin - published) <= tolerance * (1 + 1e-9) + 1e-12
        self.rows.append(row)

    @staticmethod
    def _row(
        section: str,
        statistic: str,
        published: float | None,
        twin: float | None,
        tolerance: float | None,
        rule: str,
        note: str,
    ) -> dict[str, Any]:
        return {
            "section": section,
            "statistic": statistic,
            "published": None if published is None else float(published),
            "twin": None if twin is None else float(twin),
            "tolerance": tolerance,
            "judged": tolerance is not None,
            "passed": None,
            "rule": rule,
            "note": note,
        }


def statistic(values: pl.Series, key: str) -> float | None:
    """A statistic of a column by its published key; sample standard deviation, interpolated quantiles."""
    number: Any
    if key in {"mean", "std", "min", "max", "median"}:
        number = getattr(values, key)()
    else:
        number = values.quantile(float(key[1:]) / 100, interpolation="linear")
    return None if number is None else float(number)


def failing(rows: pl.DataFrame) -> pl.DataFrame:
    """The judged rows outside their tolerance."""
    return rows.filter(pl.col("judged") & ~pl.col("passed").fill_null(value=False))
