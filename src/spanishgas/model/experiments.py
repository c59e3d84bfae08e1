"""Which features an experiment trains on, and with which tree parameters: tiers by name, columns from their schemas."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError
from spanishgas.features import TIERS, needs_sentiment, tier_columns


def _known_tier(tier: str) -> str:
    if tier not in TIERS:
        raise ValueError(f"there is no tier {tier!r}; the tiers are {', '.join(TIERS)}")
    return tier


class TreeParameters(Rules):
    """Parameters of the boosted trees, under XGBoost's own names (``rounds``: number of trees)."""

    rounds: int = Field(ge=1)
    max_depth: int = Field(ge=1)
    learning_rate: float = Field(gt=0, le=1)
    subsample: float = Field(gt=0, le=1)
    colsample_bytree: float = Field(gt=0, le=1)
    min_child_weight: float = Field(default=1.0, ge=0)
    reg_lambda: float = Field(default=1.0, ge=0)
    max_cat_to_onehot: int = Field(default=4, ge=1)
    """A feature with fewer categories is split one category against the others."""


class LineParameters(Rules):
    """Parameters of the logistic regression."""

    inverse_ridge: float = Field(gt=0)
    max_iterations: int = Field(ge=1)


class ForestParameters(Rules):
    """Parameters of the random forest, under scikit-learn's names (``trees``: number of trees)."""

    trees: int = Field(ge=1)
    min_samples_leaf: int = Field(ge=1)
    max_features: float = Field(gt=0, le=1)


class Comparison(Rules):
    """How experiments are compared."""

    repeats: int = Field(ge=1)
    """How often the customers are dealt into folds."""


class TreeShape(Rules):
    """Parameters of the boosted trees but for their number, which early stopping finds."""

    max_depth: int = Field(ge=1)
    learning_rate: float = Field(gt=0, le=1)
    subsample: float = Field(gt=0, le=1)
    colsample_bytree: float = Field(gt=0, le=1)
    min_child_weight: float = Field(ge=0)
    reg_lambda: float = Field(ge=0)
    max_cat_to_onehot: int = Field(ge=1)


class SearchRules(Rules):
    """How long parameters are searched; only numbers that decide the same everywhere, never time."""

    trials: int = Field(ge=0)
    """0 takes the packaged parameters as they are."""
    random_trials: int = Field(ge=0)
    """Of the trials, those that are drawn before the search learns from them."""
    tried_first: tuple[TreeShape, ...] = ()
    """Shapes that do well on many tables, so that a small search need not find them."""
    folds: int = Field(ge=1, le=4)
    """Folds that trials are judged on; the others judge the best of them."""
    patience: int = Field(ge=1)
    most_rounds: int = Field(ge=1)


class AuditRules(Rules):
    """When a feature is too good to be true: a bin of it that is large enough is nearly all churn."""

    bins: int = Field(ge=2)
    """At most so many for numbers; categories are bins as they are."""
    minimum_share: float = Field(ge=0, le=1)
    minimum_rows: int = Field(ge=1)
    maximum_churn_rate: float = Field(gt=0, le=1)


class Rung(Rules):
    """One experiment as the file says it: the tiers it adds up."""

    tiers: tuple[Annotated[str, AfterValidator(_known_tier)], ...] = Field(min_length=1)
    sentiment: bool = True
    """False also takes out the features of other tiers that are built on the sentiment of texts."""


@dataclass(frozen=True)
class Experiment:
    """A named set of feature tiers, and the features they are."""

    name: str
    tiers: tuple[str, ...]
    features: tuple[str, ...]

    def tier_tables(self) -> dict[str, str]:
        """Each feature with the table of its tier."""
        tables = {column: TIERS[tier] for tier in self.tiers for column in tier_columns(tier)}
        return {name: tables[name] for name in self.features}


class Experiments(RuleBook):
    """Every experiment that can be trained. Source: FEATURES, Experiments."""

    file: ClassVar[str] = "experiments.yaml"

    experiments: dict[str, Rung]
    xgboost: TreeParameters
    """The packaged tree parameters: where a search begins, and what experiments compare with."""
    logistic_regression: LineParameters
    random_forest: ForestParameters
    comparison: Comparison
    search: SearchRules
    audit: AuditRules

    def names(self) -> tuple[str, ...]:
        """The experiments, in the order of the file."""
        return tuple(self.experiments)

    def experiment(self, name: str) -> Experiment:
        """An experiment with its features, in the order of its tiers and their schemas.

        Raises:
            InputError: no experiment has this name; lists those that exist.
        """
        if name not in self.experiments:
            raise InputError(f"There is no experiment {name!r}; the experiments are {', '.join(self.experiments)}.")
        rung = self.experiments[name]
        columns = (column for tier in rung.tiers for column in tier_columns(tier))
        kept = tuple(column for column in columns if rung.sentiment or not needs_sentiment(column))
        return Experiment(name, rung.tiers, kept)

    def parameters(self, algorithm: str) -> dict[str, int | float]:
        """The parameters of a contender; the dummy has none."""
        rules = {
            "xgboost": self.xgboost,
            "logistic_regression": self.logistic_regression,
            "random_forest": self.random_forest,
        }
        return rules[algorithm].model_dump() if algorithm in rules else {}
