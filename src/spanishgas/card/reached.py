"""What the model reaches: figures with intervals, curves, what the threshold costs and finds, calibration."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from spanishgas.card.sections import Line, Picture, Section, Table, figure, share
from spanishgas.model.card import ModelCard, OutOfFold
from spanishgas.model.metrics import BinaryMetrics

_METRICS = {
    "pr_auc": "PR-AUC",
    "roc_auc": "ROC-AUC",
    "brier": "Brier score",
    "log_loss": "log-loss",
    "precision": "precision at the threshold",
    "recall": "recall at the threshold",
}
_CALLS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
_PARTS = {"test": "test part", "train": "out of fold"}
_DIAGONAL = Line("as said", [(0.0, 0.0), (1.0, 1.0)], is_dashed=True)


def reached(out_of_fold: OutOfFold, test: BinaryMetrics | None) -> Section:
    """All metrics of both parts with their intervals."""
    sides = [out_of_fold, *([test] if test else [])]
    titles = (
        "metric",
        *(f"{name} ({part.rows:,})" for name, part in zip(("out of fold", "test part"), sides, strict=False)),
    )
    rows = [
        (title, *(figure(getattr(part, name), part.intervals.get(name)) for part in sides))
        for name, title in _METRICS.items()
    ]
    return Section(
        "What it reaches",
        (
            "Out of fold: the rows it was trained on, each judged by a fit without its fold; parameters, calibration, "
            "threshold were chosen there. Test part: customers kept apart for ever, which chose nothing. In brackets: "
            "95 % intervals.",
        ),
        tables=(Table(titles, rows),),
    )


def ranked(curve: pl.DataFrame) -> Section:
    """Curves of precision and recall, of ROC and of what calls find."""
    known = curve.filter(pl.col("recall").is_not_null() & pl.col("false_positive_rate").is_not_null())
    rows = known.filter(part="test").sort("called")
    if rows.is_empty():
        return Section("How well it ranks")
    base = float(rows["precision"][-1])
    calls = [_call(rows, wanted) for wanted in _CALLS]
    return Section(
        "How well it ranks",
        (f"Calling in the order of the probability, of {rows['called'][-1]:,} customers of the test part:",),
        pictures=(
            Picture(
                "Precision and recall",
                "recall",
                "precision",
                (*_lines(known, "recall", "precision"), Line("guessing", [(0.0, base), (1.0, base)], is_dashed=True)),
                f"Precision falls from {share(rows['precision'][0], 0)} to {share(base, 0)} as recall rises to 1.",
            ),
            Picture(
                "What calls find",
                "share of customers called",
                "share of those who leave that is found",
                (*_lines(known, "called_share", "recall"), Line("guessing", [(0.0, 0.0), (1.0, 1.0)], is_dashed=True)),
                f"Calling a tenth of the customers finds {calls[3][3]} of those who leave.",
            ),
            Picture(
                "ROC",
                "share of those who stay that is called",
                "share of those who leave that is called",
                (
                    *_lines(known, "false_positive_rate", "recall"),
                    Line("guessing", [(0.0, 0.0), (1.0, 1.0)], is_dashed=True),
                ),
                "The ROC curve lies above the diagonal as far as the model ranks better than chance.",
            ),
        ),
        tables=(Table(("called", "customers", "precision", "found", "lift"), calls),),
    )


def _lines(curve: pl.DataFrame, x: str, y: str) -> list[Line]:
    return [Line(name, curve.filter(part=part).sort("called").select(x, y).rows()) for part, name in _PARTS.items()]


def _call(rows: pl.DataFrame, wanted: float) -> tuple[str, ...]:
    row = rows.filter(pl.col("called_share") >= wanted - 1e-9).row(0, named=True)
    called = f"{row['called']:,}"
    return (
        share(row["called_share"]),
        called,
        share(row["precision"]),
        share(row["recall"]),
        figure(row["lift"], digits=1),
    )


def decided(sweep: pl.DataFrame, card: ModelCard) -> Section:
    """What the threshold costs and finds, and those around it."""
    rows = sweep.filter(part="test")
    lines = [
        Line(name, rows.filter(pl.col(name).is_not_null()).select("threshold", name).rows())
        for name in ("precision", "recall")
    ]
    here = Line("threshold", [(card.threshold, 0.0), (card.threshold, 1.0)], is_dashed=True)
    words = (
        f"A customer is flagged from a probability of {figure(card.threshold)} on: the most precise one at which a "
        f"new sample of the test part's size reaches a recall of {figure(card.minimum_recall, digits=2)} with a "
        f"confidence of {share(card.recall_confidence, 0)}."
    )
    picture = Picture(
        "The threshold on the test part",
        "threshold",
        "share",
        (*lines, here),
        f"Precision rises and recall falls with the threshold; the model's is {figure(card.threshold)}.",
    )
    return Section("Where it draws the line", (words,), pictures=(picture,))


def calibrated(out_of_fold: OutOfFold, test: BinaryMetrics | None, groups: pl.DataFrame) -> Section:
    """Whether what was said came: reliability, the parts of the Brier score, and bands of margin."""
    metrics = {"out of fold": out_of_fold} | ({"test part": test} if test else {})
    lines = [
        Line(name, [(each.mean_probability, each.churn_rate) for each in part.calibration])
        for name, part in metrics.items()
    ]
    bins = [
        (
            name,
            f"{each.lower:.1f} to {each.upper:.1f}",
            f"{each.rows:,}",
            share(each.mean_probability),
            share(each.churn_rate),
        )
        for name, part in metrics.items()
        for each in part.calibration
    ]
    bands = groups.filter(
        (pl.col("part") == "train") & pl.col("grouping").is_in(["margin_band", "risk_tier", "segment"])
    )
    return Section(
        "Does what it says come true?",
        tuple(_brier(metrics)),
        pictures=(
            Picture(
                "Said and came",
                "mean probability",
                "share that left",
                (*lines, _DIAGONAL),
                "Points on the diagonal came as often as was said.",
            ),
        ),
        tables=(
            Table(("part", "probability", "rows", "said", "came"), bins),
            Table(
                ("group, out of fold", "rows", "said", "came", "deviation"),
                [_came(row) for row in bands.rows(named=True)],
            ),
        ),
    )


def _brier(metrics: dict[str, BinaryMetrics]) -> Iterator[str]:
    yield (
        "Choosing customers by euros picks those whose probability is too high, where a band of margin is off. "
        "Deviation: those who left above those expected, in standard deviations of chance; beyond 3 hardly chance."
    )
    for name, part in metrics.items():
        if parts := part.brier_parts:
            yield (
                f"Brier score {figure(part.brier, digits=4)} ({name}): reliability {parts.reliability:.5f} "
                f"− resolution {parts.resolution:.4f} + uncertainty {parts.uncertainty:.4f} "
                f"+ within tenths {parts.within:+.4f}."
            )


def _came(row: dict[str, Any]) -> tuple[str, ...]:
    rows = row["rows"]
    said, came = row["expected_churners"] / rows, row["churners"] / rows
    return (
        f"{row['grouping']} {row['group']}",
        f"{rows:,}",
        share(said),
        share(came),
        f"{row['deviation']:+.1f}",
    )
