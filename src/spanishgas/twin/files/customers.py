"""The raw files with one or a few rows a customer: attributes, contracts, labels."""

import numpy as np
import polars as pl

from spanishgas.twin.files.snapshot import Snapshot, customer_ids, dates_of, left_days
from spanishgas.twin.published import published
from spanishgas.twin.sampling import Flags, Ints, stream
from spanishgas.twin.world.book import NEVER, NOT_YET
from spanishgas.twin.world.calendar import term_start
from spanishgas.twin.world.lifecycle import HORIZON_DAYS
from spanishgas.twin.world.population import RESIDENTIAL
from spanishgas.twin.world.state import months_of

_EARLIER_CONTRACT_SHARE = 0.2


def customer_attributes(shot: Snapshot) -> pl.DataFrame:
    """One row a customer, sorted."""
    people, places, rows = shot.world.people, shot.world.places, shot.supply
    channels = {name: raw for raw, name in published()["sales_channel"]["raw_names"].items()}
    raw_channels = [channels[name] for name in published()["sales_channel"]["counts"]]
    return pl.DataFrame(
        {
            "customer_id": customer_ids(shot.number),
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
            "signup_date": dates_of(shot.joined),
        }
    )


def customer_contracts(shot: Snapshot) -> pl.DataFrame:
    """One row a term of a contract; sorted by customer and start. Of a term that has ended, the renewal is its end."""
    terms = shot.history.events["terms"]
    begun = np.flatnonzero(terms["start"] <= shot.day)
    order = begun[np.lexsort((terms["start"][begun], terms["number"][begun]))]
    rows, place = shot.shown(terms["number"][order])
    number, start, renewal, change = (terms[name][order][rows] for name in ("number", "start", "renewal", "change"))
    is_last = np.append(number[1:] != number[:-1], True)
    following = np.where(is_last, shot.left[place], np.append(start[1:], NOT_YET))
    is_over = following <= shot.day
    end = np.where(is_over, following, renewal)
    first = np.flatnonzero(np.append(True, number[1:] != number[:-1]))
    sequence = 2 + np.arange(len(number)) - np.repeat(first, np.diff(np.append(first, len(number))))
    current = _contracts(shot, place, sequence, (start, end, change), renewal, is_over)
    return pl.concat([_earlier(shot), current]).sort("customer_id", "contract_start_date", "contract_id")


def churn_label(shot: Snapshot, label_days: list[int]) -> pl.DataFrame:
    """One row a customer and label date: who left within the 90 days after it, and when."""
    return pl.concat([_labels(shot, day) for day in label_days])


def _labels(shot: Snapshot, day: int) -> pl.DataFrame:
    book = shot.history.books[day]
    number = np.sort(book.number[book.is_held(day)])
    leave = left_days(shot.history, number)
    leaves = leave <= day + HORIZON_DAYS
    return pl.DataFrame(
        {
            "customer_id": customer_ids(number),
            "churned_within_horizon": leaves.astype(np.int8),
            "churn_effective_date": dates_of(np.where(leaves, leave, NOT_YET)),
            "label_date": dates_of(np.full(len(leave), day)),
            "horizon_days": np.full(len(leave), HORIZON_DAYS),
        }
    )


def _earlier(shot: Snapshot) -> pl.DataFrame:
    """The contract before the one that some customers had at the origin."""
    size = len(shot.world.people)
    terms = shot.history.events["terms"]
    start, activation = terms["start"][:size], shot.activation[:size]
    had = stream(shot.world.seed, "earlier contracts").random(size) < _EARLIER_CONTRACT_SHARE
    place = np.flatnonzero(had & (start > activation + 60))
    first, end = term_start(start, activation)[place], start[place]
    none, over = np.full(len(place), NEVER), np.ones(len(place), dtype=np.bool_)
    return _contracts(shot, place, np.ones(len(place), dtype=np.int64), (first, end, none), end, over)


def _contracts(
    shot: Snapshot, place: Ints, sequence: Ints, days: tuple[Ints, Ints, Ints], renewal: Ints, is_over: Flags
) -> pl.DataFrame:
    start, end, change = days
    ids = customer_ids(shot.number).gather(place)
    return pl.DataFrame(
        {
            "customer_id": ids,
            "contract_id": ids.str.replace("C", "K") + "-" + pl.Series(sequence).cast(pl.String),
            "customer_first_activation_date": dates_of(shot.activation[place]),
            "contract_start_date": dates_of(start),
            "next_renewal_date": dates_of(end),
            "last_product_change_date": dates_of(change),
            "contract_status": np.where(is_over, "ended", "active"),
            "contract_term_months": (months_of(renewal) - months_of(start)).astype(np.int32),
            "product_type": np.where(shot.world.people.is_dual[shot.supply[place]], "dual", "electricity"),
        }
    )
