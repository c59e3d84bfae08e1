"""The customers to decide about first, in words: as the recommendations rank them."""

from dataclasses import dataclass

import polars as pl

from spanishgas.config.language import Language
from spanishgas.dashboard import amounts
from spanishgas.dashboard.language import _, first_up, word
from spanishgas.dashboard.reason_words import reason_texts
from spanishgas.decide.guardrails import WORDS
from spanishgas.policy import NO_OFFER

MOST = 6


@dataclass(frozen=True)
class Due:
    """A customer, what is at stake, what was decided and why, each in words."""

    customer: str
    tier: str
    loss: str
    decision: str
    reason: str

    def told(self) -> str:
        """All but the reason in one line."""
        return " · ".join((word("tier", self.tier), _("{loss} a month").format(loss=self.loss), self.decision))


def due(customers: pl.DataFrame, language: Language) -> list[Due]:
    """The first of the ranking."""
    return [_due(row, language) for row in customers.sort("priority_rank").head(MOST).iter_rows(named=True)]


def has_offers(customers: pl.DataFrame) -> bool:
    """Whether anybody is offered anything; else the ranking is by what is at stake."""
    return bool((customers["action"] != NO_OFFER).any())


def decision(action: str, guardrail: str | None, language: Language) -> str:
    """An offer by its name, or that there is none and why."""
    if action != NO_OFFER:
        return word("action", action)
    why = WORDS[language].get(guardrail or "", guardrail or "")
    return _("No offer: {why}").format(why=why) if why else word("action", action)


def _due(row: dict[str, str], language: Language) -> Due:
    said = reason_texts(language).words(row["reason_1_feature"], row["reason_1_value"])
    return Due(
        customer=row["customer_id"],
        tier=row["risk_tier"],
        loss=amounts.euros(float(row["expected_monthly_loss_eur"])),
        decision=decision(row["action"], row["guardrail"], language),
        reason=first_up(said),
    )
