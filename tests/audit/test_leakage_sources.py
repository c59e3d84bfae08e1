"""How new the rows were that features saw, and what the files hold of later."""

from datetime import date

import polars as pl
import pytest
from support.rules import EXPERIMENTS

from spanishgas.audit.sources import leakage_files, leakage_sources
from spanishgas.features import TIERS
from spanishgas.pipeline import Foundations
from spanishgas.pipelines import TRAIN_PIPELINE

DAY, NEXT_DAY = date(2024, 9, 30), date(2024, 10, 1)


def contacts(*days: date | None) -> pl.LazyFrame:
    rows = [(f"C{number}", day) for number, day in enumerate(days, start=1)]
    return pl.LazyFrame(rows, schema={"customer_id": pl.String, "interaction_date": pl.Date}, orient="row")


def months(*days: date) -> pl.LazyFrame:
    return pl.LazyFrame({"month": days}, schema={"month": pl.Date})


def audited(**cut: pl.LazyFrame):
    foundations = Foundations({"features_sentiment": tuple(cut), "features_behaviour": tuple(cut)}, cut, {})
    return leakage_sources(foundations, as_of=DAY, experiment="E8", experiments=EXPERIMENTS)


def test_each_feature_says_how_new_its_tables_were() -> None:
    table, findings = audited(silver_interactions=contacts(date(2024, 9, 13), None), silver_costs=months())
    rows = table.filter(feature="is_negative_sentiment").collect().rows()
    assert rows == [
        (DAY, "is_negative_sentiment", "silver_interactions", date(2024, 9, 13), -17),
        (DAY, "is_negative_sentiment", "silver_costs", None, None),
    ]
    assert table.collect()["feature"].n_unique() == len(EXPERIMENTS.experiment("E8").features)
    assert findings == []


def test_a_later_row_is_a_leak_that_names_table_days_customers_and_features() -> None:
    _, (leak,) = audited(silver_interactions=contacts(DAY, NEXT_DAY, date(2024, 10, 3)))
    assert (leak.column, leak.check, leak.value, leak.severity) == ("silver_interactions", "leak", 3.0, "warning")
    assert leak.message.startswith(
        "Leak: looking from 2024-09-30, 2 rows of silver_interactions of 2 customers, such as C2, C3, were seen that "
        "became known from 2024-10-01 to 2024-10-03, up to 3 days too late. Features that stand on it: has_interaction,"
    )


def test_a_month_that_is_not_over_is_a_leak_too() -> None:
    _, (leak,) = audited(silver_costs=months(date(2024, 9, 1), date(2024, 10, 1)))
    assert leak.message.startswith("Leak: looking from 2024-09-30, 1 rows of silver_costs were seen")
    assert leak.value == 31.0


def test_what_the_files_hold_of_later_is_counted() -> None:
    files = {"bronze_interactions": contacts(DAY, NEXT_DAY, None), "bronze_costs": months(date(2024, 9, 1))}
    table = leakage_files(Foundations({}, {}, files), as_of=DAY).collect()
    assert table.rows() == [
        (DAY, "bronze_interactions", 3, 1, NEXT_DAY),
        (DAY, "bronze_costs", 1, 0, DAY),
    ]


@pytest.mark.parametrize("tier", TIERS.values())
def test_every_tier_stands_on_tables_that_say_since_when_they_are_known(tier: str) -> None:
    below = {step.name for step in TRAIN_PIPELINE.below(TRAIN_PIPELINE.step(tier))}
    assert "silver_contracts" in below or "silver_interactions" in below
    assert not any(name.startswith("gold") for name in below)
