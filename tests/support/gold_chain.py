"""The steps from bronze to gold, called by hand as the pipeline would."""

from dataclasses import dataclass, fields, replace
from datetime import date

import polars as pl
from support.readers import fast
from support.rules import COLUMNS, INTENTS, NAMES

from spanishgas.features.behaviour import features_behaviour
from spanishgas.features.compound import features_compound
from spanishgas.features.lifecycle import features_lifecycle
from spanishgas.features.market_core import features_market_core
from spanishgas.features.market_risk import features_market_risk
from spanishgas.features.sentiment import features_sentiment
from spanishgas.features.strings import features_strings
from spanishgas.features.surroundings import features_surroundings
from spanishgas.gold import gold_master
from spanishgas.silver.contact_reach import silver_contact_reach
from spanishgas.silver.contracts import silver_contracts
from spanishgas.silver.costs import silver_costs
from spanishgas.silver.customers import silver_customers
from spanishgas.silver.fit import silver_customer_fit
from spanishgas.silver.interactions import silver_interactions
from spanishgas.silver.labels import silver_labels
from spanishgas.silver.market import silver_market_month
from spanishgas.silver.prices import silver_prices


def _fit(inputs: "Inputs", customers: pl.LazyFrame) -> pl.LazyFrame:
    files = (inputs.customers, inputs.contracts, inputs.prices, inputs.costs, inputs.interactions, inputs.labels)
    return silver_customer_fit(*files, inputs.usage, customers, columns=COLUMNS).table


@dataclass(frozen=True)
class Inputs:
    customers: pl.LazyFrame
    contracts: pl.LazyFrame
    prices: pl.LazyFrame
    costs: pl.LazyFrame
    interactions: pl.LazyFrame
    labels: pl.LazyFrame
    usage: pl.LazyFrame

    def plus(self, other: "Inputs") -> "Inputs":
        return Inputs(*[pl.concat([getattr(self, f.name), getattr(other, f.name)]) for f in fields(self)])

    def shuffled(self, seed: int) -> "Inputs":
        frames = {f.name: getattr(self, f.name).collect() for f in fields(self)}
        return replace(self, **{n: f.sample(fraction=1.0, shuffle=True, seed=seed).lazy() for n, f in frames.items()})


def tables(inputs: Inputs, as_of: date) -> dict[str, pl.DataFrame]:
    """Every silver and feature table and gold, collected, by name."""
    made: dict[str, pl.DataFrame] = {}

    def keep(name: str, frame: pl.LazyFrame) -> pl.LazyFrame:
        made[name] = frame.collect()
        return made[name].lazy()

    customers = keep(
        "silver_customers",
        silver_customers(
            inputs.customers, inputs.contracts, inputs.labels, as_of=as_of, files_as_of=as_of, names=NAMES
        ).table,
    )
    contracts = keep(
        "silver_contracts",
        silver_contracts(inputs.contracts, inputs.customers, as_of=as_of, files_as_of=as_of, names=NAMES).table,
    )
    prices = keep(
        "silver_prices",
        silver_prices(inputs.prices, customers, contracts, as_of=as_of, names=NAMES, columns=COLUMNS).table,
    )
    costs = keep("silver_costs", silver_costs(inputs.costs, as_of=as_of, names=NAMES).table)
    keep("silver_customer_fit", _fit(inputs, customers))
    market = keep("silver_market_month", silver_market_month(inputs.usage, prices, costs, customers, as_of=as_of))
    reach = keep("silver_contact_reach", silver_contact_reach(inputs.interactions, listed_as_of=as_of))
    contacts = keep(
        "silver_interactions",
        silver_interactions(
            inputs.interactions,
            reach,
            as_of=as_of,
            text_reader=fast(),
            max_text_characters=4_000,
            intents=INTENTS,
            columns=COLUMNS,
        ).table,
    )
    labels = keep("silver_labels", silver_labels(inputs.labels, as_of=as_of).table)
    lifecycle = keep("features_lifecycle", features_lifecycle(customers, contracts, market, as_of=as_of, names=NAMES))
    core = keep("features_market_core", features_market_core(customers, market, prices, costs, as_of=as_of))
    risk = keep("features_market_risk", features_market_risk(customers, market, prices, costs, as_of=as_of))
    behaviour = keep(
        "features_behaviour",
        features_behaviour(customers, contracts, contacts, as_of=as_of, names=NAMES, intents=INTENTS),
    )
    sentiment = keep("features_sentiment", features_sentiment(customers, contacts, as_of=as_of, intents=INTENTS))
    compound = keep("features_compound", features_compound(lifecycle, behaviour, sentiment))
    strings = keep("features_strings", features_strings(lifecycle, behaviour, sentiment))
    surroundings = keep(
        "features_surroundings",
        features_surroundings(customers, market, contacts, as_of=as_of, intents=INTENTS),
    )
    tiers = (lifecycle, core, risk, behaviour, sentiment, compound, strings, surroundings)
    keep("gold_master", gold_master(*tiers, market, labels, customers, as_of=as_of))
    return made
