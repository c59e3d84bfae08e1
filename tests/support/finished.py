"""A run whose stages are done: tables of three rows, a small model, and documents whose figures are made up."""

from pathlib import Path
from typing import Any, Literal

import polars as pl
from support.gold_rows import FEW_TREES, small_model
from support.runs import done, run_record

from spanishgas.decide.promise import Promise
from spanishgas.lake import Lake
from spanishgas.model.assessment import ChallengerAssessment, Evaluation
from spanishgas.model.decision import Promotion
from spanishgas.model.measured import BinaryMetrics, Confusion
from spanishgas.model.plain_contender import PlainContender
from spanishgas.model.search import ParameterSearch
from spanishgas.monitoring.value_horizon import ValueHorizon
from spanishgas.run.models import store_model
from spanishgas.run.reader import Run
from spanishgas.run.store import document_key, kept_key, step_keys, table_key, write_document

MODEL = small_model(300, 1, "E1")
GOLD = pl.DataFrame({"customer_id": ["C1", "C2", "C3"]})
SCORED = GOLD.with_columns(
    risk_tier=pl.Series(["Low", "Critical", "Low"]), expected_monthly_loss_eur=pl.Series([0.25, 10.0, 1.0])
)
OFFERS = GOLD.with_columns(
    priority_rank=pl.Series([2, 1, 3]),
    risk_tier=pl.Series(["Low", "Critical", "Low"]),
    churn_probability=pl.Series([0.104, 0.906, 0.2]),
    expected_monthly_loss_eur=pl.Series([0.25, 1234.5, 1.0]),
    action=pl.Series(["no_offer", "offer_large", "no_offer"]),
    reasons=pl.Series(["mood; price", "renewal is near; price", "price"]),
)
STABLE = pl.DataFrame(
    {"feature": ["a", "b", "b"], "effect": [0.0, 0.1, 0.2], "is_drifted": [0, 0, 0], "level": ["none"] * 3}
)
DRIFTED = STABLE.with_columns(is_drifted=pl.Series([0, 1, 1]), level=pl.Series(["none", "calendar", "act"]))
PREDICTIONS = pl.DataFrame(
    {
        "grouping": ["all"],
        "group": ["all"],
        "reference_probability": [0.1],
        "current_probability": [0.12],
        "ratio": [1.2],
        "deviation": [2.0],
        "expected_monthly_loss_eur": [11.25],
        "is_act": [0],
    }
)
EXPECTED = pl.DataFrame(
    {"metric": ["churn_rate", "pr_auc"], "expected": [0.12, 0.7], "low": [0.11, 0.65], "high": [0.13, 0.75]}
)
METRICS = BinaryMetrics(
    rows=3,
    churners=1,
    pr_auc=0.81,
    roc_auc=0.92,
    brier=0.1,
    log_loss=0.3,
    threshold=0.5,
    precision=1.0,
    recall=1.0,
    f1=1.0,
    confusion=Confusion(true_positive=1, false_positive=0, false_negative=0, true_negative=2),
    calibration=(),
    intervals={"pr_auc": (0.71, 0.88)},
)


def evaluation(test: BinaryMetrics | None = METRICS) -> Evaluation:
    challenger = ChallengerAssessment(
        model_id=MODEL.model_id,
        experiment="E1",
        test=test,
        error=None if test else "no rows",
        out_of_fold=MODEL.card.out_of_fold,
        features_without_values=("tenure_months",),
    )
    return Evaluation(
        test_rows=3, test_churners=1, challenger=challenger, compared_rows=0, compared=None, champion=None
    )


PROMISE = Promise(
    offers=1,
    word="assumed",
    sources=("assumption",),
    horizon_months=32,
    incremental_margin_eur=60.0,
    incremental_margin_low_eur=-5.0,
    incremental_margin_high_eur=140.0,
    discount_eur=12.0,
    contact_cost_eur=20.0,
    kept_customers=0.3,
)
VALUE_HORIZON = ValueHorizon(
    customers=(), departures=(), longest_months=32, assumed_months=32, stay=None, missing="nobody was followed"
)
SEARCH = ParameterSearch.untried(FEW_TREES)
PROMOTION = Promotion(
    promoted=False,
    passed_gate=True,
    unchanged=False,
    reasons=("Good.", "But not better."),
    minimum_pr_auc=0.7,
    challenger_id=MODEL.model_id,
    challenger_pr_auc=0.81,
    champion_id=None,
    compared_pr_auc=None,
    champion_pr_auc=None,
    champion_passed_gate=None,
)


def finished_run(
    folder: Path,
    mode: Literal["train", "score"] = "train",
    drift: pl.DataFrame = STABLE,
    test: BinaryMetrics | None = METRICS,
    **changes: Any,
) -> Run:
    """A run of the real pipeline that only has to be published. Tables that nobody reads then are not there."""
    run = Run(Lake(folder), run_record(mode=mode, **changes))
    tables = {"gold_master": GOLD, "scored_customers": SCORED, "recommendations": OFFERS, "drift_results": drift}
    tables["prediction_drift"] = PREDICTIONS.clear() if drift.is_empty() else PREDICTIONS
    tables["expected_performance"] = EXPECTED
    documents = {
        "parameter_search": SEARCH,
        "evaluation": evaluation(test),
        "plain_contender": PlainContender(test_pr_auc=None),
        "promotion": PROMOTION,
        "promise": PROMISE,
        "value_horizon": VALUE_HORIZON,
    }
    name = run.record.run_id
    store_model(run.lake, MODEL)
    for stage in run.pipeline.stages:
        for step in (step for step in stage.steps if step.stored):
            if step.kind == "model":
                entry: dict[str, Any] = {"model_id": MODEL.model_id}
            elif step.kind == "document":
                entry = {"keys": [document_key(stage.layer, name, step.name)]}
                write_document(run.lake, entry["keys"][0], documents[step.name])
            elif step.kind == "pages":
                entry = {"keys": step_keys("pages", stage.layer, name, step.name)}
                for key in entry["keys"]:
                    run.lake.write(key, b"# A card")
            elif step.per_file:
                entry = {"keys": [kept_key(step.name, digest, "0") for digest in "ab"], "rows": 6}
            else:
                entry = {"keys": [table_key(stage.layer, name, step.name)], "rows": 3}
                if step.name in tables:
                    run.lake.write_table(entry["keys"][0], tables[step.name])
            run.record.steps.append(done(step.name, stage=stage.name, kind=step.kind, **entry))
    return run
