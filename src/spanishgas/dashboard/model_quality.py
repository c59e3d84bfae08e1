"""How well a model ranks, decides and is calibrated, in words: rows for pictures, and the same for reading."""

from dataclasses import dataclass

import polars as pl

from spanishgas.dashboard.amounts import count, number, share
from spanishgas.dashboard.champion import Scorer
from spanishgas.dashboard.language import _
from spanishgas.dashboard.reading import titled
from spanishgas.model.measured import BinaryMetrics

TEST, OUT_OF_FOLD = "test", "train"
THRESHOLDS = [str(percent) for percent in range(101)]
"""Thresholds as codes of the address, percent."""
_SHOWN_CALLS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)


def part_words() -> dict[str, str]:
    """What the two parts of the judged rows are called."""
    return {TEST: _("customers kept apart"), OUT_OF_FOLD: _("out of fold")}


def curve(ranking: pl.DataFrame, x: str, y: str) -> pl.DataFrame:
    """A curve of both parts by two columns of the ranking."""
    rows = ranking.filter(pl.col(x).is_not_null() & pl.col(y).is_not_null()).sort("part", "called")
    return rows.select(
        pl.col("part").replace_strict(part_words(), return_dtype=pl.String).alias("line"),
        pl.col("called").alias("rank"),
        pl.col(x).alias("x"),
        pl.col(y).alias("y"),
        pl.Series("shown_x", [share(each, 1) for each in rows[x]], dtype=pl.String),
        pl.Series("shown_y", [share(each, 1) for each in rows[y]], dtype=pl.String),
    )


def guessing(ranking: pl.DataFrame) -> pl.DataFrame:
    """What guessing reaches, as a line: the precision of calling everybody of the test part."""
    base = float(ranking.filter(part=TEST).sort("called")["precision"][-1])
    return pl.DataFrame({"x": [0.0, 1.0], "y": [base, base]})


def calls_table(ranking: pl.DataFrame) -> pl.DataFrame:
    """What calling a share of the test part finds, for reading."""
    table = _shown_calls(ranking)
    return pl.DataFrame(
        {
            _("Called"): [count(each) for each in table["called"]],
            _("Share of customers"): [share(each, 1) for each in table["called_share"]],
            _("Precision"): [share(each, 1) for each in table["precision"]],
            _("Recall"): [share(each, 1) for each in table["recall"]],
            _("Lift"): [number(each, 1) for each in table["lift"]],
        }
    )


def roc_table(ranking: pl.DataFrame) -> pl.DataFrame:
    """The same of who stayed and who left, for reading."""
    table = _shown_calls(ranking)
    return pl.DataFrame(
        {
            _("Called"): [count(each) for each in table["called"]],
            _("Called of who stayed"): [share(each, 1) for each in table["false_positive_rate"]],
            _("Called of who left"): [share(each, 1) for each in table["recall"]],
        }
    )


def _shown_calls(ranking: pl.DataFrame) -> pl.DataFrame:
    rows = ranking.filter(part=TEST).sort("called")
    return pl.concat([rows.filter(pl.col("called_share") >= each - 1e-9).head(1) for each in _SHOWN_CALLS])


@dataclass(frozen=True)
class AtThreshold:
    """What flagging from a threshold on costs and finds on the test part."""

    calls: int
    found: int
    missed: int
    left_alone: int
    precision: float | None
    recall: float | None

    @property
    def in_vain(self) -> int:
        """Calls to who would have stayed."""
        return self.calls - self.found


def usual_threshold(scorer: Scorer) -> str:
    """The code of the threshold nearest to the model's own."""
    told = scorer.card or scorer.champion
    return str(round(told.threshold * 100)) if told else "50"


def at_threshold(sweep: pl.DataFrame, code: str) -> AtThreshold:
    """The row of the sweep for a code of ``THRESHOLDS``."""
    rows = sweep.filter(part=TEST).sort("threshold")
    everybody, row = rows.row(0, named=True), rows.row(int(code), named=True)
    missed = everybody["found"] - row["found"]
    alone = everybody["flagged"] - row["flagged"] - missed
    return AtThreshold(row["flagged"], row["found"], missed, alone, row["precision"], row["recall"])


def told(seen: AtThreshold) -> str:
    """Calls, and what they find, in a sentence."""
    return _(
        "{calls} calls find {found} of the {left} who left: precision {precision}, recall {recall}. Of customers kept "
        "apart."
    ).format(
        calls=count(seen.calls),
        found=count(seen.found),
        left=count(seen.found + seen.missed),
        precision=share(seen.precision, 1),
        recall=share(seen.recall, 1),
    )


def here(seen: AtThreshold) -> pl.DataFrame | None:
    """The point of recall and precision where the threshold is, unless it flags nobody."""
    known = seen.precision is not None and seen.recall is not None
    return pl.DataFrame({"x": [seen.recall], "y": [seen.precision]}) if known else None


def confusion(seen: AtThreshold) -> pl.DataFrame:
    """The four fields of who was flagged and who left."""
    left, stayed, flagged, not_flagged = _("left"), _("stayed"), _("flagged"), _("not flagged")
    amounts = [seen.found, seen.missed, seen.in_vain, seen.left_alone]
    return pl.DataFrame(
        {
            "came": [left, left, stayed, stayed],
            "said": [flagged, not_flagged, flagged, not_flagged],
            "name": [_("found"), _("missed"), _("called in vain"), _("rightly left alone")],
            "shown": [count(each) for each in amounts],
            "is_right": [True, False, False, True],
        }
    )


def confusion_table(cells: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {"name": _("Field"), "said": _("The model"), "came": _("The customer"), "shown": _("Customers")}
    return titled(cells, names)


def reliability(test: BinaryMetrics | None, out_of_fold: BinaryMetrics | None) -> pl.DataFrame:
    """What was said against what came, by tenths of the scale of probabilities."""
    parts = [(part, metrics) for part, metrics in ((TEST, test), (OUT_OF_FOLD, out_of_fold)) if metrics]
    rows = [
        {
            "line": part_words()[part],
            "rank": rank,
            "x": each.mean_probability,
            "y": each.churn_rate,
            "shown_x": share(each.mean_probability, 1),
            "shown_y": share(each.churn_rate, 1),
            "bin": _("{low} to {high}").format(low=share(each.lower), high=share(each.upper)),
            "rows": count(each.rows),
        }
        for part, metrics in parts
        for rank, each in enumerate(metrics.calibration)
    ]
    return pl.DataFrame(rows)


def reliability_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "line": _("Judged on"),
        "bin": _("Probability"),
        "rows": _("Customers"),
        "shown_x": _("Said"),
        "shown_y": _("Came"),
    }
    return titled(rows, names)
