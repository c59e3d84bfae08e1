"""The raw files of the market: prices by customer and date with the flaws of the real file, and costs."""

import numpy as np
import polars as pl

from spanishgas.twin.files.snapshot import Snapshot, customer_ids, month_starts
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Flags, Floats, stream
from spanishgas.twin.world.costs import FIRST_YEAR
from spanishgas.twin.world.prices import GAS_FIXED_COST_EUR_YEAR, GAS_FIXED_REVENUE_EUR_YEAR
from spanishgas.twin.world.state import months_of

_ZERO_PRICE_SHARE = 0.0005


def price_history(shot: Snapshot) -> pl.DataFrame:
    """One row a customer a pricing date, some without customer, some prices zero; sorted by date and customer."""
    prices, first = shot.world.prices, shot.first_month
    counts = shot.last_month - first + 1
    place = np.repeat(np.arange(len(counts)), counts)
    month = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts) + first[place]
    flat = shot.supply[place], month
    discount = _discounts(shot)
    tiers = np.where(_zero_prices(shot)[flat][:, None], 0.0, np.round(prices.tier_eur_kwh[flat], 6))
    table = pl.DataFrame(
        {
            "customer_id": customer_ids(shot.number).gather(place),
            "pricing_date": month_starts(shot.months).gather(flat[1]),
            **{f"variable_price_tier{tier + 1}_eur_kwh": tiers[:, tier] for tier in range(3)},
            "elec_fixed_fee_eur_month": np.round(
                np.maximum(prices.fee_eur_month[flat[0]] - discount[place, flat[1]], 0.0), 4
            ),
            "elec_fixed_cost_eur_month": np.round(prices.fixed_cost_eur_month, 4)[flat[0]],
            "gas_variable_price_eur_m3": np.round(prices.gas_eur_m3, 6)[flat],
            "gas_fixed_revenue_eur_year": np.full(len(flat[0]), GAS_FIXED_REVENUE_EUR_YEAR),
            "gas_fixed_cost_eur_year": np.full(len(flat[0]), GAS_FIXED_COST_EUR_YEAR),
            "market_benchmark_eur_kwh": np.round(prices.benchmark_eur_kwh[flat], 6),
        }
    ).filter(pl.Series(~prices.is_missing[flat]))
    return pl.concat([table, _orphans(table, shot)]).sort(
        "pricing_date", "customer_id", nulls_last=True, maintain_order=True
    )


def costs_by_province_month(shot: Snapshot) -> pl.DataFrame:
    """One row a month a province, EUR/kWh and EUR/m3."""
    costs, codes = shot.world.costs, shot.world.places.codes
    names = month_starts(shot.months).dt.strftime("%Y-%m")
    return pl.DataFrame(
        {
            "month": names.gather(np.repeat(np.arange(shot.months), len(codes))),
            "province_code": list(codes) * shot.months,
            "elec_var_cost_eur_kwh": np.round(costs.elec_eur_kwh[: shot.months], 6).ravel(),
            "gas_var_cost_eur_m3": np.round(costs.gas_eur_m3[: shot.months], 6).ravel(),
            "peaje_elec_eur_kwh": np.round(costs.peaje_eur_kwh[: shot.months], 6).ravel(),
        }
    )


def _discounts(shot: Snapshot) -> Floats:
    """EUR a month off the fixed fee by customer and month: of offers accepted, from the month after the contact on.

    A fee does not fall below nothing. The latest offer takes the place of the one before.
    """
    seen, off = shot.contacted, np.zeros((len(shot.number), shot.months))
    rows, place = shot.shown(seen.number)
    first, last = months_of(seen.day) + 1, months_of(seen.ends)
    for row, customer in zip(rows.tolist(), place.tolist(), strict=True):
        if seen.is_accepted[row]:
            off[customer, first[row] : last[row] + 1] = seen.discount_eur_month[row]
    return off


def _zero_prices(shot: Snapshot) -> Flags:
    """A few prices inside the first year were never filled in."""
    prices = shot.world.prices
    zero = stream(shot.world.seed, "zero prices").random((len(shot.world.people), 12)) < _ZERO_PRICE_SHARE
    zero[:, [0, 11]] = False
    padded = np.zeros(prices.is_missing.shape, dtype=np.bool_)
    padded[:, :12] = zero
    return padded


def _orphans(table: pl.DataFrame, shot: Snapshot) -> pl.DataFrame:
    """Copies of some rows of the origin's customers that lost their customer: the same in every extract."""
    is_first = pl.col("customer_id").is_in(customer_ids(shot.number[shot.number < len(shot.world.people)]).to_list())
    first_year = table.filter(is_first, pl.col("pricing_date").dt.year() == FIRST_YEAR)
    count = round(expected_count(published()["prices"]["rows_without_customer_id"], len(shot.world.people)))
    chosen = stream(shot.world.seed, "orphans").choice(first_year.height, count, replace=False)
    return first_year[np.sort(chosen)].with_columns(pl.lit(None, pl.String).alias("customer_id"))
