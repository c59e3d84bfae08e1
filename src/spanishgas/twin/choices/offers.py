"""Why customers would leave, and how well an offer keeps them: known in the twin only."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.contacts import INTENTS, NEGATIVE, Contacts
from spanishgas.twin.choices.pressure import calendar_pressure, price_pressure
from spanishgas.twin.sampling import Flags, Floats, Ints
from spanishgas.twin.world.state import State, World

REASONS = ("price", "competition", "renewal", "service", "moving")
OFFERS = ("none", "small", "medium", "large")
# Log-odds of leaving that an offer takes away from a customer who responds fully; the price-sensitive respond most.
_RELIEF = np.array([0.0, 0.5, 1.0, 1.5])
_RESPONSE = np.array([1.0, 0.6, 0.7, 0.25, 0.02])


@dataclass(frozen=True)
class Motives:
    """The main reason of each customer (index into REASONS), and what each offer does to the log-odds."""

    reason: Ints

    @property
    def relief(self) -> Floats:
        """Log-odds taken away, shape (offers, customers); none takes nothing, larger offers take more."""
        return _RELIEF[:, None] * _RESPONSE[self.reason][None, :]


def motives(world: World, now: State, contacts: Contacts, is_moving: Flags) -> Motives:
    """The strongest cause of each customer's hazard."""
    asks = contacts.intent == INTENTS.index("Pricing Offers")
    strengths = np.stack(
        [
            price_pressure(now) + 2.0 * asks,
            0.5 * world.places.pull[world.people.province] + 0.8 * world.people.is_high_competition,
            calendar_pressure(now) - 0.3,
            np.where(contacts.mood == NEGATIVE, 3.0, -3.0),
            np.where(is_moving, 99.0, -99.0),
        ]
    )
    return Motives(np.argmax(strengths, axis=0))
