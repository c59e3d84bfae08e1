"""What no stage writes yet is asked of runs as the stages would."""

from pathlib import Path

import polars as pl
import pytest

from spanishgas.dashboard import unwritten
from spanishgas.decide.guardrails import NEGATIVE_IMPACT, NEGATIVE_MARGIN, REFUSALS
from spanishgas.lake import Lake
from spanishgas.policy import NO_OFFER
from spanishgas.run.reader import published_run


@pytest.fixture(scope="module")
def rows(published: Path) -> pl.DataFrame:
    run = published_run(Lake(published))
    scored, decided = run.table("scored_customers"), run.table("recommendations")
    new = [name for name in decided.columns if name not in scored.columns]
    return scored.join(decided.select("customer_id", *new), on="customer_id")


def offers_of(published: Path, row: pl.DataFrame) -> list[unwritten.OfferSeen]:
    return unwritten.offers(published_run(Lake(published)), row.head(1))


def test_the_offer_that_is_made_is_the_one_without_an_objection(published: Path, rows: pl.DataFrame) -> None:
    made = rows.head(1).with_columns(action=pl.lit("offer_medium"), guardrail=pl.lit(None, pl.String))
    assert [each.action for each in offers_of(published, made) if each.why_not is None] == ["offer_medium"]


def test_an_offer_that_pays_but_is_not_made_returns_less_than_the_one_that_is(published: Path, rows) -> None:
    """Of a customer worth a fortune every offer pays."""
    rich = rows.filter(main_cause="renewal").sort("churn_probability").tail(1)
    made = rich.with_columns(
        avg_monthly_margin=pl.lit(5_000.0), action=pl.lit("offer_small"), guardrail=pl.lit(None, pl.String)
    )
    seen = {each.action: each for each in offers_of(published, made)}
    assert {each.why_not for each in seen.values()} <= {None, unwritten.WORSE, NEGATIVE_IMPACT}
    paying = [each for each in seen.values() if each.why_not == unwritten.WORSE]
    assert all(each.incremental_margin_eur > 0 for each in paying)
    assert [each.discount_eur_month for each in seen.values()] == pytest.approx([250, 750, 1_250])


def test_what_is_against_any_offer_is_against_each(published: Path, rows: pl.DataFrame) -> None:
    refused = rows.filter(pl.col("guardrail") == NEGATIVE_MARGIN)
    assert {each.why_not for each in offers_of(published, refused)} == {NEGATIVE_MARGIN}


def test_without_an_offer_every_one_has_an_objection(published: Path, rows: pl.DataFrame) -> None:
    left = rows.filter((pl.col("action") == NO_OFFER) & ~pl.col("guardrail").is_in(REFUSALS))
    assert all(each.why_not for each in offers_of(published, left))
