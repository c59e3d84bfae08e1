"""What the model reaches: figures with intervals, curves, what the threshold costs and finds, calibration."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from spanishgas.card.sections import Line, Picture, Section, Table, count, figure, share
from spanishgas.model.artefact import Model
from spanishgas.model.assessment import Evaluation
from spanishgas.model.card import ModelCard
from spanishgas.model.measured import BinaryMetrics
from spanishgas.sentences import _, pgettext, written

_TENTH = 0.1
_CALLS = (0.01, 0.02, 0.05, _TENTH, 0.15, 0.2, 0.3, 0.5)
_GROUPINGS = ("margin_band", "risk_tier", "segment")
_FEWEST_ROWS = 50
FEWEST_SHOWN = 5


def _metrics() -> dict[str, str]:
    return {
        "pr_auc": "PR-AUC",
        "roc_auc": "ROC-AUC",
        "brier": _("Brier score"),
        "log_loss": "log-loss",
        "precision": _("precision at the threshold"),
        "recall": _("recall at the threshold"),
    }


def _parts() -> dict[str, str]:
    return {"test": _("test part"), "train": _("rows that calibrated it, by fits that had not seen them")}


def _diagonal(name: str) -> Line:
    return Line(name, [(0.0, 0.0), (1.0, 1.0)], is_dashed=True)


def reached(challenger: Model, evaluation: Evaluation) -> Section:
    """All metrics of both parts with their intervals."""
    card, test = challenger.card, evaluation.challenger.test
    sides = _sides(card, test)
    titles = (_("metric"), *(f"{name} ({count(part.rows)})" for name, part in sides.items()))
    rows = [
        (title, *(figure(getattr(part, name), part.intervals.get(name)) for part in sides.values()))
        for name, title in _metrics().items()
    ]
    told = _("Test part: customers kept apart, which chose nothing. In brackets, 95 % intervals.")
    return Section(_("What it reaches"), (f"{_chosen_on(card)} {told}",), tables=(Table(titles, rows),))


def _sides(card: ModelCard, test: BinaryMetrics | None) -> dict[str, BinaryMetrics]:
    day = card.calibration_label_date
    fold = _("ahead, on {day}").format(day=day) if day else _("out of fold")
    return {fold: card.out_of_fold} | ({_("test part"): test} if test else {})


def _chosen_on(card: ModelCard) -> str:
    if card.calibration_label_date:
        return _(
            "Ahead: the rows of {day}, judged by a fit on the days before it and on other customers; calibration and "
            "threshold were chosen there."
        ).format(day=card.calibration_label_date)
    return _(
        "Out of fold: the rows it was trained on, each judged by a fit without its fold; parameters, calibration and "
        "threshold were chosen there."
    )


def ranked(ranking_curve: pl.LazyFrame) -> Section:
    """Curves of precision and recall, of ROC and of what calls find."""
    title, curve = _("How well it ranks"), ranking_curve.collect()
    known = curve.filter(pl.col("recall").is_not_null() & pl.col("false_positive_rate").is_not_null()).sort("called")
    rows = known.filter(part="test")
    if rows.is_empty():
        return Section(title, (_("All customers of the test part ended alike, so nothing can be said."),))
    base = float(rows["precision"][-1])
    calls = {wanted: _call(rows, wanted) for wanted in _CALLS}
    half = rows.filter(pl.col("recall") >= 0.5).row(0, named=True)
    guessing = Line(_("guessing"), [(0.0, base), (1.0, base)], is_dashed=True)
    return Section(
        title,
        (
            _(
                "Calling the {customers} customers of the test part in the order of the probability. The list itself "
                "is in the order of the euros that an offer is expected to save."
            ).format(customers=count(rows["called"][-1])),
        ),
        pictures=(
            Picture(
                _("Precision and recall"),
                _("recall"),
                _("precision"),
                (*_lines(known, "recall", "precision"), guessing),
                _("At a recall of a half precision is {precision}; guessing, {base}.").format(
                    precision=share(half["precision"], 0), base=share(base, 0)
                ),
            ),
            Picture(
                _("What calls find"),
                _("share of customers called"),
                _("recall: share found of those who leave"),
                (*_lines(known, "called_share", "recall"), _diagonal(_("guessing"))),
                _("Calling a tenth of the customers finds {share} of those who leave.").format(share=calls[_TENTH][3]),
            ),
            Picture(
                "ROC",
                _("share called of those who stay"),
                _("share called of those who leave"),
                (*_lines(known, "false_positive_rate", "recall"), _diagonal(_("guessing"))),
                _("At a recall of a half {share} of those who stay are called too.").format(
                    share=share(half["false_positive_rate"])
                ),
            ),
        ),
        tables=(Table((_("called"), _("customers"), _("precision"), _("recall"), _("lift")), [*calls.values()]),),
    )


def _lines(curve: pl.DataFrame, x: str, y: str) -> list[Line]:
    return [Line(name, curve.filter(part=part).select(x, y).rows()) for part, name in _parts().items()]


def _call(rows: pl.DataFrame, wanted: float) -> tuple[str, ...]:
    row = rows.filter(pl.col("called_share") >= wanted - 1e-9).row(0, named=True)
    shares = (share(row[name]) for name in ("precision", "recall"))
    return share(row["called_share"]), count(row["called"]), *shares, figure(row["lift"], digits=1)


def decided(threshold_sweep: pl.LazyFrame, challenger: Model) -> Section:
    """What the threshold costs and finds, and those around it."""
    rows, card = threshold_sweep.filter(part="test").sort("threshold").collect(), challenger.card
    lines = [
        Line(title, rows.filter(pl.col(name).is_not_null()).select("threshold", name).rows())
        for name, title in (("precision", _("precision")), ("recall", _("recall")))
    ]
    here = Line(_("threshold"), [(card.threshold, 0.0), (card.threshold, 1.0)], is_dashed=True)
    words = _(
        "A customer is flagged from a probability of {threshold} on: the most precise one at which a new sample of the "
        "test part's size reaches a recall of {recall} with a confidence of {confidence}. A flag says that somebody is "
        "likely to leave; what is offered hangs on the risk tier and on the margin."
    ).format(
        threshold=figure(card.threshold),
        recall=figure(card.minimum_recall, digits=2),
        confidence=share(card.recall_confidence, 0),
    )
    picture = Picture(
        _("The threshold on the test part"),
        _("threshold"),
        _("share"),
        (*lines, here),
        _("Precision rises and recall falls with the threshold; the model's is {threshold}.").format(
            threshold=figure(card.threshold)
        ),
    )
    return Section(_("Where it draws the line"), (words,), pictures=(picture,))


def calibrated(challenger: Model, evaluation: Evaluation, calibration_groups: pl.LazyFrame) -> Section:
    """Whether what was said came: reliability, the parts of the Brier score, and groups by margin, tier and segment."""
    card, test = challenger.card, evaluation.challenger.test
    sides = _sides(card, test)
    lines = [
        Line(name, [(each.mean_probability, each.churn_rate) for each in part.calibration])
        for name, part in sides.items()
    ]
    bins = [
        (
            name,
            _between(each.lower, each.upper),
            count(each.rows),
            share(each.mean_probability),
            share(each.churn_rate),
        )
        for name, part in sides.items()
        for each in part.calibration
        if each.rows >= FEWEST_SHOWN
    ]
    is_shown = (pl.col("rows") >= FEWEST_SHOWN) & pl.col("grouping").is_in(list(_GROUPINGS))
    of_groups = calibration_groups.filter(is_shown & (pl.col("part") == "train")).collect()
    said, came = _("said"), _("came")
    return Section(
        _("Does what it says come true?"),
        (
            *_brier(sides),
            _(
                "Deviation: those who left above those expected, in standard deviations of chance. Whoever chooses "
                "customers by euros picks those of a margin band whose probability is too high, so look at these bands."
            ),
        ),
        pictures=(
            Picture(
                _("Said and came"),
                _("mean probability"),
                _("share that left"),
                (*lines, _diagonal(_("as said"))),
                _furthest(card.out_of_fold),
            ),
        ),
        tables=(
            Table((_("part"), _("probability"), _("rows"), said, came), bins),
            Table(
                (_("group of the rows that calibrated it"), _("rows"), said, came, _("deviation")),
                [_came(row) for row in of_groups.rows(named=True)],
            ),
        ),
    )


def _between(low: float, high: float) -> str:
    return _("{low} to {high}").format(low=written(f"{low:.1f}"), high=written(f"{high:.1f}"))


def _furthest(metrics: BinaryMetrics) -> str:
    """Where what was said is furthest from what came, among bins that are large enough to tell."""
    bins = [each for each in metrics.calibration if each.rows >= _FEWEST_ROWS]
    if not bins:
        return _("No tenth of the scale of probabilities has {rows} rows, too few to tell.").format(rows=_FEWEST_ROWS)
    worst = max(bins, key=lambda each: abs(each.mean_probability - each.churn_rate))
    return _("Furthest apart between {lower} and {upper}: {said} were said to leave, {came} did.").format(
        lower=written(f"{worst.lower:.1f}"),
        upper=written(f"{worst.upper:.1f}"),
        said=share(worst.mean_probability),
        came=share(worst.churn_rate),
    )


def _brier(sides: dict[str, BinaryMetrics]) -> Iterator[str]:
    for name, part in sides.items():
        if parts := part.brier_parts:
            yield _(
                "Brier score {brier} ({part}): reliability {reliability} − resolution {resolution} + uncertainty "
                "{uncertainty} + within deciles {within}."
            ).format(
                brier=figure(part.brier, digits=4),
                part=name,
                reliability=written(f"{parts.reliability:.5f}"),
                resolution=written(f"{parts.resolution:.4f}"),
                uncertainty=written(f"{parts.uncertainty:.4f}"),
                within=written(f"{parts.within_bin:+.4f}"),
            )


def _came(row: dict[str, Any]) -> tuple[str, ...]:
    rows = row["rows"]
    said, came = row["expected_churners"] / rows, row["churners"] / rows
    return (
        _group(row["grouping"], row["group"]),
        count(rows),
        share(said),
        share(came),
        written(f"{row['deviation']:+.1f}"),
    )


def _group(grouping: str, group: str) -> str:
    if grouping == "margin_band":
        return _("margin a month: {group}").format(group=pgettext("margin band", group))
    if grouping == "risk_tier":
        return _("tier {group}").format(group=pgettext("tier", group))
    return _("segment {group}").format(group=pgettext("segment", group))
