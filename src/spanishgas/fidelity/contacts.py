"""The fidelity rows of contacts: who called, in what mood, about what, how long before the renewal.

Moods and intents are judged as they were; how many of them the pipeline reads out of the texts is shown beside.
"""

from typing import Any

import polars as pl

from spanishgas.features.durations import DAYS_PER_MONTH
from spanishgas.fidelity.rules import Ledger
from spanishgas.tables.base import LABEL
from spanishgas.twin.published import published

_SECTION = "contacts"
_READ = "contacts as read"


def contact_rows(ledger: Ledger, gold: pl.DataFrame, silver_interactions: pl.DataFrame, truth: pl.DataFrame) -> None:
    """Counts, churn rates and timing by mood and intent of the latest contact, and how the pipeline read them."""
    facts = published()["interactions"]
    gold = gold.join(truth.select("customer_id", "mood", "intent"), on="customer_id", how="left")
    callers = gold.filter(pl.col("has_interaction") == 1)
    others = gold.filter(pl.col("has_interaction") == 0)
    ledger.add(_SECTION, "customers with contact", facts["customers_with_interaction"], callers.height, "count")
    for name, frame, rate in (
        ("with", callers, facts["churn_rate_with"]),
        ("without", others, facts["churn_rate_without"]),
    ):
        ledger.add_rate(_SECTION, f"churn rate {name} contact", rate, _mean(frame), frame.height)
    _last_date(ledger, gold, silver_interactions)
    for column, figures in (("mood", facts["sentiment"]), ("intent", facts["intent"])):
        for name, count in figures["counts"].items():
            members = callers.filter(pl.col(column) == name)
            ledger.add(_SECTION, f"customers {name}", count, members.height, "count")
            ledger.add_rate(_SECTION, f"churn rate {name}", figures["churn_rate"][name], _mean(members), members.height)
    for intent, moods in facts["intent_x_sentiment_counts"].items():
        for mood, count in moods.items():
            cell = callers.filter(intent=intent, mood=mood)
            ledger.add(_SECTION, f"customers {intent}, {mood}", count, cell.height, "count")
    _timing(ledger, callers, facts)
    _reading(ledger, callers)


def _reading(ledger: Ledger, callers: pl.DataFrame) -> None:
    """The reader's confusion: of the contacts in each mood, the shares read as each; and of intents, those read so."""
    moods = sorted(published()["interactions"]["sentiment"]["counts"])
    for mood in moods:
        members = callers.filter(mood=mood)["sentiment_label"]
        for read in moods:
            share: Any = (members == read).mean()
            ledger.add_unpublished(_READ, f"{mood} read as {read}", share)
    for intent in published()["interactions"]["intent"]["counts"]:
        share = (callers.filter(intent=intent)["customer_intent"] == intent).mean()
        ledger.add_unpublished(_READ, f"{intent} read as such", share)


def _timing(ledger: Ledger, callers: pl.DataFrame, facts: dict[str, Any]) -> None:
    """Days from the latest contact to the renewal, from the two durations of the gold table."""
    days = callers.with_columns(
        days=(pl.col("months_to_renewal") * DAYS_PER_MONTH).round() + pl.col("last_interaction_days_ago"),
    )
    ledger.add_all(_SECTION, "days to renewal", facts["days_to_renewal_at_interaction"], days["days"], "quantile")
    for mood, figure in facts["sentiment"]["median_days_to_renewal_at_interaction"].items():
        twin: Any = days.filter(mood=mood)["days"].median()
        ledger.add(_SECTION, f"days to renewal median {mood}", figure, twin, "quantile")


def _last_date(ledger: Ledger, gold: pl.DataFrame, silver_interactions: pl.DataFrame) -> None:
    newest: Any = gold.filter(pl.col("has_interaction") == 1)["last_interaction_days_ago"].min()
    last: Any = silver_interactions["interaction_date"].max()
    ledger.add(
        _SECTION, "days since the last contact of all", 31, newest, "shown", f"published 2024-11-30, twin {last}"
    )


def _mean(frame: pl.DataFrame) -> float | None:
    value: Any = frame[LABEL].mean()
    return value
