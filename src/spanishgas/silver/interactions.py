"""Interactions with what the customer wanted and how they felt; the texts themselves stay behind."""

from datetime import date, timedelta

import polars as pl

from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.silver.intent import UNCLASSIFIED, Intents
from spanishgas.silver.later import later_findings
from spanishgas.silver.stale import stale_findings
from spanishgas.tables.findings import Audited, Finding
from spanishgas.texts.reading import NEGATIVE_UP_TO, POSITIVE_FROM, TextReader

_EXAMPLES = 3
COLUMNS = ("customer_id", "interaction_date", "channel", "intent", "sentiment_score", "sentiment_label")


def silver_interactions(
    bronze_interactions: pl.LazyFrame,
    silver_contact_reach: pl.LazyFrame,
    *,
    as_of: date,
    text_reader: TextReader,
    max_text_characters: int,
    intents: Intents,
    columns: ColumnRegistry,
) -> Audited:
    """Interactions known on ``as_of``: one row an interaction, exact duplicates dropped and counted.

    Contacts are known up to as long before that day as ``silver_contact_reach`` says. Source: RULES, two days.

    The text decides intent and sentiment (-1..1); a given type or score is used only where the text is missing. Where
    no rule tells the intent of a text, the reader may. Of a longer text the first ``max_text_characters`` are read, and
    that is counted.
    """
    known = bronze_interactions.filter(pl.col("interaction_date") <= _newest_seen(silver_contact_reach, as_of))
    given = pl.col("interaction_summary").str.strip_chars()
    text = read_part(pl.col("interaction_summary"), max_text_characters)
    readings = _readings(known.select(text.alias("text")), text_reader)
    rows = known.unique().with_columns(text.alias("text")).join(readings, on="text", how="left")
    by_rule = intents.of(pl.coalesce("text", pl.col("interaction_type").str.slice(0, max_text_characters)))
    score = pl.when(pl.col("text").is_null()).then("sentiment_score").otherwise("mood")
    table = (
        rows.with_columns(by_rule.alias("intent"), score.alias("sentiment_score"))
        .with_columns(
            _or_else(pl.col("intent"), pl.col("read_intent")).alias("intent"),
            sentiment_label(pl.col("sentiment_score")).alias("sentiment_label"),
        )
        .select(COLUMNS)
        .sort(COLUMNS)
    )
    later = later_findings(
        bronze_interactions, "silver_interactions", "interaction_date", as_of, what="contacts", required=False
    )
    rules = columns.datasets["bronze_interactions"]
    so = "nobody is known to have called since"
    stale = stale_findings(bronze_interactions, "silver_interactions", "interaction_date", as_of, rules, so)
    return Audited(
        table,
        [*later, *stale, *_findings(known, text), *_shared_ids(known), *_cut_texts(known, given, max_text_characters)],
    )


def _newest_seen(reach: pl.LazyFrame, as_of: date) -> date:
    """The day of the newest contact that a look from ``as_of`` can know."""
    return as_of - timedelta(days=reach.select("days_late").collect().item())


def read_part(text: pl.Expr, max_text_characters: int) -> pl.Expr:
    """What of a text is read: without white space around it, up to so many characters; null where nothing is left."""
    given = text.str.strip_chars()
    return pl.when(given != "").then(given.str.slice(0, max_text_characters))


def sentiment_label(score: pl.Expr) -> pl.Expr:
    """negative, neutral or positive; without a score neutral."""
    below = pl.when(score <= NEGATIVE_UP_TO).then(pl.lit("negative")).otherwise(pl.lit("neutral"))
    return pl.when(score >= POSITIVE_FROM).then(pl.lit("positive")).otherwise(below)


def _or_else(by_rule: pl.Expr, read: pl.Expr) -> pl.Expr:
    """The intent by the rules, else the one that was read. Source: FEATURES, "Intent": the first that matches wins."""
    return pl.when(by_rule != UNCLASSIFIED).then(by_rule).otherwise(pl.coalesce(read, by_rule))


def _readings(texts: pl.LazyFrame, reader: TextReader) -> pl.LazyFrame:
    """Every different text once, sorted."""
    different: list[str] = texts.drop_nulls().unique().sort("text").collect()["text"].to_list()
    rows = [(text, each.mood, each.intent) for text, each in zip(different, reader.read(different), strict=True)]
    schema = {"text": pl.String, "mood": pl.Float64, "read_intent": pl.String}
    return pl.LazyFrame(rows, schema=schema, orient="row")


def _findings(interactions: pl.LazyFrame, text: pl.Expr) -> list[Finding]:
    duplicates, silent = (
        interactions.select(pl.len() - pl.struct(pl.all()).n_unique(), text.is_null().sum().alias("silent"))
        .collect()
        .row(0)
    )
    counted = [
        ("*", "duplicate_rows", duplicates, "interactions stated twice, word for word: the second was dropped"),
        ("interaction_summary", "without_text", silent, "interactions without a text: type and score as given, if any"),
    ]
    return [
        Finding("silver", "silver_interactions", column, check, float(count), None, "info", f"{count} {message}")
        for column, check, count, message in counted
        if count
    ]


def _shared_ids(interactions: pl.LazyFrame) -> list[Finding]:
    """An id that stands for contacts of several customers is doubtful in one of them at least."""
    customers = pl.col("customer_id").unique().sort()
    shared = (
        interactions.drop_nulls("interaction_id")
        .group_by("interaction_id")
        .agg(customers)
        .filter(pl.col("customer_id").list.len() > 1)
        .sort("interaction_id")
        .collect()
    )
    if shared.is_empty():
        return []
    shown = "; ".join(f"{each} of {' and '.join(of[:_EXAMPLES])}" for each, of in shared.head(_EXAMPLES).iter_rows())
    text = f"{shared.height:,} ids of interactions stand for several customers: {shown}. Each row counts as its own."
    count = float(shared.height)
    return [Finding("silver", "silver_interactions", "interaction_id", "shared_ids", count, None, "warning", text)]


def _cut_texts(interactions: pl.LazyFrame, given: pl.Expr, limit: int) -> list[Finding]:
    long = interactions.select("customer_id", "interaction_date", length=given.str.len_chars()).filter(
        pl.col("length") > limit
    )
    found = long.sort("length", "customer_id", "interaction_date", descending=[True, False, False]).collect()
    if found.is_empty():
        return []
    customer, day, length = found.row(0)
    text = (
        f"{found.height:,} texts of interactions are longer than {limit:,} characters: what comes after was not read, "
        f"such as in that of customer {customer} on {day}, which has {length:,}. SPANISHGAS_MAX_TEXT_CHARACTERS is the "
        "limit."
    )
    return [
        Finding("silver", "silver_interactions", "interaction_summary", "cut_texts", float(found.height), float(limit),
                "warning", text)
    ]  # fmt: skip
