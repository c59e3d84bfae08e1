"""Which features an experiment trains on, and with which tree parameters: tiers by name, columns from their schemas."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from spanishgas.errors import InputError
from spanishgas.features import needs_sentiment, tier_columns


class TreeParameters(BaseModel):
    """Parameters of the boosted trees, under XGBoost's own names (``rounds``: number of trees)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: int = Field(ge=1)
    max_depth: int = Field(ge=1)
    learning_rate: float = Field(gt=0, le=1)
    subsample: float = Field(gt=0, le=1)
    colsample_bytree: float = Field(gt=0, le=1)


@dataclass(frozen=True)
class Experiment:
    """A named set of feature tiers."""

    name: str
    tiers: tuple[str, ...]
    features: tuple[str, ...]


def experiment_names() -> tuple[str, ...]:
    """Every experiment that can be trained."""
    return tuple(_config()["experiments"])


def load_experiment(name: str) -> Experiment:
    """An experiment with its features, in the order of its tiers and their schemas. Source: FEATURES, Experiments.

    Raises:
        InputError: no experiment has this name; lists those that exist.
    """
    entries = _config()["experiments"]
    if name not in entries:
        raise InputError(f"There is no experiment {name!r}; the experiments are {', '.join(entries)}.")
    tiers, sentiment = tuple(entries[name]["tiers"]), entries[name].get("sentiment", True)
    columns = (column for tier in tiers for column in tier_columns(tier))
    return Experiment(name, tiers, tuple(column for column in columns if sentiment or not needs_sentiment(column)))


def tree_parameters() -> TreeParameters:
    """The tuned tree parameters."""
    return TreeParameters.model_validate(_config()["xgboost"])


def _config() -> dict[str, Any]:
    return yaml.safe_load((files("spanishgas") / "config" / "experiments.yaml").read_text(encoding="utf-8"))
