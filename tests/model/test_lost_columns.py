"""A column that the champion learned from and that says nothing now: lost, lost in part, or only rare."""

from types import SimpleNamespace

import polars as pl
import pytest
from support.rules import EXPERIMENTS, FEATURE_SOURCES

from spanishgas.errors import InputError
from spanishgas.features import TIERS, tier_columns
from spanishgas.model.encode import Encoder
from spanishgas.model.lost_columns import lost_columns, silent_columns
from spanishgas.tables.findings import Finding

CHANNELS = ["Office", "Telemarketing", "Comparison Website", "Unknown"]


def found(before: pl.DataFrame, now: pl.DataFrame, score_without: str = "") -> list[Finding]:
    """Findings on a book against a model of these columns that was trained on another."""
    features = tuple(before.columns)
    model = SimpleNamespace(reference=before, features=features, encoder=Encoder.fit(before, features))
    return lost_columns(now, model, FEATURE_SOURCES, score_without)


def silent(rows: pl.DataFrame) -> tuple[str, ...]:
    features = tuple(rows.columns)
    model = SimpleNamespace(reference=rows, features=features, encoder=Encoder.fit(rows, features))
    return silent_columns(model, FEATURE_SOURCES)


def channels(rows: int, unknown: float) -> pl.DataFrame:
    """Channels in turn, and a share of customers whose channel is not known."""
    known = [CHANNELS[number % 3] for number in range(round(rows * (1 - unknown)))]
    return pl.DataFrame({"sales_channel": known + ["Unknown"] * (rows - len(known))})


def flags(rows: int, ones: int, name: str = "has_interaction") -> pl.DataFrame:
    return pl.DataFrame({name: [1] * ones + [0] * (rows - ones)}, schema={name: pl.Int8})


def test_a_lost_column_is_an_error_that_says_what_to_do() -> None:
    (finding,) = found(channels(1_000, 0.25), channels(500, 1.0))
    assert (finding.layer, finding.table, finding.column) == ("raw", "customer_attributes", "sales_channel")
    assert (finding.check, finding.value, finding.severity) == ("lost_column", 1.0, "error")
    assert finding.message == (
        "Feature sales_channel, from customer_attributes, column sales_channel: 3 different values for 75.0% of the "
        "customers in the champion's training, and a value that it knows for nobody in this run. Is it missing, "
        "or are its values all alike or too old? Put it right, train anew, or score without it: --score-without "
        "sales_channel."
    )


@pytest.mark.parametrize("name", ["sales_channel", "customer_attributes", " sales_channel , interaction_summary"])
def test_what_is_lost_and_asked_for_is_a_warning(name: str) -> None:
    (finding,) = found(channels(1_000, 0.25), channels(500, 1.0), name)
    assert finding.severity == "warning"
    assert finding.message.endswith("for nobody in this run. Scored without it, as asked.")


def test_what_no_feature_lives_on_cannot_be_asked_for() -> None:
    with pytest.raises(InputError, match="no feature lives on sales_chanel"):
        found(channels(100, 0.0), channels(100, 1.0), "sales_chanel")


@pytest.mark.parametrize(
    ("unknown", "severity"), [(0.25, None), (0.30, None), (0.40, "warning"), (0.54, "warning"), (0.62, "error")]
)
def test_a_part_that_is_lost_is_a_warning_and_then_an_error(unknown: float, severity: str | None) -> None:
    findings = found(channels(4_000, 0.25), channels(4_000, unknown))
    assert [finding.severity for finding in findings] == ([severity] if severity else [])


def test_a_channel_more_often_known_than_before_is_no_loss() -> None:
    assert found(channels(1_000, 0.5), channels(1_000, 0.0)) == []


def test_names_that_the_champion_never_saw_are_no_values_to_it() -> None:
    renamed = channels(500, 0.25).with_columns(pl.col("sales_channel").str.to_uppercase())
    assert found(channels(1_000, 0.25), renamed)[0].severity == "error"


@pytest.mark.parametrize(("customers", "is_said"), [(9, False), (60, True)])
def test_a_book_too_small_to_tell_gives_no_alarm(customers: int, is_said: bool) -> None:
    assert bool(found(channels(1_000, 0.25), channels(customers, 1.0))) == is_said


@pytest.mark.parametrize(("ones", "is_said"), [(10, False), (60, False), (300, True)])
def test_what_is_rare_may_be_missing_by_chance(ones: int, is_said: bool) -> None:
    """One in a thousand is never lost; one in a hundred and sixty-seven neither, for it is below one in a hundred."""
    assert bool(found(flags(10_000, ones), flags(2_000, 0))) == is_said


def test_a_calm_month_without_a_price_increase_is_no_loss() -> None:
    before, now = flags(1_000, 640, "is_price_increase"), flags(1_000, 0, "is_price_increase")
    assert found(before, now) == []


def test_a_lost_text_names_all_that_is_built_on_it() -> None:
    intents = ["Contract Renewal", "Complaint / Escalation", "no_interaction"] * 100
    before = pl.DataFrame({"customer_intent": intents, "avg_sentiment_score": [0.5, -0.5, None] * 100})
    now = pl.DataFrame(
        {
            "customer_intent": ["Other / Unclassified", "Other / Unclassified", "no_interaction"] * 100,
            "avg_sentiment_score": pl.Series([None] * 300, dtype=pl.Float64),
        }
    )
    (finding,) = found(before, now)
    assert (finding.table, finding.column) == ("customer_interactions", "interaction_summary")
    assert finding.message.startswith("Feature customer_intent (and avg_sentiment_score), from customer_interactions")


def in_touch(rows: int, touched: int, with_text: int) -> pl.DataFrame:
    """Customers of whom some were in touch, and some of those with a text that tells a mood."""
    moods = [0.1 * (number % 7) for number in range(with_text)] + [None] * (rows - with_text)
    return flags(rows, touched).with_columns(avg_sentiment_score=pl.Series(moods, dtype=pl.Float64))


def test_an_earlier_day_has_seen_fewer_events_which_is_a_warning() -> None:
    (finding,) = found(in_touch(1_000, 320, 320), in_touch(1_000, 20, 20))
    assert (finding.column, finding.severity) == ("customer_id", "warning")


def test_no_event_at_all_is_an_error_and_goes_by_its_file() -> None:
    (finding,) = found(in_touch(1_000, 320, 320), in_touch(1_000, 0, 0))
    assert (finding.column, finding.severity) == ("customer_id", "error")
    assert "--score-without customer_interactions." in finding.message


@pytest.mark.parametrize(("with_text", "severity"), [(300, None), (270, "warning"), (160, "error"), (0, "error")])
def test_texts_are_missed_among_those_in_touch(with_text: int, severity: str | None) -> None:
    findings = found(in_touch(1_000, 320, 320), in_touch(1_000, 320, with_text))
    assert [(finding.column, finding.severity) for finding in findings] == (
        [("interaction_summary", severity)] if severity else []
    )


def test_sources_that_are_named_apart_are_there() -> None:
    names = {f"{source.file}.{source.column}" for source in FEATURE_SOURCES.columns()}
    assert {*FEATURE_SOURCES.events, *FEATURE_SOURCES.among} <= names


def test_an_empty_book_says_nothing() -> None:
    assert found(channels(100, 0.0), channels(100, 0.0).head(0)) == []


def test_every_feature_has_one_source() -> None:
    named = [feature for source in FEATURE_SOURCES.columns() for feature in source.fills]
    assert len(named) == len(set(named))
    assert set(named) == {column for tier in TIERS for column in tier_columns(tier)}
    assert set(EXPERIMENTS.experiment("E6").features) <= set(named)


def test_columns_that_taught_a_model_nothing_are_named_whether_their_features_are_null_or_say_so() -> None:
    dull = {"is_digital_channel": pl.lit(0, pl.Int8), "months_since_last_change": 9999, "total_elec_kwh_12m": 0.0}
    rows = channels(10, 1.0).with_columns(price_vs_benchmark=pl.lit(None, pl.Float64), is_industrial=1, **dull)
    assert silent(rows) == (
        "customer_attributes.sales_channel",
        "customer_contracts.last_product_change_date",
        "consumption_hourly.consumption_elec_kwh",
        "price_history.market_benchmark_eur_kwh",
    )
    assert silent(channels(10, 0.9)) == ()
