import polars as pl
import pytest
from sklearn.metrics import average_precision_score
from support.gold_rows import gold_rows, small_model

from spanishgas.model.evaluate import Evaluation, evaluation
from spanishgas.model.split import model_split

GOLD = gold_rows(800)
SPLIT = model_split(GOLD.lazy(), seed=42).collect()


def test_challenger_and_champion_are_measured_on_the_same_test_rows():
    challenger, champion = small_model(), small_model(experiment="E0")
    document = evaluation(challenger, champion, GOLD.lazy(), SPLIT.lazy())
    test = GOLD.join(SPLIT.filter(part="test"), on="customer_id")
    assert document.test_rows == test.height == 160
    for assessed, model in ((document.challenger, challenger), (document.champion, champion)):
        expected = average_precision_score(test["churned_within_horizon"], model.raw_score(test))
        assert assessed.test.pr_auc == pytest.approx(expected, abs=1e-12)
        assert assessed.model_id == model.model_id
    assert document.challenger.out_of_fold == challenger.card.out_of_fold
    assert Evaluation.model_validate_json(document.model_dump_json()) == document


def test_without_a_champion_there_is_none_to_measure():
    assert evaluation(small_model(), None, GOLD.lazy(), SPLIT.lazy()).champion is None


def test_training_rows_do_not_influence_the_evaluation():
    altered = GOLD.with_columns(
        pl.when(pl.col("customer_id").is_in(SPLIT.filter(part="train")["customer_id"].implode()))
        .then(-99.0)
        .otherwise("months_to_renewal")
        .alias("months_to_renewal")
    )
    assert evaluation(small_model(), None, altered.lazy(), SPLIT.lazy()) == evaluation(
        small_model(), None, GOLD.lazy(), SPLIT.lazy()
    )


def test_a_champion_whose_features_are_missing_is_recorded_with_its_error():
    document = evaluation(
        small_model(experiment="E8"), small_model(), GOLD.drop("months_to_renewal").lazy(), SPLIT.lazy()
    )
    assert document.champion.test is None
    assert "months_to_renewal" in document.champion.error
    assert document.challenger.error is None
