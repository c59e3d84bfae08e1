"""What is told of one customer, in the reader's words: rows of a run go in, rows for pictures and tables come out."""

from datetime import date
from functools import cache
from typing import Any

import polars as pl

from spanishgas.config.language import Language
from spanishgas.dashboard.amounts import day, euros, month, number, share, shares, short_day
from spanishgas.dashboard.language import _, first_up, word
from spanishgas.dashboard.reading import titled
from spanishgas.dashboard.reason_words import reason_texts
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.dashboard.theme import Colours
from spanishgas.dashboard.this_week import decision
from spanishgas.decide.customer_offers import WORSE
from spanishgas.decide.guardrails import WORDS
from spanishgas.decide.levers import Levers
from spanishgas.model.reason_families import REASONS

_FIRST = 8
_USES = (("elec_kwh", "kWh"), ("gas_m3", "m³"), ("margin_eur", "€"))


def found(customers: pl.DataFrame, customer: str) -> pl.DataFrame | None:
    """The row of a customer, if there is one."""
    rows = customers.filter(pl.col("customer_id") == customer)
    return None if rows.is_empty() else rows.head(1)


def first(run: SeenRun) -> str:
    """Somebody's name, for an example."""
    return str(run.customers["customer_id"][0])


def greatest_losses(customers: pl.DataFrame) -> list[str]:
    """The customers of the greatest expected loss."""
    return customers.sort("expected_monthly_loss_eur", "customer_id", descending=[True, False])[
        "customer_id"
    ].to_list()[:_FIRST]


def profile(facts: dict[str, Any]) -> str:
    """Segment, province, channel, fuel and renewal in one line."""
    kinds = (
        ("segment", "segment"),
        ("province", "province_code"),
        ("fuel", "product_bundle"),
        ("channel", "sales_channel"),
        ("renewal", "renewal_bucket"),
    )
    return " · ".join(word(kind, facts[column]) for kind, column in kinds if facts[column])


def reasons(facts: dict[str, Any], language: Language) -> list[str]:
    """The reasons in sentences, the gravest first."""
    texts = reason_texts(language)
    told = [(facts[f"reason_{rank}_feature"], facts[f"reason_{rank}_value"]) for rank in range(1, REASONS + 1)]
    sentences = [texts.words(feature, value) for feature, value in told if feature]
    return [f"{first_up(text)}." for text in sentences]


def lever(facts: dict[str, Any], language: Language) -> str:
    """What would lower the risk most, by the model."""
    named = _levers().levers.get(facts["lever"])
    name = getattr(named, language) if named else facts["lever"]
    return _("What would help most, by the model: {lever} ({before} → {after}).").format(
        lever=name, before=share(facts["churn_probability"]), after=share(facts["churn_probability_with_lever"])
    )


@cache
def _levers() -> Levers:
    return Levers.load()


def decided(facts: dict[str, Any], language: Language) -> str:
    """What was decided, and when to act."""
    said = decision(facts["action"], facts["guardrail"], language)
    return _("{decision}. Timing: {timing}.").format(decision=said, timing=word("timing", facts["timing"]))


def offers_table(offers: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Each offer with what it would do, and why it is not made."""
    words = {**WORDS[language], WORSE: _("another offer returns more"), None: _("this is the offer")}
    return pl.DataFrame(
        {
            _("Offer"): [word("action", each) for each in offers["action"]],
            _("Costs at most a month"): [euros(each, 2) for each in offers["discount_eur_month"]],
            _("Probability with it"): [share(each, 1) for each in offers["churn_probability_with_offer"]],
            _("Worth beyond doing nothing"): [euros(each) for each in offers["expected_incremental_margin_eur"]],
            _("Why not"): [words.get(each, each or "") for each in offers["objection"]],
        }
    )


def over_runs(rows: pl.DataFrame) -> pl.DataFrame:
    """The probability of each run, with its interval and its words."""
    lows, highs = (rows[f"churn_probability_{end}"].fill_null(rows["churn_probability"]) for end in ("low", "high"))
    return rows.select(
        "as_of",
        "churn_probability",
        lows.alias("low"),
        highs.alias("high"),
        pl.Series("day", [short_day(each) for each in rows["as_of"]], dtype=pl.String),
        pl.Series("shown", [share(each, 1) for each in rows["churn_probability"]], dtype=pl.String),
        pl.Series(
            "between",
            [shares(low, high, 1) for low, high in zip(lows, highs, strict=True)],
            dtype=pl.String,
        ),
        pl.Series("tier", [word("tier", each) for each in rows["risk_tier"]], dtype=pl.String),
    )


def runs_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "day": _("Run of"),
        "shown": _("Probability of leaving"),
        "between": _("95 % interval"),
        "tier": _("Risk tier"),
    }
    return titled(rows, names)


def contracts(rows: pl.DataFrame) -> pl.DataFrame:
    """Contracts with a start, the earliest first; one without a renewal ends where it begins."""
    known = rows.filter(pl.col("contract_start_date").is_not_null()).sort("contract_start_date")
    ids = known["contract_id"].fill_null("").to_list()
    return known.select(
        pl.Series("contract", [each or str(place) for place, each in enumerate(ids, start=1)], dtype=pl.String),
        pl.col("contract_start_date").alias("start"),
        pl.coalesce("next_renewal_date", "contract_start_date").alias("end"),
        pl.Series("status", [word("status", each) for each in known["contract_status"]], dtype=pl.String),
        pl.Series("product", [word("fuel", each) for each in known["product_type"]], dtype=pl.String),
        pl.Series("start_shown", [short_day(each) for each in known["contract_start_date"]], dtype=pl.String),
        pl.Series("end_shown", [short_day(each) for each in known["next_renewal_date"]], dtype=pl.String),
    )


def contracts_table(rows: pl.DataFrame) -> pl.DataFrame:
    """The same for reading."""
    names = {
        "contract": _("Contract"),
        "product": _("Fuel"),
        "status": _("Status"),
        "start_shown": _("Start"),
        "end_shown": _("Renewal"),
    }
    return titled(rows, names)


def contract_tints(rows: pl.DataFrame, look: Colours) -> dict[str, str]:
    """A colour by status: the one that is running stands out."""
    running = word("status", "active")
    return {
        name: look.main if name == running else look.tiers[-1] for name in rows["status"].unique(maintain_order=True)
    }


def today(as_of: date) -> pl.DataFrame:
    """The day of the run, with its words."""
    return pl.DataFrame({"day": [as_of], "label": [day(as_of)]})


def monthly(rows: pl.DataFrame) -> dict[str, tuple[str, str, pl.DataFrame]]:
    """Title, unit and rows of what there is month by month: electricity, gas where there is any, and the margin."""
    titles = {
        "elec_kwh": _("Electricity, kWh a month"),
        "gas_m3": _("Gas, m³ a month"),
        "margin_eur": _("Margin, € a month"),
    }
    is_used = {column for column, _unit in _USES if rows.height and rows[column].fill_null(0).abs().sum() > 0}
    return {column: (titles[column], unit, _months(rows, column)) for column, unit in _USES if column in is_used}


def monthly_table(rows: pl.DataFrame, title: str) -> pl.DataFrame:
    """The same for reading."""
    return titled(rows, {"month": _("Month"), "shown": title})


def _months(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    shown = [euros(each, 2) if column == "margin_eur" else number(each, 0) for each in rows[column]]
    return pl.DataFrame({"month": [month(each) for each in rows["month"]], "value": rows[column], "shown": shown})


def contacts(rows: pl.DataFrame) -> pl.DataFrame:
    """Contacts, the latest first, for reading."""
    latest = rows.sort("interaction_date", descending=True)
    return pl.DataFrame(
        {
            _("Day"): [short_day(each) for each in latest["interaction_date"]],
            _("Channel"): [word("contact channel", each) for each in latest["channel"]],
            _("About"): [word("intent", each) for each in latest["intent"]],
            _("Mood"): [word("mood", each) for each in latest["sentiment_label"]],
        }
    )
