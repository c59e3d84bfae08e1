"""All contenders fit the same matrix, the same way each time, and tell those who leave from those who stay."""

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from support.rules import EXPERIMENTS

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.algorithms.registry import CONTENDERS, load_algorithm, load_contender
from spanishgas.model.algorithms.tidied import Tidied
from spanishgas.model.errors import ModelIntegrityError

NAN = float("nan")


def drawn(rows: int = 600, seed: int = 3) -> tuple[Matrix, np.ndarray]:
    """A quantity, a category and a column without any value; the first two decide."""
    generator = np.random.default_rng(seed)
    quantity, category = generator.normal(size=rows), generator.integers(0, 3, rows).astype(np.float32)
    log_odds = 2 * quantity + np.array([-2.0, 0.0, 2.0])[category.astype(int)] - 1
    churned = (generator.random(rows) < 1 / (1 + np.exp(-log_odds))).astype(np.int64)
    quantity[::17], category[::19] = NAN, NAN
    values = np.column_stack([quantity, category, np.full(rows, NAN)]).astype(np.float32)
    return Matrix(values, ("quantity", "category", "silent"), ("q", "c", "q")), churned


def scores(name: str, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    matrix, churned = drawn()
    half = np.arange(churned.size) % 2 == 0
    fitted = load_contender(name).fit(matrix.rows(half), churned[half], EXPERIMENTS.parameters(name), seed=seed)
    return fitted.raw_score(matrix.rows(~half)), churned[~half]


@pytest.mark.parametrize("name", CONTENDERS)
def test_the_same_rows_and_seed_give_the_same_scores(name: str):
    assert (scores(name)[0] == scores(name)[0]).all()


@pytest.mark.parametrize("name", CONTENDERS)
def test_scores_are_log_odds_of_the_rate_that_there_is(name: str):
    score, churned = scores(name)
    assert np.isfinite(score).all()
    assert (1 / (1 + np.exp(-score))).mean() == pytest.approx(churned.mean(), abs=0.06)


@pytest.mark.parametrize(
    ("name", "least"), [("dummy", 0.5), ("logistic_regression", 0.85), ("random_forest", 0.8), ("xgboost", 0.8)]
)
def test_who_leaves_is_told_from_who_stays(name: str, least: float):
    score, churned = scores(name)
    assert roc_auc_score(churned, score) >= least


def test_only_what_can_be_stored_makes_a_model():
    assert load_algorithm("xgboost").name == "xgboost"
    with pytest.raises(ModelIntegrityError, match="No model is made by 'dummy'; models are made by xgboost"):
        load_algorithm("dummy")


def test_missing_quantities_become_the_median_and_unknown_categories_none_of_those_known():
    seen = Matrix(np.array([[1, 0], [3, 1], [5, 1], [NAN, NAN]], dtype=np.float32), ("a", "b"), ("q", "c"))
    tidied = Tidied.fit(seen)
    new = Matrix(np.array([[NAN, 1], [5, 7]], dtype=np.float32), ("a", "b"), ("q", "c"))
    spread = np.std([1, 3, 5, 3])
    assert tidied.values(new) == pytest.approx(np.array([[0, 0, 1], [2 / spread, 0, 0]]))
