"""What is odd about a file as a whole, though each value could be: shares against the registry's limits."""

from collections.abc import Iterator
from itertools import pairwise

import dataframely as dy
import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import Order, RawColumn, RawDataset
from spanishgas.tables.base import STRUCTURAL_NULL, UNIT, table_name
from spanishgas.tables.findings import Finding, Severity

_SHOWN = 60


def oddities(table: pl.DataFrame, raw: RawTable, schema: type[dy.Schema], dataset: RawDataset) -> list[Finding]:
    """Unusual, missing and constant values and dates out of order, each with its count and an example.

    ``table`` holds the columns that the file has, typed, in the order of the file. Shares of fewer rows than the
    registry's ``judged_from`` are said and refuse nothing.
    """
    look = _Look(table, raw, table_name(schema), dataset)
    findings: list[Finding] = []
    for name in table.columns:
        metadata = schema.columns()[name].metadata or {}
        findings += look.at_column(name, dataset.columns[name], str(metadata.get(UNIT, "-")))
        if STRUCTURAL_NULL in metadata:  # of other columns what is missing is counted when the table is written
            findings += look.at_gaps(name, dataset.columns[name])
    for names in dataset.falling:
        findings += look.at_means([name for name in names if name in table.columns])
    for order in dataset.in_order:
        if order.earlier in table.columns and order.later in table.columns:
            findings += look.at_order(order)
    return findings


class _Look:
    """One file, looked at column by column."""

    def __init__(self, table: pl.DataFrame, raw: RawTable, name: str, dataset: RawDataset) -> None:
        self._table, self._raw, self._name, self._dataset = table, raw, name, dataset
        self._is_judged = table.height >= dataset.judged_from

    def at_gaps(self, name: str, rules: RawColumn) -> Iterator[Finding]:
        """Rows without a value, where some may be without."""
        rows = self._table[name].is_null().arg_true()
        if rows.is_empty() or len(rows) == self._table.height or rules.maximum_missing_share is not None:
            return
        text = (
            f"{self._raw.file}: {len(rows):,} of {self._table.height:,} rows have no {name}, such as row "
            f"{int(rows[0]) + self._raw.first_line}."
        )
        yield self._finding(name, "gaps", float(len(rows)), None, "info", text)

    def at_means(self, names: list[str]) -> Iterator[Finding]:
        """Columns of which the later one is larger on the whole."""
        for larger, smaller in pairwise(names):
            high, low = (self._mean(name) for name in (larger, smaller))
            if self._is_judged and high is not None and low is not None and high < low:
                what = "length" if self._table[larger].dtype == pl.String else "value"
                text = (
                    f"{self._raw.file}: the mean {what} of {larger} is {high:.3g}, below that of {smaller}, {low:.3g}. "
                    "Are the two columns swapped?"
                )
                yield self._finding(f"{larger}, {smaller}", "swapped_columns", high, low, "warning", text)

    def _mean(self, name: str) -> float | None:
        values = self._table[name]
        mean = (values.str.len_chars() if values.dtype == pl.String else values).mean()
        return mean if isinstance(mean, float) else None

    def at_column(self, name: str, rules: RawColumn, unit: str) -> Iterator[Finding]:
        values = self._table[name]
        known = values.drop_nulls()
        if rules.zero_is_missing:
            known = known.filter(known != 0)
        if known.is_empty():
            yield self._empty(name, rules)
            return
        unusual = list(self._unusual(name, rules, unit)) if rules.usual else []
        yield from unusual
        if rules.maximum_missing_share is not None:
            yield from self._missing(name, len(values) - len(known), rules.maximum_missing_share)
        if len(known) > 1 and known.n_unique() == 1:
            yield self._constant(name, known, is_odd=rules.varies and self._is_judged)
        is_refused = any(finding.severity == "error" for finding in unusual)
        if self._is_judged and not is_refused:
            yield from self._odd_medians(name, known, rules, unit)
        if self._is_judged and rules.usual_mean:
            yield from self._odd_mean(name, known, rules.usual_mean)

    def at_order(self, order: Order) -> Iterator[Finding]:
        """Dates that stand the wrong way round, or further apart than any contract."""
        apart = (pl.col(order.later) - pl.col(order.earlier)).dt.total_days()
        early = f"more than {order.early_days} days " if order.early_days else ""
        cases = [("before", apart < -order.early_days, f"is {early}before")]
        if order.within_days is not None:
            years = round(order.within_days / 365.25)
            cases.append(("far_apart", apart > order.within_days, f"is more than {years} years after"))
        for check, is_hit, words in cases:
            rows = self._table.select(is_hit.fill_null(False)).to_series().arg_true()
            if rows.is_empty():
                continue
            row = int(rows[0])
            text = (
                f"in {{}} {order.later} {words} {order.earlier}, such as {self._table[order.later][row]} and "
                f"{self._table[order.earlier][row]} in row {row + self._raw.first_line}."
            )
            yield self._of_share(order.later, check, len(rows), self._table.height, order.maximum_share, text, "rows")

    def _unusual(self, name: str, rules: RawColumn, unit: str) -> Iterator[Finding]:
        low, high = rules.usual or (float("-inf"), float("inf"))
        values = self._table[name]
        is_known = (values.is_not_null() & (values != 0)) if rules.zero_is_missing else values.is_not_null()
        rows = (is_known & ((values < low) | (values > high))).arg_true()
        if rows.is_empty():
            return
        row = int(rows[0])
        text = (
            f"{{}} of {name} are outside {low:g} to {high:g} {unit}, such as {values[row]:g} in row "
            f"{row + self._raw.first_line}. Is it another unit, or are two columns swapped?"
        )
        limit = rules.maximum_unusual_share
        yield self._of_share(name, "unusual", len(rows), int(is_known.sum()), limit, text, "values")

    def _missing(self, name: str, count: int, limit: float) -> Iterator[Finding]:
        """Above the limit only: what is missing within it is counted where it is made good."""
        if count > limit * self._table.height:
            text = f"{{}} have no {name}."
            yield self._of_share(name, "missing", count, self._table.height, limit, text, "rows")

    def _constant(self, name: str, known: pl.Series, *, is_odd: bool) -> Finding:
        ending = "; they differ in every real book" if is_odd else ""
        text = f"{self._raw.file}: all {len(known):,} values of {name} are {str(known[0])[:_SHOWN]}{ending}."
        check, severity = ("constant", "warning") if is_odd else ("alike", "info")
        return self._finding(name, check, float(len(known)), None, severity, text)

    def _odd_medians(self, name: str, known: pl.Series, rules: RawColumn, unit: str) -> Iterator[Finding]:
        """The median of all, else that of homes, each against what is usual."""
        cases = [(known, rules.usual_median, "")]
        if rules.usual_home_median and "is_industrial" in self._table.columns:
            homes = self._table.filter(pl.col("is_industrial") == 0)[name].drop_nulls()
            cases.append((homes, rules.usual_home_median, " of homes"))
        for values, usual, whose in cases:
            median = values.cast(pl.Float64).median() if usual else None
            if usual is None or not isinstance(median, float) or usual[0] <= median <= usual[1]:
                continue
            text = (
                f"{self._raw.file}: the median of {name}{whose} is {median:g}, and {usual[0]:g} to {usual[1]:g} {unit} "
                "are usual. Is it another unit, another sign, or are two columns swapped?"
            )
            limit = usual[0] if median < usual[0] else usual[1]
            yield self._finding(name, "unusual_median", median, limit, "warning", text)
            return

    def _empty(self, name: str, rules: RawColumn) -> Finding:
        rows = self._table.height
        is_error = rules.maximum_missing_share is not None and self._is_judged
        severity: Severity = "error" if is_error else "info" if rules.spare else "warning"
        text = f"{self._raw.file}: the column {name} is there, but none of its {rows:,} rows has a value."
        return self._finding(name, "empty_column", float(rows), None, severity, text)

    def _odd_mean(self, name: str, known: pl.Series, usual: tuple[float, float]) -> Iterator[Finding]:
        mean = float(known.cast(pl.Float64).mean() or 0.0)  # pyright: ignore[reportArgumentType]
        if usual[0] <= mean <= usual[1]:
            return
        text = (
            f"{self._raw.file}: {name} is 1 in {int(known.sum()):,} of {len(known):,} rows ({mean:.1%}); "
            f"{usual[0]:.1%} to {usual[1]:.1%} are usual. Does it mean the opposite?"
        )
        limit = usual[0] if mean < usual[0] else usual[1]
        yield self._finding(name, "unusual_share", mean, limit, "warning", text)

    def _of_share(
        self, name: str, check: str, count: int, rows: int, limit: float | None, text: str, what: str
    ) -> Finding:
        share = count / rows
        severity, at_most = self._dataset.verdict(share, limit, self._table.height)
        counted = f"{count:,} of {rows:,} {what} ({share:.2%})"
        sentence = f"{self._raw.file}: {text.format(counted)}{at_most}"
        return self._finding(name, check, share, limit, severity, sentence)

    def _finding(
        self, name: str, check: str, value: float, limit: float | None, severity: Severity, text: str
    ) -> Finding:
        return Finding("bronze", self._name, name, check, value, limit, severity, text)
