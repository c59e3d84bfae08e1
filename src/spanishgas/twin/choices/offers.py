"""Why customers would leave, and how well an offer keeps them: known in the twin only."""

import numpy as np

from spanishgas.twin.choices.moods import INTENTS
from spanishgas.twin.choices.pressure import calendar_pressure, price_pressure
from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.state import State, World

REASONS = ("price", "competition", "renewal", "service", "moving")
SERVICE, MOVING = REASONS.index("service"), REASONS.index("moving")
OFFERS = ("none", "small", "medium", "large")
# Log-odds of leaving that an offer takes away from a customer who responds fully; the price-sensitive respond most.
_RELIEF = np.array([0.0, 0.5, 1.0, 1.5])
_RESPONSE = np.array([1.0, 0.6, 0.7, 0.25, 0.02])


def market_reasons(world: World, book: Book, now: State) -> Ints:
    """The strongest of the reasons that the market and the calendar give (index into REASONS)."""
    asks = book.intent == INTENTS.index("Pricing Offers")
    strengths = np.stack(
        [
            price_pressure(world, now) + 2.0 * asks,
            0.5 * world.places.pull[world.people.province] + 0.8 * world.people.is_high_competition,
            calendar_pressure(now) - 0.3,
        ]
    )
    return np.argmax(strengths, axis=0)


def relief(reason: Ints, offer: int) -> Floats:
    """Log-odds that an offer takes away from customers with these reasons; none takes nothing, larger ones more."""
    return _RELIEF[offer] * _RESPONSE[reason]
