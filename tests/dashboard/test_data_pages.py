"""The data explorer and the pipeline status on lakes of a test."""

from pathlib import Path

import pytest
from support.pages_lake import FORMULA, SCRIPT, copied, first_customer, with_odd_texts
from support.runs import run_record

from spanishgas.dashboard import access, contacts, stored_tables
from spanishgas.dashboard.access import NotAllowedError
from spanishgas.dashboard.language import plain
from spanishgas.lake import Lake
from spanishgas.run.process import this_process
from spanishgas.run.reader import published_run
from spanishgas.run.record import ErrorRecord
from spanishgas.run.store import save_record


def metrics(page) -> dict[str, str]:
    return {each.label: each.value for each in page.metric}


@pytest.mark.parametrize(
    ("page", "english", "spanish"),
    [("data", "Data explorer", "Explorador de datos"), ("pipeline", "Pipeline status", "Estado del proceso")],
)
def test_titles_are_said_in_the_language_of_the_address(published: Path, open_page, page, english, spanish) -> None:
    titles = [open_page(published, page, lang=language).title[0].value for language in ("en", "es")]
    assert titles == [english, spanish]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_address_names_layer_table_and_filter(published: Path, open_page, language: str) -> None:
    query = {"layer": "scored", "table": "recommendations", "column": "customer_id"}
    customer = first_customer(Lake(published))
    page = open_page(published, "data", lang=language, q=customer.lower(), **query)
    assert page.header[0].value == r"recommendations"
    assert page.dataframe[0].value["customer_id"].tolist() == [customer]


def test_a_range_of_the_address_lets_through_what_is_in_it(published: Path, open_page) -> None:
    query = {"layer": "scored", "table": "scored_customers", "column": "churn_probability", "from": "0.5"}
    page = open_page(published, "data", **query)
    scored = published_run(Lake(published)).table("scored_customers")
    assert page.dataframe[0].value.shape[0] == min(200, (scored["churn_probability"] >= 0.5).sum())
    assert page.number_input[0].value == 0.5


def test_another_layer_forgets_table_and_filter(published: Path, open_page) -> None:
    page = open_page(published, "data", layer="scored", table="recommendations", column="customer_id", q="1")
    page.button_group[0].set_value("silver").run()
    assert "table" not in page.query_params
    assert page.query_params["layer"] in ("silver", ["silver"])
    assert page.header[0].value == r"silver\_customers"


def test_codes_that_nobody_knows_show_the_first_table(published: Path, open_page) -> None:
    page = open_page(published, "data", layer="platinum", table="../raw", run="nobody", column="x")
    assert page.header[0].value == r"bronze\_customers"


def test_what_people_wrote_is_left_out_and_that_is_said(published: Path, open_page) -> None:
    page = open_page(published, "data", table="bronze_interactions", column="interaction_summary", q="a")
    assert "interaction_summary" not in page.dataframe[0].value.columns
    assert page.info[0].value.startswith(r"Left out\: interaction\_summary")


@pytest.mark.parametrize("table", ["bronze_interactions", "silver_interactions"])
def test_contacts_of_customers_are_not_leafed_through_by_a_viewer(
    published: Path, open_page, monkeypatch, table
) -> None:
    monkeypatch.setattr(access, "person", lambda _visit=None: access.Person("eva", access.Role.VIEWER))
    page = open_page(published, "data", layer=table.partition("_")[0], table=table, column="customer_id", q="C")
    assert len(page.dataframe) == 0
    assert any("This is for the role agent" in each.value for each in page.info)
    with pytest.raises(NotAllowedError):
        contacts.preview_of(None, table, None)


def test_every_table_of_a_run_can_be_looked_at(published: Path, open_page) -> None:
    run = published_run(Lake(published))
    for layer, table in (
        ("training", "seed_stability"),
        ("monitoring", "quality_findings"),
        ("silver", "outcome_results"),
    ):
        shown = metrics(open_page(published, "data", layer=layer, table=table))
        assert shown["Rows"] == f"{run.record.step(table).rows:,}"
        assert shown["Columns"] == str(len(run.scan(table).collect_schema()))


def test_data_of_a_table_is_no_markup(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    customer = first_customer(lake)
    with_odd_texts(lake, customer)
    page = open_page(lake, "data", layer="scored", table="scored_customers", column="customer_id", q=customer)
    row = page.dataframe[0].value.iloc[0]
    assert (row["sales_channel"], row["segment"]) == (SCRIPT, FORMULA)
    assert not any(SCRIPT in each.value for each in page.markdown)


def test_runs_are_counted_and_the_latest_is_shown_step_by_step(published: Path, open_page) -> None:
    record = published_run(Lake(published)).record
    page = open_page(published, "pipeline")
    shown = metrics(page)
    assert [shown[name] for name in ("Runs", "Completed", "Failed", "In progress")] == ["1", "1", "0", "0"]
    assert shown["Rows made"] == f"{sum(step.rows or 0 for step in record.steps):,}"
    assert len(page.table[1].value) == len(record.steps)


def test_a_run_that_failed_says_where_why_and_what_to_do(tmp_path: Path, open_page) -> None:
    why = ErrorRecord(stage="silver", step="silver_prices", kind="InputError", message=f"row 3: {SCRIPT}")
    save_record(Lake(tmp_path), run_record("monday", status="refused", error=why))
    page = open_page(tmp_path, "pipeline", run="monday")
    assert page.error[0].value == r"It stopped in stage Silver\, at step silver\_prices\."
    assert f"row 3: {SCRIPT}" in [each.value for each in page.text]
    assert page.code[0].value == f"spanishgas check --mode train --lake {tmp_path}"
    assert metrics(page)["Failed"] == "1"


def test_a_run_that_failed_says_its_kind_in_spanish_and_quotes_the_rest(tmp_path: Path, open_page) -> None:
    why = ErrorRecord(stage="silver", step="silver_prices", kind="InputError", message="row 3: no price")
    save_record(Lake(tmp_path), run_record("monday", status="refused", error=why))
    page = open_page(tmp_path, "pipeline", run="monday", lang="es")
    assert r"Se rechazaron los datos de entrada\." in [each.value for each in page.markdown]
    texts = [each.value for each in page.text]
    assert texts[0] == "En inglés en el original: «row 3: no price»"
    assert all(each.startswith("En inglés en el original: «") for each in texts)


def test_a_table_is_told_in_spanish_and_no_meaning_of_it_in_english(published: Path, open_page) -> None:
    page = open_page(published, "data", lang="es", layer="bronze", table="bronze_customers")
    shown = {str(cell) for table in page.table for cell in table.value.to_numpy().ravel()}
    shown |= {each.value for each in page.markdown}
    told = [
        "Una fila por cliente: el archivo de atributos.",
        "Potencia contratada",
        "columna opcional del archivo de origen",
    ]
    assert [each for each in told if plain(each) not in shown] == []
    english = {plain(text) for kind, text in stored_tables.words_of_schemas() if kind != "unit"}
    assert shown & english == set()


def test_a_run_at_work_is_followed(tmp_path: Path, open_page) -> None:
    save_record(Lake(tmp_path), run_record("monday", status="running", process=this_process()))
    page = open_page(tmp_path, "pipeline", lang="es")
    assert metrics(page)["En curso"] == "1"
    (bar,) = page.get("progress")
    assert r"trabaja en bronze\_customers" in bar.proto.text


def test_files_that_a_run_waits_for_are_named(tmp_path: Path, open_page) -> None:
    save_record(Lake(tmp_path), run_record("monday", status="failed"))
    page = open_page(tmp_path, "pipeline")
    assert any(each.value.startswith(r"A run waits for\: customer\_attributes") for each in page.markdown)
    assert any("there is no price_history file" in each.value for each in page.text)


def test_a_lake_without_a_run_says_how_to_start(tmp_path: Path, open_page) -> None:
    page = open_page(tmp_path, "pipeline")
    assert page.title[0].value == "Nothing has been published yet"
