import polars as pl
import pytest
from support.gold_rows import small_model, small_plan, training_rows
from support.rules import EXPERIMENTS

from spanishgas.errors import InputError
from spanishgas.model.artefact import Model
from spanishgas.model.errors import ModelInputError
from spanishgas.model.search import ParameterSearch
from spanishgas.model.split import model_split
from spanishgas.model.train import challenger, train_model
from spanishgas.policy import Policy

GOLD = training_rows(800)
SPLIT = model_split(GOLD.lazy(), seed=42, split_key="spanishgas").collect()


def _files(gold: pl.DataFrame, split: pl.DataFrame = SPLIT, **changes: object) -> dict[str, bytes]:
    return train_model(gold.lazy(), split.lazy(), small_plan(**changes)).to_files()


def test_the_same_rows_and_seed_give_the_same_bytes_in_any_order_of_rows():
    shuffled = GOLD.sample(fraction=1, shuffle=True, seed=5)
    assert _files(shuffled, SPLIT.sample(fraction=1, shuffle=True, seed=6)) == small_model().to_files()


def test_any_number_of_threads_gives_the_same_bytes():
    assert _files(GOLD, threads=3) == small_model().to_files()


def test_another_seed_is_another_model():
    assert _files(GOLD, seed=43)["model.ubj"] != small_model().to_files()["model.ubj"]


def test_no_test_row_influences_the_challenger():
    is_test = pl.col("customer_id").is_in(SPLIT.filter(part="test")["customer_id"].implode())
    altered = GOLD.with_columns(
        pl.when(is_test).then(1 - pl.col("churned_within_horizon")).otherwise("churned_within_horizon"),
        pl.when(is_test).then(pl.lit("only in test")).otherwise("segment").alias("segment"),
        pl.when(is_test).then(99.0).otherwise("months_to_renewal").alias("months_to_renewal"),
    )
    assert not altered.equals(GOLD)
    assert _files(altered) == small_model().to_files()


def test_business_columns_tell_how_it_held_by_margin_and_influence_nothing_else_of_the_challenger():
    altered = GOLD.with_columns(avg_monthly_margin=pl.lit(1e6), total_margin_12m=pl.lit(-1e6))
    made, model = _files(altered), small_model()
    assert {name: made[name] for name in made if name != "card.json"} == {
        name: content for name, content in model.to_files().items() if name != "card.json"
    }
    of_margin = {"margin_shifts", "model_id"}
    card = Model.from_files(made).card.model_dump(exclude=of_margin)
    assert card == model.card.model_dump(exclude=of_margin)


def test_the_outcome_of_a_training_row_does():
    first = SPLIT.filter(part="train")["customer_id"][0]
    flipped = pl.when(customer_id=first).then(1 - pl.col("churned_within_horizon")).otherwise("churned_within_horizon")
    altered = GOLD.with_columns(flipped.alias("churned_within_horizon"))
    assert _files(altered)["model.ubj"] != small_model().to_files()["model.ubj"]


def test_calibration_and_threshold_see_no_prediction_of_a_row_that_trained_the_model():
    model, train = small_model(), GOLD.join(SPLIT.filter(part="train"), on="customer_id").sort("customer_id")
    out_of_fold, in_sample = model.reference["churn_probability"], model.probability(train)
    assert (out_of_fold.to_numpy() != in_sample).mean() > 0.99


def test_the_model_learns_what_makes_customers_leave():
    assert small_model().card.out_of_fold.pr_auc > 2 * GOLD["churned_within_horizon"].mean()


def test_a_feature_without_any_value_is_named_in_the_card_and_trains():
    gold = GOLD.with_columns(price_vs_benchmark=pl.lit(None, pl.Float64), tenure_bucket=pl.lit(None, pl.String))
    model = train_model(gold.lazy(), SPLIT.lazy(), small_plan())
    assert model.card.features_without_values == ("tenure_bucket", "price_vs_benchmark")


def test_a_missing_feature_is_refused_by_name():
    with pytest.raises(ModelInputError, match="months_to_renewal"):
        train_model(GOLD.drop("months_to_renewal").lazy(), SPLIT.lazy(), small_plan())


def test_the_step_trains_the_experiment_asked_for_with_the_tuned_trees():
    model = challenger(
        GOLD.lazy(),
        SPLIT.lazy(),
        ParameterSearch.untried(EXPERIMENTS.xgboost),
        experiment="E8",
        experiments=EXPERIMENTS,
        seed=42,
        split_key="spanishgas",
        recall_confidence=0.9,
        threads=1,
        policy=Policy.load(),
    )
    assert model.model_id.startswith("E8-")
    assert model.card.parameters["rounds"] == EXPERIMENTS.xgboost.rounds
    assert len(model.features) == 18


def test_an_unknown_experiment_is_refused():
    with pytest.raises(InputError, match="no experiment 'E99'"):
        challenger(
            GOLD.lazy(),
            SPLIT.lazy(),
            ParameterSearch.untried(EXPERIMENTS.xgboost),
            experiment="E99",
            experiments=EXPERIMENTS,
            seed=42,
            split_key="spanishgas",
            recall_confidence=0.9,
            threads=1,
            policy=Policy.load(),
        )
