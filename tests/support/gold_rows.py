"""A made-up gold table of any size, typed by its schema: churn follows renewal and mood, the rest is noise."""

from dataclasses import replace
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
from support.bronze_rows import AS_OF
from support.rules import EXPERIMENTS

from spanishgas.model.artefact import Model
from spanishgas.model.experiments import TreeParameters
from spanishgas.model.split import model_split
from spanishgas.model.train import TrainingPlan, train_model
from spanishgas.tables.features import GoldMaster
from spanishgas.tables.training import TrainingMaster

FEW_TREES = TreeParameters(rounds=12, max_depth=2, learning_rate=0.3, subsample=0.8, colsample_bytree=0.7)


@cache
def gold_rows(customers: int, seed: int = 0) -> pl.DataFrame:
    generator = np.random.default_rng(seed)
    columns = {name: _values(column, customers, generator) for name, column in GoldMaster.columns().items()}
    columns["customer_id"] = pl.Series([f"C{number:05}" for number in range(1, customers + 1)])
    frame = pl.DataFrame(columns).with_columns(
        has_interaction=pl.lit(1, pl.Int8), months_to_renewal=pl.Series(generator.uniform(-1, 10, customers))
    )
    log_odds = -2.5 - 0.4 * frame["months_to_renewal"] + 5.0 * frame["is_negative_sentiment"]
    churned = generator.random(customers) < (1 / (1 + np.exp(-log_odds.to_numpy())))
    return frame.with_columns(churned_within_horizon=pl.Series(churned.astype(np.int8))).select(
        GoldMaster.column_names()
    )


@cache
def training_rows(customers: int, seed: int = 0) -> pl.DataFrame:
    """The same as they were on one label date."""
    rows = gold_rows(customers, seed).with_columns(label_date=pl.lit(AS_OF))
    return rows.select(TrainingMaster.column_names())


def _values(column: dy.Column, rows: int, generator: np.random.Generator) -> pl.Series:
    if column.dtype == pl.String:
        values = pl.Series(generator.choice(["first", "other", "third"], rows))
    elif column.dtype == pl.Float64:
        values = pl.Series(generator.uniform(0, 1, rows) * 20 / (20 if getattr(column, "max", None) == 1 else 1))
    else:
        values = pl.Series(generator.integers(0, 2, rows), dtype=column.dtype)
    known = pl.Series(generator.random(rows) >= 0.05)
    return values.set(~known, None) if column.nullable else values


def small_plan(experiment: str = "E5", **changes: object) -> TrainingPlan:
    plan = TrainingPlan(
        experiment=EXPERIMENTS.experiment(experiment),
        trees=FEW_TREES,
        seed=42,
        split_key="spanishgas",
        threads=1,
        minimum_recall=0.70,
        recall_confidence=0.95,
    )
    return replace(plan, **changes)


@cache
def small_model(customers: int = 800, seed: int = 0, experiment: str = "E5") -> Model:
    gold = training_rows(customers, seed).lazy()
    return train_model(gold, model_split(gold, seed=42, split_key="spanishgas"), small_plan(experiment))
