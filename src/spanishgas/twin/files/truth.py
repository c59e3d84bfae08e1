"""What only the twin knows: each customer's probability of leaving, with and without an offer, and why."""

import numpy as np
import polars as pl

from spanishgas.twin.choices.contacts import MOODS
from spanishgas.twin.choices.offers import OFFERS, REASONS
from spanishgas.twin.choices.outcomes import HORIZON_DAYS, Wave, probability_at
from spanishgas.twin.files.snapshot import Snapshot


def truth(shot: Snapshot, happened: list[Wave]) -> pl.DataFrame:
    """One row a customer of the extract: probabilities of leaving within 90 days by offer, main reason, mood, move."""
    probability = probability_at(happened, shot.day)[:, shot.rows]
    wave = happened[shot.day // HORIZON_DAYS]
    offers = {f"churn_probability_{_column(offer)}": probability[number] for number, offer in enumerate(OFFERS)}
    return pl.DataFrame(
        {
            "customer_id": pl.Series(shot.world.people.customer_ids).gather(shot.rows),
            **offers,
            "reason": np.array(REASONS)[wave.reason[shot.rows]],
            "mood": np.array(MOODS)[wave.contacts.mood[shot.rows]],
            "is_moving": wave.is_moving[shot.rows],
        }
    )


def _column(offer: str) -> str:
    return "no_offer" if offer == "none" else f"offer_{offer}"
