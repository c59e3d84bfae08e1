"""The churn hazard: causes in log-odds of leaving within 90 days, and what bad and good contacts add and take away."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.aftermath import calm
from spanishgas.twin.choices.contracts import STEP_DAYS
from spanishgas.twin.choices.moods import INTENTS, MOODS, NEGATIVE, NEUTRAL, SERIOUS
from spanishgas.twin.choices.pressure import attachment, calendar_pressure, detachment, market_pressure, saturation
from spanishgas.twin.published import published
from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.lifecycle import CHANGE_BANDS_MONTHS, HORIZON_DAYS, TENURE_BUCKETS_MONTHS
from spanishgas.twin.world.lifecycle_curves import design_churn_share
from spanishgas.twin.world.population import SEGMENTS
from spanishgas.twin.world.state import WINDOW_MONTHS, State, World

_CERTAINTY = 8.0  # nobody is surer to stay or leave than these log-odds
_TEMPER_EFFECT = -0.2
CALM_EFFECT = -7.0
# The readiest of the origin are soon gone; some more rivalry keeps the rate of leaving where it was.
_RIVALS, _RIVALS_COME_DAYS = 0.57, 45
# Who has just asked about something compares prices more than others do.
_WHO_ASKS_COMPARES = 2.4
_RENEWAL_EDGES = (-1.0, -0.01, *np.arange(0.5, 9.1, 0.5).tolist(), 10.0)
_TENURE_EDGES = (0.0, 3, 6, 9, 12, 18, 24, 30, 36, 42, 48, 54, 60, 75, 90, 110, 130, 183)
_CHANGE_EDGES = (0.0, *CHANGE_BANDS_MONTHS, 40.0)
# Relative rates by volume: the largest users hardly leave, which gives the published correlations with volume.
_ELEC_EDGES_KWH, _ELEC_RATES = (34, 90, 294, 1500, 5200, 23_042), (0.9, 1.2, 1.0, 1.05, 0.8, 0.42, 0.2)
_GAS_EDGES_M3, _GAS_RATES = (62, 200, 1548), (1.3, 1.0, 0.45, 0.1)
_FEW_UPDATES_RATE = 0.23  # gives the published correlation with the number of pricing dates

Effects = dict[str, Floats]


@dataclass(frozen=True)
class Grouping:
    """Group number of each customer, and the expected share of leavers of each group (NaN: not published)."""

    group: Ints
    rate: Floats


def market_hazard(log_odds: Floats) -> Floats:
    """Hazard within a step whose log-odds of leaving within 90 days these would be if they stayed."""
    return np.logaddexp(0.0, np.clip(log_odds, -_CERTAINTY, _CERTAINTY)) * (STEP_DAYS / HORIZON_DAYS)


def log_odds(world: World, book: Book, now: State, effects: Effects) -> Floats:
    """Log-odds of leaving within 90 days by market, calendar and mood."""
    total = causes(world, book, now)
    for name, grouping in groupings(world, book, now).items():
        total = total + effects[name][grouping.group]
    return total


def causes(world: World, book: Book, now: State) -> Floats:
    """Log-odds of the causes that are no published grouping, and what a good contact takes away."""
    compares = np.where(book.mood == NEUTRAL, _WHO_ASKS_COMPARES, 1.0)
    pressure = (
        compares * market_pressure(world, now)
        + calendar_pressure(now)
        + attachment(now)
        + detachment(now)
        + saturation(world, now)
    )
    rivals = _RIVALS * min(now.day / _RIVALS_COME_DAYS, 1.0)
    return pressure + rivals + _TEMPER_EFFECT * book.temper + CALM_EFFECT * calm(book, now.day)


def groupings(world: World, book: Book, now: State) -> dict[str, Grouping]:
    """Every grouping with a published rate, or with one that gives a published correlation or quantile."""
    facts, people = published(), world.people
    near = (now.to_renewal_months >= 0) & (now.to_renewal_months <= 3)
    tenure = np.searchsorted(TENURE_BUCKETS_MONTHS, now.tenure_months, side="left")
    near_rates = facts["tenure_bucket_x_within_3m_churn_rate"].values()
    moods = facts["interactions"]["sentiment"]["churn_rate"]
    gas = np.where(people.is_dual, 1 + np.searchsorted(_GAS_EDGES_M3, now.gas_m3_month), 0)
    dual = facts["is_dual_fuel"]["churn_rate"]
    overall = facts["population"]["churn_rate"]
    neutral = np.array([np.nan, np.nan, moods[MOODS[NEUTRAL]], np.nan])
    return {
        "elec volume": Grouping(np.searchsorted(_ELEC_EDGES_KWH, now.elec_kwh_month), overall * np.array(_ELEC_RATES)),
        "updates": Grouping(
            (now.price_updates < WINDOW_MONTHS).astype(np.int64), np.array([np.nan, _FEW_UPDATES_RATE])
        ),
        "change": _by_change(now),
        "tenure": _by_edges(now.tenure_months, _TENURE_EDGES, "tenure"),
        "renewal": _by_edges(now.to_renewal_months, _RENEWAL_EDGES, "renewal"),
        "tenure x near": Grouping(
            tenure * 2 + near, np.array([rate[key] for rate in near_rates for key in ("0", "1")])
        ),
        "segment": _named(people.segment, facts["segment_churn_rate"], SEGMENTS),
        "channel": _named(
            people.channel, facts["sales_channel"]["churn_rate"], tuple(facts["sales_channel"]["counts"])
        ),
        "competition": _named(
            people.is_high_competition.astype(np.int64), facts["is_high_competition_province"]["churn_rate"], ("0", "1")
        ),
        "gas": Grouping(gas, np.array([dual["0"], *(dual["1"] * np.array(_GAS_RATES))])),
        "intent": Grouping(np.where(book.mood == NEGATIVE, 0, book.intent), _rates_without_the_angry()),
        "mood": Grouping(book.mood, neutral),
    }


def serious_effect(effects: Effects) -> float:
    """Log-odds that a neutral talk about a complaint or a switch adds, in the mean over such talks."""
    return float(np.average(effects["intent"][list(SERIOUS)], weights=_neutral_counts()[list(SERIOUS)]))


def serious_share() -> float:
    """Share of neutral talks that are about a complaint or a switch."""
    return float(_neutral_counts()[list(SERIOUS)].sum() / _neutral_counts().sum())


def _neutral_counts() -> Ints:
    table = published()["interactions"]["intent_x_sentiment_counts"]
    return np.array([0, *(table[name]["neutral"] for name in INTENTS[1:])])


def _named(group: Ints, rates: dict[str, float], names: tuple[str, ...]) -> Grouping:
    return Grouping(group, np.array([rates[name] for name in names]))


def _rates_without_the_angry() -> Floats:
    """Published churn rates by intent, less those in a bad mood: they leave for that, whatever it was about."""
    facts = published()["interactions"]
    rates = [np.nan]
    for intent in INTENTS[1:]:
        size, angry = facts["intent"]["counts"][intent], facts["intent_x_sentiment_counts"][intent]["negative"]
        leavers = facts["intent"]["churn_rate"][intent] * size - facts["sentiment"]["churn_rate"]["negative"] * angry
        rates.append(leavers / (size - angry))
    return np.array(rates)


def _by_edges(months: Floats, edges: tuple[float, ...], kind: str) -> Grouping:
    group = np.clip(np.searchsorted(edges, months, side="left") - 1, 0, len(edges) - 2)
    return Grouping(group, design_churn_share(kind, edges))


def _by_change(now: State) -> Grouping:
    """Group 0: never changed."""
    banded = _by_edges(np.nan_to_num(now.since_change_months, nan=1.0), _CHANGE_EDGES, "change")
    overall = published()["population"]["churn_rate"]
    group = np.where(np.isnan(now.since_change_months), 0, banded.group + 1)
    return Grouping(group, np.array([overall, *banded.rate]))
