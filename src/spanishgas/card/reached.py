"""What the model reaches: figures with intervals, curves, what the threshold costs and finds, calibration."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from spanishgas.card.sections import Line, Picture, Section, Table, figure, share
from spanishgas.model.card import ModelCard
from spanishgas.model.metrics import BinaryMetrics

_METRICS = {
    "pr_auc": "PR-AUC",
    "roc_auc": "ROC-AUC",
    "brier": "Brier score",
    "log_loss": "log-loss",
    "precision": "precision at the threshold",
    "recall": "recall at the threshold",
}
_TENTH = 0.1
_CALLS = (0.01, 0.02, 0.05, _TENTH, 0.15, 0.2, 0.3, 0.5)
_GROUPS = {"margin_band": "margin, EUR a month:", "risk_tier": "tier", "segment": "segment"}
_FEWEST_ROWS = 50
FEWEST_SHOWN = 5
_PARTS = {"test": "test part", "train": "rows that calibrated it, by fits that had not seen them"}
_AS_SAID = Line("as said", [(0.0, 0.0), (1.0, 1.0)], is_dashed=True)
_GUESSING = Line("guessing", [(0.0, 0.0), (1.0, 1.0)], is_dashed=True)


def reached(card: ModelCard, test: BinaryMetrics | None) -> Section:
    """All metrics of both parts with their intervals."""
    sides = _sides(card, test)
    titles = ("metric", *(f"{name} ({part.rows:,})" for name, part in sides.items()))
    rows = [
        (title, *(figure(getattr(part, name), part.intervals.get(name)) for part in sides.values()))
        for name, title in _METRICS.items()
    ]
    words = f"{_chosen_on(card)} Test part: customers kept apart, which chose nothing. In brackets, 95 % intervals."
    return Section("What it reaches", (words,), tables=(Table(titles, rows),))


def _sides(card: ModelCard, test: BinaryMetrics | None) -> dict[str, BinaryMetrics]:
    ahead = card.calibration_label_date
    return {f"ahead, on {ahead}" if ahead else "out of fold": card.out_of_fold} | ({"test part": test} if test else {})


def _chosen_on(card: ModelCard) -> str:
    if card.calibration_label_date:
        return (
            f"Ahead: the rows of {card.calibration_label_date}, judged by a fit on the days before it and on other "
            "customers; calibration and threshold were chosen there."
        )
    return (
        "Out of fold: the rows it was trained on, each judged by a fit without its fold; parameters, calibration and "
        "threshold were chosen there."
    )


def ranked(curve: pl.DataFrame) -> Section:
    """Curves of precision and recall, of ROC and of what calls find."""
    title = "How well it ranks"
    known = curve.filter(pl.col("recall").is_not_null() & pl.col("false_positive_rate").is_not_null()).sort("called")
    rows = known.filter(part="test")
    if rows.is_empty():
        return Section(title, ("All customers of the test part ended alike, so nothing can be said.",))
    base = float(rows["precision"][-1])
    calls = {wanted: _call(rows, wanted) for wanted in _CALLS}
    half = rows.filter(pl.col("recall") >= 0.5).row(0, named=True)
    return Section(
        title,
        (
            f"Calling the {rows['called'][-1]:,} customers of the test part in the order of the probability. The list "
            "itself is in the order of the euros that an offer is expected to save.",
        ),
        pictures=(
            Picture(
                "Precision and recall",
                "recall",
                "precision",
                (*_lines(known, "recall", "precision"), Line("guessing", [(0.0, base), (1.0, base)], is_dashed=True)),
                f"At a recall of a half precision is {share(half['precision'], 0)}; guessing, {share(base, 0)}.",
            ),
            Picture(
                "What calls find",
                "share of customers called",
                "recall: share found of those who leave",
                (*_lines(known, "called_share", "recall"), _GUESSING),
                f"Calling a tenth of the customers finds {calls[_TENTH][3]} of those who leave.",
            ),
            Picture(
                "ROC",
                "share called of those who stay",
                "share called of those who leave",
                (*_lines(known, "false_positive_rate", "recall"), _GUESSING),
                f"At a recall of a half {share(half['false_positive_rate'])} of those who stay are called too.",
            ),
        ),
        tables=(Table(("called", "customers", "precision", "recall", "lift"), [*calls.values()]),),
    )


def _lines(curve: pl.DataFrame, x: str, y: str) -> list[Line]:
    return [Line(name, curve.filter(part=part).select(x, y).rows()) for part, name in _PARTS.items()]


def _call(rows: pl.DataFrame, wanted: float) -> tuple[str, ...]:
    row = rows.filter(pl.col("called_share") >= wanted - 1e-9).row(0, named=True)
    shares = (share(row[name]) for name in ("precision", "recall"))
    return share(row["called_share"]), f"{row['called']:,}", *shares, figure(row["lift"], digits=1)


def decided(sweep: pl.DataFrame, card: ModelCard) -> Section:
    """What the threshold costs and finds, and those around it."""
    rows = sweep.filter(part="test").sort("threshold")
    lines = [
        Line(name, rows.filter(pl.col(name).is_not_null()).select("threshold", name).rows())
        for name in ("precision", "recall")
    ]
    here = Line("threshold", [(card.threshold, 0.0), (card.threshold, 1.0)], is_dashed=True)
    words = (
        f"A customer is flagged from a probability of {figure(card.threshold)} on: the most precise one at which a "
        f"new sample of the test part's size reaches a recall of {figure(card.minimum_recall, digits=2)} with a "
        f"confidence of {share(card.recall_confidence, 0)}. A flag says that somebody is likely to leave; what is "
        "offered hangs on the risk tier and on the margin."
    )
    picture = Picture(
        "The threshold on the test part",
        "threshold",
        "share",
        (*lines, here),
        f"Precision rises and recall falls with the threshold; the model's is {figure(card.threshold)}.",
    )
    return Section("Where it draws the line", (words,), pictures=(picture,))


def calibrated(card: ModelCard, test: BinaryMetrics | None, groups: pl.DataFrame) -> Section:
    """Whether what was said came: reliability, the parts of the Brier score, and groups by margin, tier and segment."""
    sides = _sides(card, test)
    lines = [
        Line(name, [(each.mean_probability, each.churn_rate) for each in part.calibration])
        for name, part in sides.items()
    ]
    bins = [
        (
            name,
            f"{each.lower:.1f} to {each.upper:.1f}",
            f"{each.rows:,}",
            share(each.mean_probability),
            share(each.churn_rate),
        )
        for name, part in sides.items()
        for each in part.calibration
        if each.rows >= FEWEST_SHOWN
    ]
    is_shown = (pl.col("rows") >= FEWEST_SHOWN) & pl.col("grouping").is_in(list(_GROUPS))
    of_groups = groups.filter(is_shown & (pl.col("part") == "train"))
    return Section(
        "Does what it says come true?",
        (
            *_brier(sides),
            "Deviation: those who left above those expected, in standard deviations of chance. Whoever chooses "
            "customers by euros picks those of a margin band whose probability is too high, so look at these bands.",
        ),
        pictures=(
            Picture(
                "Said and came",
                "mean probability",
                "share that left",
                (*lines, _AS_SAID),
                _furthest(card.out_of_fold),
            ),
        ),
        tables=(
            Table(("part", "probability", "rows", "said", "came"), bins),
            Table(
                ("group of the rows that calibrated it", "rows", "said", "came", "deviation"),
                [_came(row) for row in of_groups.rows(named=True)],
            ),
        ),
    )


def _furthest(metrics: BinaryMetrics) -> str:
    """Where what was said is furthest from what came, among bins that are large enough to tell."""
    bins = [each for each in metrics.calibration if each.rows >= _FEWEST_ROWS]
    if not bins:
        return f"No tenth of the scale of probabilities has {_FEWEST_ROWS} rows, too few to tell."
    worst = max(bins, key=lambda each: abs(each.mean_probability - each.churn_rate))
    return (
        f"Furthest apart between {worst.lower:.1f} and {worst.upper:.1f}: {share(worst.mean_probability)} were said to "
        f"leave, {share(worst.churn_rate)} did."
    )


def _brier(sides: dict[str, BinaryMetrics]) -> Iterator[str]:
    for name, part in sides.items():
        if parts := part.brier_parts:
            yield (
                f"Brier score {figure(part.brier, digits=4)} ({name}): reliability {parts.reliability:.5f} "
                f"− resolution {parts.resolution:.4f} + uncertainty {parts.uncertainty:.4f} "
                f"+ within deciles {parts.within_bin:+.4f}."
            )


def _came(row: dict[str, Any]) -> tuple[str, ...]:
    rows = row["rows"]
    said, came = row["expected_churners"] / rows, row["churners"] / rows
    name = f"{_GROUPS[row['grouping']]} {row['group']}"
    return name, f"{rows:,}", share(said), share(came), f"{row['deviation']:+.1f}"
