"""The raw files with one or a few rows a customer: attributes, contracts, labels."""

import numpy as np
import polars as pl

from spanishgas.twin.choices.outcomes import HORIZON_DAYS
from spanishgas.twin.files.snapshot import Snapshot, dates_of, ids_of
from spanishgas.twin.published import published
from spanishgas.twin.sampling import Ints, stream
from spanishgas.twin.world.lifecycle import NO_CHANGE, YEAR_DAYS
from spanishgas.twin.world.population import RESIDENTIAL

_EARLIER_CONTRACT_SHARE = 0.2


def customer_attributes(shot: Snapshot) -> pl.DataFrame:
    """One row a customer, sorted."""
    people, places, rows = shot.world.people, shot.world.places, shot.rows
    channels = {name: raw for raw, name in published()["sales_channel"]["raw_names"].items()}
    raw_channels = [channels[name] for name in published()["sales_channel"]["counts"]]
    return pl.DataFrame(
        {
            "customer_id": ids_of(shot, rows),
            "province_code": [places.codes[index] for index in people.province[rows]],
            "is_industrial": (people.segment[rows] != RESIDENTIAL).astype(np.int8),
            "contracted_power_kw": people.power_kw[rows],
            "is_second_residence": people.is_second_residence[rows].astype(np.int8),
            "is_high_competition_province": people.is_high_competition[rows].astype(np.int8),
            "is_urban": people.is_urban[rows].astype(np.int8),
            "region": [places.regions[index] for index in people.province[rows]],
            "sales_channel": [raw_channels[index] for index in people.channel[rows]],
            "tariff_type": np.where(people.power_kw[rows] > 15, "3.0TD", "2.0TD"),
            "product_bundle": np.where(people.is_dual[rows], "dual", "electricity"),
            "signup_date": dates_of(shot.world.life.activation_day[rows]),
        }
    )


def customer_contracts(shot: Snapshot) -> pl.DataFrame:
    """The current contract of every customer, and the earlier one of some; sorted by customer and start."""
    life, rows = shot.world.life, shot.rows
    renewal = life.renewal_day_at(shot.day)[rows]
    activation, change = life.activation_day[rows], life.change_day[rows]
    start = np.maximum(renewal - YEAR_DAYS, activation)
    rng = stream(shot.world.seed, "earlier contracts")
    has_earlier = (rng.random(len(life.activation_day))[rows] < _EARLIER_CONTRACT_SHARE) & (start > activation + 60)
    current = _contracts(shot, rows, "2", np.stack([activation, start, renewal, change]), "active")
    first = np.maximum(start - YEAR_DAYS, activation)[has_earlier]
    none = np.full(len(first), NO_CHANGE)
    dates = np.stack([activation[has_earlier], first, start[has_earlier], none])
    earlier = _contracts(shot, rows[has_earlier], "1", dates, "ended")
    return pl.concat([current, earlier]).sort("customer_id", "contract_start_date", "contract_id")


def churn_label(shot: Snapshot) -> pl.DataFrame:
    """One row a customer: who leaves within 90 days after the label date, and when."""
    leave = shot.leave_day[shot.rows]
    leaves = (leave > shot.day) & (leave <= shot.day + HORIZON_DAYS)
    return pl.DataFrame(
        {
            "customer_id": ids_of(shot, shot.rows),
            "churned_within_horizon": leaves.astype(np.int8),
            "churn_effective_date": dates_of(np.where(leaves, leave, NO_CHANGE)),
            "label_date": dates_of(np.full(len(leave), shot.day)),
            "horizon_days": np.full(len(leave), HORIZON_DAYS),
        }
    )


def _contracts(shot: Snapshot, rows: Ints, suffix: str, days: Ints, status: str) -> pl.DataFrame:
    activation, start, renewal, change = days
    return pl.DataFrame(
        {
            "customer_id": ids_of(shot, rows),
            "contract_id": ids_of(shot, rows).str.replace("C", "K") + f"-{suffix}",
            "customer_first_activation_date": dates_of(activation),
            "contract_start_date": dates_of(start),
            "next_renewal_date": dates_of(renewal),
            "last_product_change_date": dates_of(change),
            "contract_status": [status] * len(rows),
            "contract_term_months": np.maximum(np.round((renewal - start) / 30.42), 1).astype(np.int32),
            "product_type": np.where(shot.world.people.is_dual[rows], "dual", "electricity"),
        }
    )
