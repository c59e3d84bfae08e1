"""What the business decides, typed and validated: gates, risk tiers, offers, economics, limits of drift."""

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from spanishgas.config.rule_book import RuleBook, Rules

if TYPE_CHECKING:
    import polars as pl

Share = Annotated[float, Field(ge=0, le=1)]
NO_OFFER = "no_offer"


class OwnGate(Rules):
    """The gate of an experiment that has one of its own: such a model must also beat a logistic regression."""

    minimum_lift: float = Field(gt=1)
    """PR-AUC as a multiple of the churn rate, which is what guessing reaches."""


class PromotionRules(Rules):
    """The gate a challenger must pass on the untouched test rows, and how sure its figure must be."""

    minimum_pr_auc: Share
    lower_bound_tolerance: Share = 0.05
    """The interval of the out-of-fold PR-AUC may begin so far below the gate."""
    experiments: dict[str, OwnGate] = Field(default_factory=dict[str, OwnGate])
    """Experiments with a gate of their own, by name."""

    def gate(self, experiment: str, churn_rate: float | None) -> float:
        """PR-AUC that a model of the experiment must reach; infinite where its gate hangs on an unknown churn rate."""
        own = self.experiments.get(experiment)
        if own is None:
            return self.minimum_pr_auc
        return float("inf") if churn_rate is None else own.minimum_lift * churn_rate


class ThresholdRules(Rules):
    """What the decision threshold must reach."""

    minimum_recall: Share


class RiskTier(Rules):
    """One risk tier: the calibrated probability it begins at, its action, timing and budget."""

    model_config = ConfigDict(serialize_by_alias=True)

    name: str
    start: Share = Field(alias="from")
    action: str
    timing: str
    maximum_offer_share: Share
    """Offer budget as a share of the customer's monthly margin."""


class Economics(Rules):
    """What a contact and a discount cost and what a kept customer is worth."""

    outreach_cost_eur: float = Field(ge=0)
    customer_value_months: float = Field(gt=0)
    discount_months: float = Field(default=12, ge=0)
    """Months for which a discount is paid: a contract's term."""


class OfferLimits(Rules):
    """What offers may take; null where nothing limits them."""

    budget_eur: float | None = Field(default=None, ge=0)
    """Expected discounts."""
    calls: int | None = Field(default=None, ge=0)
    budget_pays_calls: bool = False
    """Whether contacts are paid out of the budget too. They are in the value of an offer in any case."""


class Guardrails(Rules):
    """When no offer is made, whatever it promises."""

    cautious_quantile: float = Field(default=0.25, gt=0, le=0.5)
    """An offer must not lose money where its response is at this quantile of what it may be."""
    rest_days: int = Field(default=90, ge=0)
    """Nobody is contacted twice within so many days."""


class ApartRules(Rules):
    """When a group's churners are so far from those expected that somebody must act.

    Beyond chance, by a share that matters to the group, and by churners that matter to the whole book. A policy of an
    earlier version says nothing of it.
    """

    maximum_deviation: float = Field(default=5.0, gt=0)
    """Standard deviations of chance; the book's own ups and downs add to those."""
    maximum_ratio: float = Field(gt=1)
    """Churners over those expected, or the other way round."""
    minimum_share: float = Field(default=0.05, ge=0, le=1)
    """Of the whole book's expected churners: a group that is fewer apart than this is shown and wakes nobody."""

    def is_apart(self, churners: "pl.Expr", expected: "pl.Expr", deviation: "pl.Expr", of_all: "pl.Expr") -> "pl.Expr":
        """Whether a group's churners are so far from those expected; ``of_all`` is the whole book's expectation."""
        ratio = churners / expected.clip(lower_bound=1e-9)
        is_far = (ratio > self.maximum_ratio) | (ratio < 1 / self.maximum_ratio)
        matters = (churners - expected).abs() >= self.minimum_share * of_all
        return is_far & matters & (deviation.abs() > self.maximum_deviation)


class DriftRules(ApartRules):
    """When a difference counts as drift, and when the champion's expectation moved too far from what it learned from.

    A difference counts when it is significant, also after false-discovery control, and large.
    """

    maximum_p_value: Share
    minimum_effect: Share
    maximum_ratio: float = Field(default=1.5, gt=1)


class OutcomeRules(ApartRules):
    """When what came is too far from what was said."""

    maximum_ratio: float = Field(default=1.25, gt=1)
    slope: tuple[float, float] = (0.8, 1.25)
    """Bounds of the calibration slope."""


class Policy(RuleBook):
    """All business rules of one run. Source: RULES, packaged as ``config/policy.yaml``."""

    file: ClassVar[str] = "policy.yaml"

    promotion: PromotionRules
    threshold: ThresholdRules
    risk_tiers: tuple[RiskTier, ...] = Field(min_length=1)
    decision: Literal["incremental", "tier_rule"] = "incremental"
    """Who is offered what: what returns most beyond doing nothing, or the action of the tier."""
    economics: Economics
    limits: OfferLimits = OfferLimits()
    guardrails: Guardrails = Guardrails()
    drift: DriftRules
    outcomes: OutcomeRules = OutcomeRules()

    @model_validator(mode="after")
    def _tiers_cover_all_probabilities_once(self) -> Self:
        if self.risk_tiers[0].start != 0:
            raise ValueError("the first risk tier must begin at 0, so that every customer has a tier")
        if any(later.start <= earlier.start for earlier, later in pairwise(self.risk_tiers)):
            raise ValueError("risk tiers must begin at ascending probabilities")
        if len({tier.name for tier in self.risk_tiers}) < len(self.risk_tiers):
            raise ValueError("two risk tiers have the same name")
        if any(tier.action == NO_OFFER and tier.maximum_offer_share > 0 for tier in self.risk_tiers):
            raise ValueError(f"a tier with the action {NO_OFFER} has no budget")
        if any(tier.maximum_offer_share != self.offers.get(tier.action, 0) for tier in self.risk_tiers):
            raise ValueError("one offer has two maximum_offer_share: an offer is the same in every tier")
        return self

    @property
    def offers(self) -> dict[str, float]:
        """What can be offered, the tiers' actions, and the largest monthly cost of each as a share of the margin."""
        return {tier.action: tier.maximum_offer_share for tier in self.risk_tiers if tier.action != NO_OFFER}

    @property
    def tiers_at_risk(self) -> tuple[str, ...]:
        """Tiers whose customers count as at risk: all above the lowest."""
        return tuple(tier.name for tier in self.risk_tiers[1:])

    @property
    def tiers_gravest_first(self) -> tuple[str, ...]:
        """All tiers, as people read them."""
        return tuple(tier.name for tier in reversed(self.risk_tiers))

    def count_at_risk(self, by_tier: Mapping[str, int]) -> int:
        """How many customers are at risk, by the customers of each tier."""
        return sum(by_tier.get(name, 0) for name in self.tiers_at_risk)

    def is_at_risk(self) -> "pl.Expr":
        """Whether a customer's ``risk_tier`` is above the lowest, though it be one of an earlier policy."""
        import polars as pl

        return pl.col("risk_tier") != self.risk_tiers[0].name

    def risk_tier(self, probability: "pl.Expr") -> "pl.Expr":
        """Name of the tier of a calibrated probability; a tier begins at its bound. Source: RULES, risk tiers."""
        import polars as pl

        name = pl.lit(self.risk_tiers[0].name)
        for tier in self.risk_tiers[1:]:
            name = pl.when(probability >= tier.start).then(pl.lit(tier.name)).otherwise(name)
        return name
