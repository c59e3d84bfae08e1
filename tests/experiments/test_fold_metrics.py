"""What a contender reaches in each fold, judged by what the others taught."""

import numpy as np
import pytest

from spanishgas.experiments.fold_metrics import METRICS, fold_metrics, lift
from spanishgas.model.calibrate import Calibrator
from spanishgas.model.threshold import choose_threshold

RULES = {"minimum_recall": 0.5, "confidence": 0.5}


def drawn(rows: int = 2_000, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes drawn from known log-odds, and folds."""
    generator = np.random.default_rng(seed)
    score = generator.normal(-1, 1.5, rows)
    churned = (generator.random(rows) < 1 / (1 + np.exp(-score))).astype(np.int64)
    return churned, score, np.arange(rows) % 5


def test_every_fold_has_all_metrics_and_its_own_rows():
    churned, score, fold = drawn()
    found = fold_metrics(churned, score, fold, **RULES)
    assert [row["fold"] for row in found] == [0, 1, 2, 3, 4]
    assert [row["churners"] for row in found] == [int(churned[fold == number].sum()) for number in range(5)]
    assert all(set(METRICS) < set(row) for row in found)


def test_calibration_and_threshold_of_a_fold_are_those_of_the_others():
    churned, score, fold = drawn()
    others = fold != 0
    calibrator = Calibrator.fit(score[others], churned[others])
    probability = calibrator.probability(score)
    chosen = choose_threshold(probability[others], churned[others], **RULES, new_rows=int((~others).sum()))
    odd = np.where(fold == 0, -3 * score, score)  # whatever the scores of the fold itself are
    found = fold_metrics(churned, odd, fold, **RULES)[0]
    said = calibrator.probability(odd)[~others]
    assert found["brier"] == pytest.approx(np.mean((said - churned[~others]) ** 2))
    assert found["recall"] == pytest.approx((said >= chosen.value)[churned[~others] == 1].mean())


def test_outcomes_of_a_fold_teach_neither():
    churned, score, fold = drawn()
    flipped = np.where(fold == 0, 1 - churned, churned)
    before, after = (fold_metrics(given, score, fold, **RULES)[0] for given in (churned, flipped))
    flagged = [row["recall"] * row["churners"] / row["precision"] for row in (before, after)]
    assert flagged[0] == pytest.approx(flagged[1])


def test_too_few_churners_for_the_recall_leave_precision_and_recall_empty():
    churned, score, fold = drawn(rows=100)
    found = fold_metrics(churned, score, fold, minimum_recall=0.99, confidence=0.99)
    assert {row["precision"] for row in found} == {row["recall"] for row in found} == {None}
    assert all(row["pr_auc"] > 0 for row in found)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ([9, 8, 0, 0, 0, 0, 0, 0, 0, 0], 5.0),  # both churners are on top: all of a fifth, of a fifth
        ([9, 0, 8, 0, 0, 0, 0, 0, 0, 0], 2.5),
        ([0, 0, 9, 8, 0, 0, 0, 0, 0, 0], 0.0),
        ([0] * 10, 1.0),  # who ties is called by chance
        ([9, 0, 0, 0, 0, 0, 0, 0, 0, 0], 2.5 + 2.5 / 9),
    ],
)
def test_lift_is_the_churn_rate_of_those_on_top_over_that_of_all(score, expected):
    churned = np.array([1, 1] + [0] * 8)
    assert lift(churned, np.array(score, dtype=float), 0.2) == pytest.approx(expected)
