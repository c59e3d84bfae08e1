"""Families of features (``config/reason_families.yaml``): what is one reason to a person, though it is many columns."""

from typing import ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError

REASONS = 3
"""How many reasons a customer has at most, each of another family."""
OTHER_CAUSE = "other"
"""The cause of whom nothing that an offer could answer makes likelier to leave."""


class ReasonFamily(Rules):
    """The features of one reason."""

    features: tuple[str, ...] = Field(min_length=1)
    cause: bool = False
    """Whether customers leave for it, and an offer can answer it."""
    needs: str | None = None
    """A flag (a feature): whoever has 0 there cannot have this cause."""


class ReasonFamilies(RuleBook):
    """Every family by its code. Source: RULES, guardrail 2 (every recommendation has a reason code)."""

    file: ClassVar[str] = "reason_families.yaml"
    entry: ClassVar[str | None] = "families"

    families: dict[str, ReasonFamily] = Field(min_length=REASONS)

    @model_validator(mode="after")
    def _causes_are_some_of_them(self) -> Self:
        if not self.causes():
            raise ValueError("no family is a cause, so nobody could be told why somebody leaves")
        if OTHER_CAUSE in self.families:
            raise ValueError(f"no family is called {OTHER_CAUSE}: that is the cause of whom no family explains")
        return self

    def causes(self) -> tuple[str, ...]:
        """Codes of the families that can be why somebody leaves."""
        return tuple(code for code, family in self.families.items() if family.cause)

    def shares(self, features: tuple[str, ...]) -> np.ndarray:
        """How much of each feature counts for each family: one row a feature, one column a family, rows sum to 1.

        Raises:
            InputError: a feature is in no family.
        """
        member = np.array([[name in family.features for family in self.families.values()] for name in features], float)
        if lost := [name for name, row in zip(features, member, strict=True) if not row.any()]:
            raise InputError(f"{self.file}: no family has {', '.join(lost)}; a reason would be missing.")
        return member / member.sum(axis=1, keepdims=True)
