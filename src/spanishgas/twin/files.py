"""The small raw files: customers, contracts, prices, costs, interactions, labels, with the flaws the real ones have."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from spanishgas.twin.contacts import INTENTS, NEGATIVE, NEUTRAL, NO_CONTACT, POSITIVE, Contacts
from spanishgas.twin.costs import FIRST_YEAR
from spanishgas.twin.lifecycle import NO_CHANGE, ORIGIN, YEAR_DAYS
from spanishgas.twin.outcomes import HORIZON_DAYS, STAYS
from spanishgas.twin.population import RESIDENTIAL
from spanishgas.twin.prices import GAS_FIXED_COST_EUR_YEAR, GAS_FIXED_REVENUE_EUR_YEAR
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Flags, Ints, stream
from spanishgas.twin.state import World
from spanishgas.twin.texts import Topic, written

_ZERO_PRICE_SHARE = 0.0005
_EARLIER_CONTRACT_SHARE = 0.2
_EARLIER_CONTACT_SHARE = 0.15
_CONTACT_CHANNELS = ("phone", "email", "web", "office")


@dataclass(frozen=True)
class Snapshot:
    """The world as a file extract of ``day`` shows it: customers still under contract, all their latest contacts."""

    world: World
    day: int
    months: int
    is_customer: Flags
    contacts: tuple[Contacts, ...]
    leave_day: Ints

    @property
    def rows(self) -> Ints:
        """Positions of the customers in the extract."""
        return np.flatnonzero(self.is_customer)


def customer_attributes(shot: Snapshot) -> pl.DataFrame:
    """One row a customer, sorted."""
    people, places, rows = shot.world.people, shot.world.places, shot.rows
    channels = {name: raw for raw, name in published()["sales_channel"]["raw_names"].items()}
    raw_channels = [channels[name] for name in published()["sales_channel"]["counts"]]
    return pl.DataFrame(
        {
            "customer_id": _ids(shot, rows),
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
            "signup_date": _dates(shot.world.life.activation_day[rows]),
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


def price_history(shot: Snapshot) -> pl.DataFrame:
    """One row a customer a pricing date, some without customer, some prices zero; sorted by date and customer."""
    prices, rows, months = shot.world.prices, shot.rows, shot.months
    flat = np.repeat(rows, months), np.tile(np.arange(months), len(rows))
    tiers = np.where(_zero_prices(shot)[flat][:, None], 0.0, np.round(prices.tier_eur_kwh[flat], 6))
    table = pl.DataFrame(
        {
            "customer_id": _ids(shot, flat[0]),
            "pricing_date": _month_starts(months).gather(flat[1]),
            **{f"variable_price_tier{tier + 1}_eur_kwh": tiers[:, tier] for tier in range(3)},
            "elec_fixed_fee_eur_month": np.round(prices.fee_eur_month, 4)[flat[0]],
            "elec_fixed_cost_eur_month": np.round(prices.fixed_cost_eur_month, 4)[flat[0]],
            "gas_variable_price_eur_m3": np.round(prices.gas_eur_m3, 6)[flat],
            "gas_fixed_revenue_eur_year": np.full(len(flat[0]), GAS_FIXED_REVENUE_EUR_YEAR),
            "gas_fixed_cost_eur_year": np.full(len(flat[0]), GAS_FIXED_COST_EUR_YEAR),
            "market_benchmark_eur_kwh": np.round(prices.benchmark_eur_kwh[flat], 6),
        }
    ).filter(pl.Series(~prices.is_missing[flat]))
    return pl.concat([table, _orphans(table, shot)]).sort("pricing_date", "customer_id", nulls_last=True)


def costs_by_province_month(shot: Snapshot) -> pl.DataFrame:
    """One row a month a province, EUR/kWh and EUR/m3."""
    costs, codes = shot.world.costs, shot.world.places.codes
    names = _month_starts(shot.months).dt.strftime("%Y-%m")
    return pl.DataFrame(
        {
            "month": names.gather(np.repeat(np.arange(shot.months), len(codes))),
            "province_code": list(codes) * shot.months,
            "elec_var_cost_eur_kwh": np.round(costs.elec_eur_kwh[: shot.months], 6).ravel(),
            "gas_var_cost_eur_m3": np.round(costs.gas_eur_m3[: shot.months], 6).ravel(),
            "peaje_elec_eur_kwh": np.round(costs.peaje_eur_kwh[: shot.months], 6).ravel(),
        }
    )


def customer_interactions(shot: Snapshot) -> pl.DataFrame:
    """The contacts of every wave until the day, and earlier ones of some customers; sorted by customer and date."""
    records: list[dict[str, str]] = []
    for number, contacts in enumerate(shot.contacts):
        rng = stream(shot.world.seed, "texts", number)
        for row in np.flatnonzero(contacts.mood != NO_CONTACT):
            dates = [(int(contacts.day[row]), int(contacts.intent[row]), int(contacts.mood[row]))]
            dates += _earlier_contacts(dates[0], rng) if number == 0 else []
            found = [_record(shot.world, int(row), contact, rng) for contact in dates]
            is_new = number == 0 or contacts.day[row] > shot.contacts[number - 1].day[row]
            if shot.is_customer[row] and is_new:
                records += [record for (day, _, _), record in zip(dates, found, strict=True) if day <= shot.day]
    table = pl.DataFrame(records, schema=dict.fromkeys(_RECORD, pl.String))
    return table.sort("customer_id", "date", "interaction_summary")


def churn_label(shot: Snapshot) -> pl.DataFrame:
    """One row a customer: who leaves within 90 days after the label date, and when."""
    leave = shot.leave_day[shot.rows]
    leaves = (leave > shot.day) & (leave <= shot.day + HORIZON_DAYS)
    return pl.DataFrame(
        {
            "customer_id": _ids(shot, shot.rows),
            "churned_within_horizon": leaves.astype(np.int8),
            "churn_effective_date": _dates(np.where(leaves, leave, NO_CHANGE)),
            "label_date": _dates(np.full(len(leave), shot.day)),
            "horizon_days": np.full(len(leave), HORIZON_DAYS),
        }
    )


_RECORD = ("interaction_id", "customer_id", "date", "channel", "interaction_summary")


def _record(world: World, row: int, contact: tuple[int, int, int], rng: np.random.Generator) -> dict[str, str]:
    day, intent, mood = contact
    years = (day - int(world.life.activation_day[row])) // YEAR_DAYS
    months = (int(world.life.renewal_day[row]) - day) // 30
    summary = written(Topic(intent, mood, years, months), rng)
    customer = f"C{row + 1:05d}"
    date = (np.datetime64(ORIGIN) + day).item().isoformat()
    channel = _CONTACT_CHANNELS[int(rng.choice(4, p=(0.6, 0.2, 0.12, 0.08)))]
    return dict(zip(_RECORD, (f"I-{customer}-{date}", customer, date, channel, summary), strict=True))


def _earlier_contacts(latest: tuple[int, int, int], rng: np.random.Generator) -> list[tuple[int, int, int]]:
    """One or two contacts before the latest: angry customers complained before, the others asked about things."""
    if rng.random() >= _EARLIER_CONTACT_SHARE:
        return []
    day, _, mood = latest
    found: list[tuple[int, int, int]] = []
    for _ in range(int(rng.integers(1, 3))):
        day -= int(rng.integers(12, 90))
        if mood == NEGATIVE:
            found.append((day, INTENTS.index("Complaint / Escalation"), NEGATIVE))
        else:
            found.append((day, int(rng.choice((1, 3, 4, 5, 6))), NEUTRAL if rng.random() < 0.6 else POSITIVE))
    return found


def _contracts(shot: Snapshot, rows: Ints, suffix: str, days: Ints, status: str) -> pl.DataFrame:
    activation, start, renewal, change = days
    return pl.DataFrame(
        {
            "customer_id": _ids(shot, rows),
            "contract_id": _ids(shot, rows).str.replace("C", "K") + f"-{suffix}",
            "customer_first_activation_date": _dates(activation),
            "contract_start_date": _dates(start),
            "next_renewal_date": _dates(renewal),
            "last_product_change_date": _dates(change),
            "contract_status": [status] * len(rows),
            "contract_term_months": np.maximum(np.round((renewal - start) / 30.42), 1).astype(np.int32),
            "product_type": np.where(shot.world.people.is_dual[rows], "dual", "electricity"),
        }
    )


def _zero_prices(shot: Snapshot) -> Flags:
    """A few prices inside the first year were never filled in."""
    prices = shot.world.prices
    zero = stream(shot.world.seed, "zero prices").random((len(shot.world.people), 12)) < _ZERO_PRICE_SHARE
    zero[:, [0, 11]] = False
    padded = np.zeros(prices.is_missing.shape, dtype=np.bool_)
    padded[:, :12] = zero
    return padded


def _orphans(table: pl.DataFrame, shot: Snapshot) -> pl.DataFrame:
    """Copies of some rows that lost their customer."""
    first_year = table.filter(pl.col("pricing_date").dt.year() == FIRST_YEAR)
    count = round(expected_count(published()["prices"]["rows_without_customer_id"], len(shot.world.people)))
    chosen = stream(shot.world.seed, "orphans").choice(first_year.height, count, replace=False)
    return first_year[np.sort(chosen)].with_columns(pl.lit(None, pl.String).alias("customer_id"))


def _ids(shot: Snapshot, rows: Ints) -> pl.Series:
    return pl.Series(shot.world.people.customer_ids, dtype=pl.String).gather(rows)


def _dates(days: Ints) -> pl.Series:
    """Dates of day numbers; null for NO_CHANGE and STAYS."""
    none = np.isin(days, (NO_CHANGE, STAYS))
    stamps = np.datetime64(ORIGIN, "D") + np.where(none, 0, days)
    return pl.select(pl.when(~pl.Series(none)).then(pl.Series(stamps).cast(pl.Date))).to_series()


def _month_starts(months: int) -> pl.Series:
    first = np.datetime64(f"{FIRST_YEAR}-01", "M")
    return pl.Series((first + np.arange(months)).astype("datetime64[D]")).cast(pl.Date)
