from dataclasses import replace

import polars as pl
import pytest
from sklearn.metrics import average_precision_score
from support.gold_rows import small_model, training_rows

from spanishgas.model.assessment import Evaluation
from spanishgas.model.evaluate import evaluation
from spanishgas.model.split import is_test, model_split

GOLD = training_rows(800)
SPLIT = model_split(GOLD.lazy(), seed=42, split_key="spanishgas").collect()


def test_challenger_and_champion_are_measured_on_the_same_test_rows():
    challenger, champion = small_model(), small_model(experiment="E0")
    document = evaluation(challenger, champion, GOLD.lazy(), SPLIT.lazy())
    test = GOLD.join(SPLIT.filter(part="test"), on="customer_id")
    assert document.test_rows == test.height == 162
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


def with_key(model, key):
    """The same model, whose card says that another key told who trained it."""
    model = replace(model)
    model.__dict__["card"] = model.card.model_copy(update={"split_key": key})
    return model


def test_both_are_compared_on_rows_that_neither_was_trained_on():
    challenger, champion = small_model(), with_key(small_model(experiment="E0"), "another")
    document = evaluation(challenger, champion, GOLD.lazy(), SPLIT.lazy())
    test = GOLD.join(SPLIT.filter(part="test"), on="customer_id")
    unseen = test.filter(is_test(test["customer_id"], "another"))
    assert 0 < unseen.height < test.height == document.test_rows
    assert (document.compared_rows, document.compared.rows, document.champion.test.rows) == (unseen.height,) * 3
    expected = average_precision_score(unseen["churned_within_horizon"], challenger.raw_score(unseen))
    assert document.compared.pr_auc == pytest.approx(expected, abs=1e-12)


def test_a_champion_that_does_not_say_who_trained_it_is_not_compared():
    document = evaluation(small_model(), with_key(small_model(experiment="E0"), None), GOLD.lazy(), SPLIT.lazy())
    assert (document.compared_rows, document.compared, document.champion.test) == (0, None, None)
    assert "its card does not say which rows did" in document.champion.error


def test_rows_of_one_outcome_measure_nothing():
    stayed = GOLD.with_columns(churned_within_horizon=pl.lit(0, pl.Int8))
    document = evaluation(small_model(), None, stayed.lazy(), SPLIT.lazy())
    assert (document.challenger.test, document.challenger.error) == (None, "all test rows have the same outcome")
