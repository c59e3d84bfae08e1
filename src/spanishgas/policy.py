"""What the business decides, typed and validated: gates, risk tiers, offers, economics, limits of drift."""

from collections.abc import Sequence
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from spanishgas.errors import InputError

Share = Annotated[float, Field(ge=0, le=1)]
NO_OFFER = "no_offer"


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PromotionRules(_Rules):
    """The gate a challenger must pass on the untouched test rows."""

    minimum_pr_auc: Share


class ThresholdRules(_Rules):
    """What the decision threshold must reach."""

    minimum_recall: Share


class RiskTier(_Rules):
    """One risk tier: the calibrated probability it begins at, its action, timing and budget."""

    name: str
    start: Share = Field(alias="from")
    action: str
    timing: str
    maximum_offer_share: Share
    """Offer budget as a share of the customer's monthly margin."""


class Economics(_Rules):
    """What a contact costs and what a kept customer is worth."""

    outreach_cost_eur: float = Field(ge=0)
    customer_value_months: float = Field(gt=0)
    offer_months: float = Field(ge=0)
    save_rate: Share


class DriftRules(_Rules):
    """When a difference counts as drift: significant, also after false-discovery control, and large."""

    maximum_p_value: Share
    minimum_effect: Share


class Policy(_Rules):
    """All business rules of one run. Source: RULES, packaged as ``config/policy.yaml``."""

    promotion: PromotionRules
    threshold: ThresholdRules
    risk_tiers: tuple[RiskTier, ...] = Field(min_length=1)
    economics: Economics
    drift: DriftRules

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
        return self


def load_policy(path: Path | None = None) -> Policy:
    """The business rules of a YAML file; without a path, the packaged ones.

    Raises:
        InputError: the file does not say what a policy must say; names every wrong entry.
    """
    source = path or files("spanishgas") / "config" / "policy.yaml"
    try:
        return Policy.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{source}: the policy cannot be read: {error}.") from error
    except (ValidationError, yaml.YAMLError) as error:
        raise InputError(f"{source}: not a valid policy. {_complaints(error)}") from error


def _complaints(error: ValidationError | yaml.YAMLError) -> str:
    if isinstance(error, yaml.YAMLError):
        return str(error)
    return "; ".join(f"{_place(entry['loc'])}: {entry['msg']}" for entry in error.errors())


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "policy"
