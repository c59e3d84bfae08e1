"""What is said of a model's ranking, threshold and calibration follows from the rows of its training."""

import polars as pl

from spanishgas.dashboard import model_groups, model_quality
from spanishgas.dashboard.language import speak
from spanishgas.model.measured import BinaryMetrics, CalibrationBin, Confusion

SWEEP = pl.DataFrame(
    {
        "part": ["test"] * 101 + ["train"] * 101,
        "threshold": [round(each / 100, 2) for each in range(101)] * 2,
        "flagged": [40, *([10] * 99), 0] * 2,
        "found": [8, *([6] * 99), 0] * 2,
        "precision": [0.2, *([0.6] * 99), None] * 2,
        "recall": [1.0, *([0.75] * 99), 0.0] * 2,
    }
)
RANKING = pl.DataFrame(
    {
        "part": ["train", "test", "test"],
        "called": [10, 40, 4],
        "called_share": [0.1, 1.0, 0.1],
        "lowest_probability": [0.5, 0.0, 0.5],
        "precision": [0.7, 0.2, 0.75],
        "recall": [None, 1.0, 0.375],
        "false_positive_rate": [0.1, 1.0, 0.03125],
        "lift": [3.0, 1.0, 3.75],
    }
)
GROUPS = pl.DataFrame(
    {
        "grouping": ["segment", "segment", "province_code", "segment"],
        "group": ["SME", "Residential", "28", "SME"],
        "rows": [100, 1_000, 1_100, 5],
        "churners": [10, 50, 60, 0],
        "expected_churners": [9.6, 50.2, 59.8, 0.1],
        "deviation": [0.1, -0.1, 0.0, -0.3],
        "flagged": [20, 80, 100, 0],
        "found": [5, 40, 45, 0],
        "brier": [0.1] * 4,
        "pr_auc": [None, 0.7, 0.7, None],
        "slope": [None, 1.0, 1.0, None],
        "part": ["train", "train", "train", "test"],
    }
)


def test_a_threshold_is_a_row_of_the_sweep_and_its_four_fields_are_all_customers() -> None:
    seen = model_quality.at_threshold(SWEEP, "21")
    assert (seen.calls, seen.found, seen.in_vain, seen.missed, seen.left_alone) == (10, 6, 4, 2, 28)
    assert (seen.precision, seen.recall) == (0.6, 0.75)
    cells = model_quality.confusion(seen)
    assert cells.select("came", "said", "name", "shown", "is_right").rows() == [
        ("left", "flagged", "found", "6", True),
        ("left", "not flagged", "missed", "2", False),
        ("stayed", "flagged", "called in vain", "4", False),
        ("stayed", "not flagged", "rightly left alone", "28", True),
    ]


def test_the_threshold_is_told_in_the_readers_language() -> None:
    speak("es")
    told = model_quality.told(model_quality.at_threshold(SWEEP, "21")).replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("10 llamadas encuentran a 6 de los 8 que se fueron: precisión 60,0 %, exhaustividad 75,0 %")


def test_a_threshold_that_flags_nobody_has_no_place_on_the_curve() -> None:
    assert model_quality.here(model_quality.at_threshold(SWEEP, "100")) is None
    assert model_quality.here(model_quality.at_threshold(SWEEP, "99")).rows() == [(0.75, 0.6)]


def test_a_curve_has_the_points_that_are_known_in_the_order_of_calls() -> None:
    rows = model_quality.curve(RANKING, "recall", "precision")
    assert rows.rows() == [
        ("customers kept apart", 4, 0.375, 0.75, "37.5%", "75.0%"),
        ("customers kept apart", 40, 1.0, 0.2, "100.0%", "20.0%"),
    ]
    assert model_quality.guessing(RANKING).rows() == [(0.0, 0.2), (1.0, 0.2)]


def test_calls_are_those_that_reach_a_share_of_the_customers() -> None:
    assert model_quality.calls_table(RANKING).unique(maintain_order=True).rows() == [
        ("4", "10.0%", "75.0%", "37.5%", "3.8"),
        ("40", "100.0%", "20.0%", "100.0%", "1.0"),
    ]


def test_calibration_is_what_was_said_and_what_came() -> None:
    bins = (CalibrationBin(lower=0.0, upper=0.1, rows=1_200, mean_probability=0.05, churn_rate=0.04),)
    none = Confusion(true_positive=0, false_positive=0, false_negative=0, true_negative=0)
    figures = dict.fromkeys(("brier", "log_loss", "threshold", "precision", "recall", "f1"), 0.1)
    metrics = BinaryMetrics(
        rows=1_200, churners=48, pr_auc=0.5, roc_auc=0.5, confusion=none, calibration=bins, **figures
    )
    rows = model_quality.reliability(None, metrics)
    assert model_quality.reliability_table(rows).rows() == [("out of fold", "0% to 10%", "1,200", "5.0%", "4.0%")]
    assert model_quality.reliability(None, None).is_empty()


def test_groups_have_recall_and_precision_with_intervals_and_those_of_most_leavers_come_first() -> None:
    rows = model_groups.by_group(GROUPS, "segment")
    table = model_groups.group_table(rows, "Segment")
    assert table.rows() == [
        ("Residential", "1,000", "50", "50", "-0.1", "80%", "67% – 89%", "50%", "39% – 61%", "0.700"),
        ("Small business", "100", "10", "10", "+0.1", "50%", "24% – 76%", "25%", "11% – 47%", "–"),
    ]
    assert model_groups.large_enough(rows)["label"].to_list() == ["Residential"]


def test_importance_is_told_in_words_the_largest_first() -> None:
    rows = pl.DataFrame({"feature": ["segment", "months_to_renewal"], "contribution_share": [0.1, 0.25]})
    speak("es")
    shown = model_groups.importance(rows).select("label", "shown").rows()
    assert [(name, amount.replace("\N{NO-BREAK SPACE}", " ")) for name, amount in shown] == [
        ("Meses hasta la renovación", "25,0 %"),
        ("Segmento", "10,0 %"),
    ]


def test_a_feature_that_nobody_named_is_at_least_no_code() -> None:
    assert model_groups.feature_words("some_new_feature") == "some new feature"


def test_the_ladder_has_the_best_first_and_its_own_row_no_difference() -> None:
    rows = pl.DataFrame(
        {
            "experiment": ["E2", "E5", "E5"],
            "algorithm": ["logistic_regression", "xgboost", "xgboost"],
            "metric": ["pr_auc", "pr_auc", "brier"],
            "value": [0.5, 0.75, 0.05],
            "low": [0.45, 0.7, None],
            "high": [0.55, 0.8, None],
            "difference": [-0.25, None, None],
        }
    )
    assert model_groups.ladder_table(model_groups.ladder(rows)).rows() == [
        ("E5 · Boosted trees (XGBoost)", "0.750", "0.700 – 0.800", "–"),
        ("E2 · Logistic regression", "0.500", "0.450 – 0.550", "-0.250"),
    ]
