"""The table of contents: what a run does, in order. A stage is what one machine runs; a step is one pure function."""

from spanishgas.bronze.tables import (
    bronze_contracts,
    bronze_costs,
    bronze_customers,
    bronze_interactions,
    bronze_labels,
    bronze_prices,
    bronze_readings,
)
from spanishgas.decide import scoring
from spanishgas.decide.offers import recommendations
from spanishgas.decide.scoring import scored_customers
from spanishgas.features.behaviour import features_behaviour
from spanishgas.features.compound import features_compound
from spanishgas.features.lifecycle import features_lifecycle
from spanishgas.features.market_core import features_market_core
from spanishgas.features.market_risk import features_market_risk
from spanishgas.features.sentiment import features_sentiment
from spanishgas.features.strings import features_strings
from spanishgas.gold import gold_master
from spanishgas.model import promote
from spanishgas.model.evaluate import evaluation
from spanishgas.model.split import model_split
from spanishgas.model.train import challenger
from spanishgas.monitoring.drift import drift_results
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.settings import RUN_SETTINGS
from spanishgas.silver.contracts import silver_contracts
from spanishgas.silver.costs import silver_costs
from spanishgas.silver.customers import silver_customers
from spanishgas.silver.duplicates import silver_meter_corrections
from spanishgas.silver.interactions import silver_interactions
from spanishgas.silver.labels import silver_labels
from spanishgas.silver.market import silver_market_month
from spanishgas.silver.meters import silver_meter_sums
from spanishgas.silver.prices import silver_prices
from spanishgas.silver.usage import silver_usage_month

BRONZE = Stage(
    "bronze",
    (
        Step(bronze_customers),
        Step(bronze_contracts),
        Step(bronze_prices),
        Step(bronze_costs),
        Step(bronze_interactions),
        Step(bronze_labels),
        Step(bronze_readings, stored=False),
    ),
)

SILVER = Stage(
    "silver",
    (
        Step(silver_customers),
        Step(silver_contracts),
        Step(silver_meter_sums, per_file=True),
        Step(silver_meter_corrections),
        Step(silver_usage_month),
        Step(silver_prices),
        Step(silver_costs),
        Step(silver_market_month),
        Step(silver_interactions),
        Step(silver_labels),
    ),
)

GOLD = Stage(
    "gold",
    (
        Step(features_lifecycle),
        Step(features_market_core),
        Step(features_market_risk),
        Step(features_behaviour),
        Step(features_sentiment),
        Step(features_compound),
        Step(features_strings),
        Step(gold_master),
    ),
)

TRAIN = Stage("train", (Step(model_split), Step(challenger)))
EVALUATE = Stage("evaluate", (Step(evaluation), Step(promote.promotion), Step(promote.scoring_model)))
SCORE = Stage("score", (Step(scored_customers), Step(recommendations)))
SCORE_WITH_CHAMPION = Stage("score", (Step(scoring.scoring_model), Step(scored_customers), Step(recommendations)))
DRIFT = Stage("drift", (Step(drift_results),))

SOURCES = frozenset(
    {
        "raw_customers",
        "raw_contracts",
        "raw_readings",
        "raw_prices",
        "raw_costs",
        "raw_interactions",
        "raw_labels",
        "champion",
    }
)
SETTINGS = RUN_SETTINGS | {"as_of", "policy"}

TRAIN_PIPELINE = Pipeline("train", (BRONZE, SILVER, GOLD, TRAIN, EVALUATE, SCORE, DRIFT), SOURCES, SETTINGS)
SCORE_PIPELINE = Pipeline("score", (BRONZE, SILVER, GOLD, SCORE_WITH_CHAMPION, DRIFT), SOURCES, SETTINGS)
PIPELINES = {"train": TRAIN_PIPELINE, "score": SCORE_PIPELINE}

PUBLISH = "publish"
"""The last stage of every run: it computes nothing and moves the pointers."""
