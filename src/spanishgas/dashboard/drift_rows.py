"""Distributions, groups and runs then and now, in words: rows for pictures, and the same for reading."""

from collections.abc import Sequence
from itertools import pairwise
from math import floor, log10

import polars as pl

from spanishgas.dashboard.amounts import count, euros, number, share, shares, short_day, signed
from spanishgas.dashboard.drift_story import group_words
from spanishgas.dashboard.language import _, word
from spanishgas.dashboard.reading import titled
from spanishgas.dashboard.theme import Colours
from spanishgas.run.record import RunRecord
from spanishgas.tables.base import PROBABILITY

_SEPARATOR = " | "
"""Between the parts of crossed categories, as the features of tier 1B have it."""
_KINDS = {
    "segment": ("segment",),
    "portfolio_type": ("portfolio",),
    "sales_channel": ("channel",),
    "renewal_bucket": ("renewal",),
    "tenure_bucket": ("tenure",),
    "tenure_x_interaction": ("tenure",),
    "customer_intent": ("intent",),
    "sentiment_label": ("mood",),
    "intent_x_renewal_bucket": ("intent", "renewal"),
    "intent_x_tenure_bucket": ("intent", "tenure"),
    "sentiment_x_renewal_bucket": ("mood", "renewal"),
    "intent_x_sentiment": ("intent", "mood"),
    "tenure_x_renewal_bucket": ("tenure", "renewal"),
    "sales_channel_x_renewal_bucket": ("channel", "renewal"),
    "has_interaction_x_renewal_bucket": ("bin", "renewal"),
    "competition_x_intent": ("bin", "intent"),
}
"""What kinds of words the parts of a category have, by its feature."""


def distribution(bins: pl.DataFrame) -> pl.DataFrame:
    """The bins of one feature, in words: shares and rows then and now.

    Args:
        bins: the rows of ``drift_histograms`` of the feature.
    """
    rows = bins.sort("bin")
    return pl.DataFrame(
        {
            "label": _bin_words(rows),
            "then": rows["reference_share"],
            "now": rows["current_share"],
            "shown_then": [share(each, 1) for each in rows["reference_share"]],
            "shown_now": [share(each, 1) for each in rows["current_share"]],
            "rows_then": [count(each) for each in rows["reference_rows"]],
            "rows_now": [count(each) for each in rows["current_rows"]],
        }
    )


def sides() -> tuple[str, str]:
    """What then and now are called."""
    return _("when the champion learned"), _("now")


def side_tints(look: Colours) -> dict[str, str]:
    """A colour for each of them."""
    return dict(zip(sides(), (look.tiers[-2], look.main), strict=True))


def about_points() -> str:
    """What the points of groups are."""
    return _("Hollow: when the champion learned. Full: now. Those furthest from chance first.")


def distribution_bars(rows: pl.DataFrame) -> pl.DataFrame:
    """The same as pairs of bars."""
    then, now = sides()
    return pl.DataFrame(
        [
            {"label": row["label"], "side": side, "value": row[column], "shown": row[f"shown_{column}"]}
            for row in rows.iter_rows(named=True)
            for side, column in ((then, "then"), (now, "now"))
        ]
    )


def distribution_table(rows: pl.DataFrame, title: str) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "label": title,
        "shown_then": _("Then"),
        "shown_now": _("Now"),
        "rows_then": _("Rows then"),
        "rows_now": _("Rows now"),
    }
    return titled(rows, names)


def _bin_words(rows: pl.DataFrame) -> list[str]:
    bounds = [each for each in (*rows["lower"], *rows["upper"]) if each is not None]
    numbers = set(rows.filter(pl.col("lower").is_not_null())["label"])
    is_flag, digits = bool(numbers) and numbers <= {"0", "1"}, _digits(bounds)
    return [_told(row, is_flag=is_flag, digits=digits) for row in rows.iter_rows(named=True)]


def _told(row: dict[str, str | float | None], *, is_flag: bool, digits: int) -> str:
    lower, upper, feature, name = row["lower"], row["upper"], str(row["feature"]), str(row["label"])
    if lower is None and upper is None:
        return _category(feature, name)
    if is_flag:
        return word("bin", name)
    low, high = (_amount(feature, each, digits) for each in (lower, upper))
    if lower is None:
        return _("below {bound}").format(bound=high)
    if upper is None:
        return _("{bound} and more").format(bound=low)
    return low if lower == upper else _("{low} to {high}").format(low=low, high=high)


def _category(feature: str, name: str) -> str:
    kinds, parts = _KINDS.get(feature, ()), name.split(_SEPARATOR)
    told = [word("bin", part) for part in parts]
    if len(kinds) == len(parts):
        told = [word(kind, part) if same == part else same for kind, part, same in zip(kinds, parts, told, strict=True)]
    return " · ".join(told)


def _amount(feature: str, value: str | float | None, digits: int) -> str:
    if not isinstance(value, int | float):
        return ""
    return share(value, max(digits - 2, 0)) if feature == PROBABILITY else number(value + 0.0, digits)


def _digits(bounds: Sequence[float]) -> int:
    """So many decimals that neighbouring bounds are told apart; none where all are whole."""
    if all(float(each).is_integer() for each in bounds):
        return 0
    apart = [high - low for low, high in pairwise(sorted(set(bounds))) if high - low > 1e-9]
    return min(max(1 - floor(log10(min(apart))), 0), 6) if apart else 2


def predictions_by(predictions: pl.DataFrame, grouping: str) -> pl.DataFrame:
    """Then and now of each group, those furthest from chance first."""
    rows = predictions.filter(grouping=grouping).sort(pl.col("deviation").abs(), "group", descending=[True, False])
    return pl.DataFrame(
        [
            {
                "label": group_words(grouping, row["group"]),
                "then": row["reference_probability"],
                "now": row["current_probability"],
                "shown_then": share(row["reference_probability"], 1),
                "shown_now": share(row["current_probability"], 1),
                "ratio": number(row["ratio"], 2),
                "deviation": signed(number(row["deviation"], 1), row["deviation"]),
                "rows_then": count(row["reference_rows"]),
                "rows_now": count(row["current_rows"]),
                "loss": euros(row["expected_monthly_loss_eur"]),
                "alarm": _("Yes") if row["is_act"] else _("No"),
            }
            for row in rows.iter_rows(named=True)
        ]
    )


def predictions_table(rows: pl.DataFrame, title: str) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "label": title,
        "shown_then": _("Then"),
        "shown_now": _("Now"),
        "ratio": _("Now over then"),
        "deviation": _("Deviation"),
        "rows_then": _("Rows then"),
        "rows_now": _("Rows now"),
        "loss": _("Loss a month"),
        "alarm": _("Alarm"),
    }
    return titled(rows, names)


def compared(records: Sequence[RunRecord]) -> pl.DataFrame:
    """How many comparisons drifted in each run."""
    told = [(short_day(each.as_of), each.metrics) for each in records if each.metrics]
    return pl.DataFrame(
        {
            "day": [named for named, _metrics in told],
            "value": [metrics.columns_drifted for _named, metrics in told],
            "low": [metrics.columns_drifted for _named, metrics in told],
            "high": [metrics.columns_drifted for _named, metrics in told],
            "shown": [count(metrics.columns_drifted) for _named, metrics in told],
            "compared": [count(metrics.columns_compared) for _named, metrics in told],
            "level": [word("drift level", metrics.drift_level) for _named, metrics in told],
        }
    )


def compared_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {"day": _("Run of"), "shown": _("Drifted"), "compared": _("Compared"), "level": _("Drift")}
    return titled(rows, names)


def expected(told: Sequence[tuple[RunRecord, pl.DataFrame]]) -> pl.DataFrame:
    """The churn rate that each run expects of its list, with its 95 % interval.

    Args:
        told: records with their ``expected_performance``.
    """
    rates = [(record, row) for record, table in told for row in table.filter(metric="churn_rate").iter_rows(named=True)]
    return pl.DataFrame(
        [
            {
                "day": short_day(record.as_of),
                "value": row["expected"],
                "low": row["low"],
                "high": row["high"],
                "shown": share(row["expected"], 1),
                "between": shares(row["low"], row["high"], 1),
                "churners": count(row["expected"] * record.metrics.customers),
                "loss": euros(record.metrics.expected_monthly_loss_eur),
            }
            for record, row in rates
            if record.metrics and row["expected"] is not None
        ]
    )


def expected_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "day": _("Run of"),
        "shown": _("Expected to leave"),
        "between": _("95 % interval"),
        "churners": _("Customers"),
        "loss": _("Expected monthly loss"),
    }
    return titled(rows, names)
