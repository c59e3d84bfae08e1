"""What pages say of a published run, what they let through, and what a link means."""

from pathlib import Path

import polars as pl
import pytest
from support.pages_lake import MARKDOWN, SCRIPT, copied, first_customer, with_odd_texts

from spanishgas.dashboard.language import plain
from spanishgas.lake import Lake
from spanishgas.run.reader import published_run
from spanishgas.tables.registry import SCHEMAS


def texts(test) -> str:
    return "\n".join(str(each.value) for each in (*test.markdown, *test.text, *test.caption))


def test_the_overview_has_the_figures_of_the_record(published: Path, open_page) -> None:
    run = published_run(Lake(published)).record
    shown = {metric.label: metric.value for metric in open_page(published).metric}
    assert shown["Customers at risk"] == f"{run.policy.count_at_risk(run.metrics.risk_tiers):,}"
    assert shown["Expected monthly loss"] == f"€{run.metrics.expected_monthly_loss_eur:,.0f}"


def test_every_title_is_said_in_the_language_of_the_address(published: Path, open_page) -> None:
    for page, english, spanish in (
        ("overview", "Overview", "Resumen"),
        ("risk", "Customer risk", "Riesgo de clientes"),
        ("customer", "Customer", "Cliente"),
        ("recommendations", "Recommendations", "Recomendaciones"),
        ("model", "Model performance", "Rendimiento del modelo"),
        ("drift", "Drift monitor", "Monitor de deriva"),
    ):
        titles = [open_page(published, page, lang=language).title[0].value for language in ("en", "es")]
        assert titles == [english, spanish]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_link_with_filters_means_the_same_in_both_languages(published: Path, open_page, language: str) -> None:
    page = open_page(published, "risk", lang=language, tier=["High", "Critical"], segment="Residential")
    scored = published_run(Lake(published)).table("scored_customers")
    wanted = scored.filter(pl.col("risk_tier").is_in(["High", "Critical"]), segment="Residential").height
    assert page.dataframe[0].value.shape[0] == wanted
    assert page.multiselect[0].value == ["Critical", "High"]


def test_a_filter_that_is_chosen_stands_in_the_address_as_its_code(published: Path, open_page) -> None:
    page = open_page(published, "risk", lang="es")
    page.multiselect[0].set_value(["High"]).run()
    assert page.query_params["tier"] in ("High", ["High"])
    page.button[0].click().run()
    assert "tier" not in page.query_params


def test_a_code_that_nobody_knows_filters_nothing(published: Path, open_page) -> None:
    page = open_page(published, "risk", tier="Enormous")
    assert page.dataframe[0].value.shape[0] == published_run(Lake(published)).record.metrics.customers


def test_a_search_finds_a_customer_and_says_when_nobody_fits(published: Path, open_page) -> None:
    customer = first_customer(Lake(published))
    assert open_page(published, "risk", q=customer.lower()).dataframe[0].value.shape[0] == 1
    assert open_page(published, "risk", q="nobody at all").info[0].value.startswith("Nobody fits")


def test_a_customer_has_an_address_of_its_own(published: Path, open_page) -> None:
    customer = first_customer(Lake(published))
    row = published_run(Lake(published)).table("scored_customers").row(0, named=True)
    page = open_page(published, "customer", customer=customer)
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown["Probability of leaving"] == f"{row['churn_probability']:.1%}"
    assert [each.value for each in page.header][:4] == [
        "Why",
        "Probability over runs",
        "What could be offered",
        "Contracts",
    ]


def test_what_is_offered_is_what_the_recommendation_says(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    customer = first_customer(lake)
    of_customer = pl.col("customer_id") == customer
    is_made = of_customer & (pl.col("action") == "offer_medium")
    for table, change in (
        ("recommendations", {"action": pl.when(of_customer).then(pl.lit("offer_medium")).otherwise("action")}),
        ("customer_offers", {"objection": pl.when(~is_made).then(pl.col("objection").fill_null("worse"))}),
    ):
        (key,) = published_run(lake).record.step(table).keys
        lake.write_table(key, lake.scan(key).with_columns(**change).collect())
    page = open_page(lake, "customer", customer=customer)
    assert page.text[1].value.startswith("Medium offer.")
    offers = [row for table in page.table for row in table.value.to_numpy().tolist() if row[-1] == "this is the offer"]
    assert [row[0] for row in offers] == ["Medium offer"]


def test_nothing_of_the_data_is_marked_up(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    customer = first_customer(lake)
    with_odd_texts(lake, customer)
    page = open_page(lake, "customer", customer=customer)
    assert SCRIPT in texts(page)
    assert not any(SCRIPT in each.value or MARKDOWN in each.value for each in page.markdown)
    cells = [cell for table in page.table for cell in table.value.to_numpy().ravel()]
    assert plain(MARKDOWN) in cells
    assert MARKDOWN not in cells


def test_tables_that_pages_read_are_tables_of_runs() -> None:
    read = {"scored_customers", "recommendations", "offer_groups", "silver_customers", "silver_contracts"}
    assert read | {"silver_market_month", "silver_interactions"} <= set(SCHEMAS)
