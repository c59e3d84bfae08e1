"""What a model looks at, whom it serves and what came of what it said, in words: for pictures and for reading."""

import polars as pl

from spanishgas.dashboard.amounts import NOTHING, count, number, share, short_day, signed
from spanishgas.dashboard.gate_story import between, share_between
from spanishgas.dashboard.language import _, word
from spanishgas.dashboard.model_quality import OUT_OF_FOLD
from spanishgas.dashboard.reading import titled
from spanishgas.model.intervals import Interval, share_interval
from spanishgas.model.judged_groups import EVERYBODY

GROUPINGS = {
    "segment": "segment",
    "province": "province_code",
    "tier": "risk_tier",
    "margin band": "margin_band",
    "second home": "is_second_residence",
}
"""Kind of a group's words, which is its code in the address too, and the grouping that it is of."""
_FEWEST_CHURNERS = 20
"""Below so many who left, a recall is noise. As the model card has it."""
_MOST_FEATURES, _MOST_GROUPS = 15, 20


def shares() -> str:
    """What the amounts of ``importance`` are."""
    return _("share of all contributions")


def importance(rows: pl.DataFrame) -> pl.DataFrame:
    """The features that move probabilities most, each as a share of all features'."""
    first = rows.sort("contribution_share", "feature", descending=[True, False]).head(_MOST_FEATURES)
    return pl.DataFrame(
        {
            "label": [feature_words(each) for each in first["feature"]],
            "value": first["contribution_share"],
            "shown": [share(each, 1) for each in first["contribution_share"]],
            "kind": [shares()] * first.height,
        },
        schema_overrides={"label": pl.String, "shown": pl.String, "kind": pl.String},
    )


def importance_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    return titled(rows, {"label": _("Feature"), "shown": _("Share")})


def feature_words(feature: str) -> str:
    """A feature in words; one that has none at least without underscores."""
    told = word("feature", feature)
    return feature.replace("_", " ") if told == feature else told


def grouping_words() -> dict[str, str]:
    """What the groupings are called, by their codes of the address."""
    return {
        "segment": _("Segment"),
        "province": _("Province"),
        "tier": _("Risk tier"),
        "margin band": _("Margin a month"),
        "second home": _("Second home"),
    }


def by_group(groups: pl.DataFrame, kind: str, part: str = OUT_OF_FOLD) -> pl.DataFrame:
    """How each group is served, in words; those of whom most left first. Recall and precision have intervals."""
    is_kind = pl.col("grouping") == GROUPINGS[kind]
    rows = groups.filter(is_kind & (pl.col("part") == part)).sort("churners", "group", descending=[True, False])
    recall = [share_interval(found, left) for found, left in rows.select("found", "churners").rows()]
    precision = [share_interval(found, called) for found, called in rows.select("found", "flagged").rows()]
    words = [
        {
            "label": word(kind, row["group"]),
            "churners": row["churners"],
            "value": row["found"] / max(row["churners"], 1),
            "low": wide[0] if wide else 0.0,
            "high": wide[1] if wide else 1.0,
            "shown": share(row["found"] / row["churners"]) if row["churners"] else NOTHING,
            "between": share_between(wide),
            "precision": share(row["found"] / row["flagged"]) if row["flagged"] else NOTHING,
            "precision_between": share_between(narrow),
            "pr_auc": number(row["pr_auc"]),
            "rows": count(row["rows"]),
            "left": count(row["churners"]),
            "expected": count(row["expected_churners"]),
            "deviation": signed(number(row["deviation"], 1), row["deviation"]),
        }
        for row, wide, narrow in zip(rows.iter_rows(named=True), recall, precision, strict=True)
    ]
    return pl.DataFrame(words)


def large_enough(rows: pl.DataFrame) -> pl.DataFrame:
    """The groups of which enough left to tell."""
    return rows.filter(pl.col("churners") >= _FEWEST_CHURNERS).head(_MOST_GROUPS) if rows.height else rows


def note() -> str:
    """What the picture of groups shows."""
    told = _("Out of fold. The chart shows the groups of which at least {fewest} left, with 95 % intervals.")
    return told.format(fewest=count(_FEWEST_CHURNERS))


def group_table(rows: pl.DataFrame, title: str) -> pl.DataFrame:
    """The groups for reading."""
    names = {
        "label": title,
        "rows": _("Customers"),
        "left": _("Left"),
        "expected": _("Expected"),
        "deviation": _("Deviation"),
        "shown": _("Recall"),
        "between": _("Recall, 95 %"),
        "precision": _("Precision"),
        "precision_between": _("Precision, 95 %"),
        "pr_auc": _("PR-AUC"),
    }
    return titled(rows, names)


def ladder(rows: pl.DataFrame) -> pl.DataFrame:
    """The PR-AUC of each experiment and algorithm, the best first."""
    known = rows.filter((pl.col("metric") == "pr_auc") & pl.col("value").is_not_null()).sort("value", descending=True)
    return pl.DataFrame(
        [
            {
                "label": f"{row['experiment']} · {word('algorithm', row['algorithm'])}",
                "value": row["value"],
                "low": row["value"] if row["low"] is None else row["low"],
                "high": row["value"] if row["high"] is None else row["high"],
                "shown": number(row["value"]),
                "between": between(_interval(row["low"], row["high"])),
                "difference": signed(number(row["difference"]), row["difference"] or 0.0),
            }
            for row in known.iter_rows(named=True)
        ]
    )


def _interval(low: float | None, high: float | None) -> Interval | None:
    return None if low is None or high is None else (low, high)


def ladder_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "label": _("Experiment"),
        "shown": _("PR-AUC"),
        "between": _("95 % interval"),
        "difference": _("Against the champion's"),
    }
    return titled(rows, names)


def outcomes(results: pl.DataFrame) -> pl.DataFrame:
    """One row a past run whose outcomes are known: said and came."""
    return results.filter(grouping=EVERYBODY).sort("label_date", "run_id")


def outcome_bars(rows: pl.DataFrame) -> pl.DataFrame:
    """Expected and actual churners of each of them."""
    sides = ((_("expected"), "expected_churners"), (_("left"), "churners"))
    return pl.DataFrame(
        [
            {
                "label": short_day(row["label_date"]),
                "side": side,
                "value": float(row[column]),
                "shown": count(row[column]),
            }
            for row in rows.iter_rows(named=True)
            for side, column in sides
        ]
    )


def outcome_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading, with what chance allows and what calls found."""
    return pl.DataFrame(
        {
            _("Run of"): [short_day(each) for each in rows["label_date"]],
            _("Model that scored"): rows["model_id"],
            _("Customers"): [count(each) for each in rows["rows"]],
            _("Expected"): [count(each) for each in rows["expected_churners"]],
            _("Left"): [count(each) for each in rows["churners"]],
            _("Deviation"): [signed(number(each, 1), each) for each in rows["deviation"]],
            _("Found of them"): [count(each) for each in rows["found"]],
            _("PR-AUC"): [number(each) for each in rows["pr_auc"]],
            _("Slope"): [number(each, 2) for each in rows["slope"]],
        }
    )
