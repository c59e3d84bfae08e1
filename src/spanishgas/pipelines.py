"""The table of contents: what a run does, in order. A stage is what one machine runs; a step is one pure function."""

from spanishgas.audit.differences import leakage_differences
from spanishgas.audit.figures import leakage_figures
from spanishgas.audit.single import single_features
from spanishgas.audit.sources import leakage_files, leakage_sources
from spanishgas.bronze.readings import explain_unreadable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.tables import (
    bronze_contracts,
    bronze_costs,
    bronze_customers,
    bronze_interactions,
    bronze_labels,
    bronze_prices,
    bronze_readings,
)
from spanishgas.card.model_card import model_card
from spanishgas.config.rule_book import RuleBook
from spanishgas.decide.customer_offers import customer_offers
from spanishgas.decide.levers import Levers, risk_levers
from spanishgas.decide.offer_groups import offer_groups
from spanishgas.decide.offers import recommendations
from spanishgas.decide.promise import promise
from spanishgas.decide.responses import Responses
from spanishgas.decide.scoring import scored_customers
from spanishgas.decide.threshold_value import threshold_value_curve
from spanishgas.features import TIERS
from spanishgas.features.behaviour import features_behaviour
from spanishgas.features.compound import features_compound
from spanishgas.features.lifecycle import features_lifecycle
from spanishgas.features.market_core import features_market_core
from spanishgas.features.market_risk import features_market_risk
from spanishgas.features.sentiment import features_sentiment
from spanishgas.features.strings import features_strings
from spanishgas.features.surroundings import features_surroundings
from spanishgas.gold import gold_master
from spanishgas.model.evaluate import evaluation
from spanishgas.model.experiments import Experiments
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.model.held_out import calibration_groups, held_out_predictions, ranking_curve, threshold_sweep
from spanishgas.model.importance import feature_importance
from spanishgas.model.plain_contender import plain_contender
from spanishgas.model.promote import promotion, scoring_model
from spanishgas.model.reason_families import ReasonFamilies
from spanishgas.model.score_deviations import score_deviations
from spanishgas.model.search import parameter_search
from spanishgas.model.split import model_split
from spanishgas.model.stability import seed_stability
from spanishgas.model.time_forward import time_forward
from spanishgas.model.train import challenger
from spanishgas.model.training_master import training_master
from spanishgas.monitoring.drift import drift_results
from spanishgas.monitoring.expected import expected_performance
from spanishgas.monitoring.histograms import drift_histograms
from spanishgas.monitoring.outcomes import outcome_results
from spanishgas.monitoring.predictions import prediction_drift
from spanishgas.monitoring.score_history import score_history
from spanishgas.monitoring.value_horizon import StayRules, value_horizon
from spanishgas.pipeline import (
    ChampionSource,
    ContactsSource,
    FoundationSource,
    Pipeline,
    PublishedSource,
    RawSource,
    ResponsesSource,
    Source,
    Stage,
    Step,
)
from spanishgas.settings import RUN_SETTINGS
from spanishgas.silver.contact_reach import silver_contact_reach
from spanishgas.silver.contracts import silver_contracts
from spanishgas.silver.costs import silver_costs
from spanishgas.silver.customers import silver_customers
from spanishgas.silver.duplicates import silver_meter_corrections
from spanishgas.silver.fit import silver_customer_fit
from spanishgas.silver.intent import Intents
from spanishgas.silver.interactions import silver_interactions
from spanishgas.silver.labels import silver_labels
from spanishgas.silver.market import silver_market_month
from spanishgas.silver.meters import silver_meter_sums
from spanishgas.silver.names import Names
from spanishgas.silver.prices import silver_prices
from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.silver.tariff_periods import TariffPeriods
from spanishgas.silver.usage import silver_usage_month
from spanishgas.texts.topics import ServiceWords
from spanishgas.texts.vader import Lexicon

BRONZE = Stage(
    "bronze",
    (
        Step(bronze_customers),
        Step(bronze_contracts),
        Step(bronze_prices),
        Step(bronze_costs),
        Step(bronze_interactions),
        Step(bronze_labels),
        Step(bronze_readings, stored=False, explain=explain_unreadable),
    ),
    layer="bronze",
)

SILVER = Stage(
    "silver",
    (
        Step(silver_customers),
        Step(silver_contracts),
        Step(silver_meter_sums, per_file=True),
        Step(silver_customer_fit),
        Step(silver_meter_corrections),
        Step(silver_usage_month),
        Step(silver_prices),
        Step(silver_costs),
        Step(silver_market_month),
        Step(silver_contact_reach),
        Step(silver_interactions),
        Step(silver_labels),
        Step(outcome_results),
    ),
    layer="silver",
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
        Step(features_surroundings),
        Step(gold_master),
    ),
    layer="gold",
)

_SCORING_MODEL = Step(scoring_model, becomes_champion=True)

TRAIN = Stage(
    "train",
    (
        Step(training_master, per_label_date=True),
        Step(model_split),
        Step(parameter_search),
        Step(challenger),
        Step(held_out_predictions),
        Step(threshold_sweep),
        Step(ranking_curve),
        Step(calibration_groups),
        Step(feature_importance),
        Step(seed_stability),
        Step(time_forward),
        Step(leakage_sources, per_label_date=True),
        Step(leakage_files, per_label_date=True),
        Step(leakage_differences, per_label_date=True, on_cut_files=True),
        Step(single_features),
        Step(leakage_figures),
    ),
    layer="training",
)
EVALUATE = Stage(
    "evaluate",
    (Step(evaluation), Step(plain_contender), Step(promotion), Step(model_card), _SCORING_MODEL),
    layer="training",
)
SCORE = Stage(
    "score",
    (
        Step(score_deviations),
        Step(scored_customers),
        Step(risk_levers),
        Step(recommendations),
        Step(customer_offers),
        Step(promise),
        Step(offer_groups),
        Step(threshold_value_curve),
    ),
    layer="scored",
)
SCORE_WITH_CHAMPION = Stage("score", (_SCORING_MODEL, *SCORE.steps), layer="scored")
DRIFT = Stage(
    "drift",
    (
        Step(drift_results),
        Step(prediction_drift),
        Step(drift_histograms),
        Step(expected_performance),
        Step(score_history),
        Step(value_horizon),
    ),
    layer="monitoring",
)

SOURCES: dict[str, Source] = {
    "raw_customers": RawSource("bronze_customers"),
    "raw_contracts": RawSource("bronze_contracts"),
    "raw_readings": RawSource("bronze_readings"),
    "raw_prices": RawSource("bronze_prices"),
    "raw_costs": RawSource("bronze_costs"),
    "raw_interactions": RawSource("bronze_interactions"),
    "raw_labels": RawSource("bronze_labels"),
    "champion": ChampionSource(),
    "published_scores": PublishedSource("scored_customers"),
    "learned_responses": ResponsesSource(),
    "campaign_contacts": ContactsSource(),
    "feature_foundations": FoundationSource(tuple(TIERS.values())),
}

RULE_BOOKS: dict[str, type[RuleBook]] = {
    "columns": ColumnRegistry,
    "tariff_periods": TariffPeriods,
    "reading_rules": ReadingRules,
    "names": Names,
    "intents": Intents,
    "lexicon": Lexicon,
    "service_words": ServiceWords,
    "experiments": Experiments,
    "feature_sources": FeatureSources,
    "reason_families": ReasonFamilies,
    "levers": Levers,
    "responses": Responses,
    "stay_rules": StayRules,
}
"""Packaged rules that a step may take as a setting; a run's record keeps the fingerprint of each."""

SETTINGS = RUN_SETTINGS | {"as_of", "listed_as_of", "files_as_of", "policy", "text_reader"} | frozenset(RULE_BOOKS)

TRAIN_PIPELINE = Pipeline("train", (BRONZE, SILVER, GOLD, TRAIN, EVALUATE, SCORE, DRIFT), SOURCES, SETTINGS)
SCORE_PIPELINE = Pipeline("score", (BRONZE, SILVER, GOLD, SCORE_WITH_CHAMPION, DRIFT), SOURCES, SETTINGS)
PIPELINES = {"train": TRAIN_PIPELINE, "score": SCORE_PIPELINE}

PUBLISH = "publish"
"""The last stage of every run: it computes nothing and moves the pointers."""
