"""Why customers would leave, and how well an offer keeps them: known in the twin only."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from spanishgas.twin.choices.pressure import calendar_pressure, price_pressure, rivals_pull
from spanishgas.twin.sampling import Floats, Ints, chances, stream
from spanishgas.twin.scenarios import Responses
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.state import State, World

REASONS = ("price", "competition", "renewal", "service", "moving")
SERVICE, MOVING = REASONS.index("service"), REASONS.index("moving")
OFFERS = ("none", "small", "medium", "large")
# How much of what the largest offer does a smaller one does: the first euros do most.
_SIZES = np.array([0.0, 0.6, 0.9, 1.0])
# What a seed draws: one factor for all offers and reasons, and how far each reason is from its own strength.
_FACTORS, _BY_REASON_SPREAD = (0.25, 1.5), 0.25
_OWN_SPREAD = 0.5  # of customers who leave for the same, in logarithms


@dataclass(frozen=True)
class Relief:
    """One entry a supply: log-odds off the market's hazard, and the logarithms off those of anger and of a move."""

    market: Floats
    angry: Floats
    moving: Floats


@dataclass(frozen=True)
class Answers:
    """What a contact with an offer does to each customer of a book: log-odds of leaving."""

    by_reason: Floats
    """What the largest offer takes away from who leaves for each of REASONS, in the mean."""
    own: Floats
    """One entry a supply: the customer's share of that, 1 in the mean."""
    openness: Floats
    """One entry a supply: how many of a hundred are less open to an offer, 0 to 1; the order of ``own``."""
    woken: Floats
    """One entry a supply: what any contact adds to the market's, 0 but for those whom it makes look around."""

    def relief(self, reason: Ints, offer: int) -> Floats:
        """Log-odds that an offer takes away from customers with these reasons; none takes nothing, larger ones more."""
        return _SIZES[offer] * self.by_reason[reason] * self.own

    def waking(self, offer: int) -> Floats:
        """Log-odds that being contacted adds: nothing where nobody is."""
        return self.woken if offer else np.zeros_like(self.woken)

    def to(self, reason: Ints, offer: int) -> Relief:
        """What an offer changes for customers with these reasons: less what being contacted wakes."""
        angry, moving = (self.relief(np.array([cause]), offer) for cause in (SERVICE, MOVING))
        return Relief(self.relief(reason, offer) - self.waking(offer), angry, moving)


def answers(seed: int, rules: Responses, book: Book) -> Answers:
    """The world that a seed draws around a scenario's responses, for the customers of a book.

    A customer answers alike on every day and to every size of offer.
    """
    rng = stream(seed, "responses")
    factor = rules.factor * rng.uniform(*_FACTORS)
    spread = np.exp(_BY_REASON_SPREAD * rng.standard_normal(len(REASONS)))
    strengths = np.array([getattr(rules, name) for name in REASONS])
    openness = chances(seed, "own response", book.number)
    own = np.exp(_OWN_SPREAD * norm.ppf(openness) - _OWN_SPREAD**2 / 2)
    is_woken = chances(seed, "woken", book.number) < rules.woken_share
    return Answers(factor * strengths * spread, own, openness, np.where(is_woken, rules.woken, 0.0))


def market_reasons(world: World, book: Book, now: State) -> Ints:
    """What of prices, rivals and the calendar sets a customer apart most (index into REASONS).

    Each is counted from its mean over those who hold a supply: what everybody has is nobody's reason.
    """
    strengths = np.stack([price_pressure(world, now), rivals_pull(world, now), calendar_pressure(now)])
    held = book.is_held(now.day)
    return np.argmax(strengths - strengths[:, held].mean(axis=1, keepdims=True), axis=0)
