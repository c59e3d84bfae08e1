"""What the data explorer says of a table: where it is, its columns, and what was noticed about it."""

from pathlib import Path

import polars as pl
import pytest
from support.runs import done, run_record

from spanishgas.dashboard import stored_tables
from spanishgas.dashboard.language import speak
from spanishgas.lake import Lake
from spanishgas.run.reader import Run, published_run
from spanishgas.tables.base import dtypes
from spanishgas.tables.findings import Finding
from spanishgas.tables.registry import SCHEMAS


def noticed(table: str, column: str, severity: str) -> Finding:
    return Finding("silver", table, column, "check", 1.0, None, severity, f"{table} {severity}")


def test_every_stored_table_of_a_run_is_in_one_layer(published: Path) -> None:
    run = published_run(Lake(published))
    found = stored_tables.by_layer(run)
    assert list(found) == list(stored_tables.LAYERS)
    assert sorted(name for names in found.values() for name in names) == run.table_names()
    assert "silver_meter_sums" in found["silver"]
    assert "quality_findings" in found["monitoring"]


def test_tables_stand_in_the_order_they_were_made_and_empty_layers_are_left_out(tmp_path: Path) -> None:
    steps = [done("silver_prices", keys=["silver/a/b"]), done("silver_costs", keys=["kept/c"])]
    run = Run(Lake(tmp_path), run_record(steps=steps))
    assert stored_tables.by_layer(run) == {
        "silver": ["silver_prices", "silver_costs"],
        "monitoring": ["quality_findings"],
    }


def test_a_table_has_the_size_of_its_files_and_the_time_of_the_last(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for key in ("kept/x/1", "kept/x/2", "kept/x/of another"):
        lake.write(key, b"12345")
    step = done("silver_meter_sums", keys=["kept/x/1", "kept/x/2"], rows=7)
    found = stored_tables.stored_table(Run(lake, run_record(steps=[step])), "silver_meter_sums")
    assert (found.rows, found.size, found.parts) == (7, 10, 2)
    assert found.made_at == max(lake.written_at("kept/x/1"), lake.written_at("kept/x/2"))
    assert found.meaning.startswith("One row a customer and hour class")


def test_findings_of_a_run_that_did_not_end_are_a_table_without_a_file(tmp_path: Path) -> None:
    record = run_record(findings=[noticed("silver_prices", "*", "info")])
    found = stored_tables.stored_table(Run(Lake(tmp_path), record), "quality_findings")
    assert (found.rows, found.size, found.parts, found.made_at) == (1, 0, 0, None)


def test_a_column_has_type_unit_meaning_and_why_it_may_be_missing() -> None:
    schema = pl.Schema({"customer_id": pl.String, "contracted_power_kw": pl.Float64, "region": pl.String})
    rows = stored_tables.columns("bronze_customers", schema).rows()
    assert rows == [
        ("customer_id", "Customer identifier", "String", "–", "no, it is part of the key"),
        ("contracted_power_kw", "Contracted power", "Float64", "kW", "within the limit of the layer"),
        ("region", "Region code, the key of tariff-layout prices", "String", "–", "optional column of the raw file"),
    ]


def test_a_unit_that_begins_with_a_minus_stands_whole() -> None:
    rows = stored_tables.columns("silver_interactions", pl.Schema({"sentiment_score": pl.Float64})).rows()
    assert rows[0][3] == "-1..1"


def test_a_table_or_column_that_this_version_does_not_know_is_shown_without_words() -> None:
    assert stored_tables.columns("gone", pl.Schema({"x": pl.Int64})).rows() == [("x", "", "Int64", "–", "")]
    assert stored_tables.columns("bronze_customers", pl.Schema({"x": pl.Int64})).rows() == [("x", "", "Int64", "–", "")]
    assert stored_tables.meaning("gone") == ""


def test_findings_about_a_table_are_those_of_it_and_of_its_fit_the_gravest_first() -> None:
    findings = [
        noticed("silver_prices", "customer_id", "info"),
        noticed("silver_prices", "*", "warning"),
        noticed("silver_customer_fit", "silver_prices.customer_id", "error"),
        noticed("silver_costs", "month", "error"),
    ]
    about = stored_tables.about(run_record(findings=findings), "silver_prices")
    speak("es")
    assert stored_tables.findings_table(about, with_table=True).rows() == [
        ("Error", "En inglés en el original: «silver_customer_fit error»", "silver_customer_fit",
         "silver_prices.customer_id"),
        ("Aviso", "En inglés en el original: «silver_prices warning»", "silver_prices", "–"),
        ("Nota", "En inglés en el original: «silver_prices info»", "silver_prices", "customer_id"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "value", "limit", "said"),
    [
        ("gaps", 1_234.0, None, "Filas sin valor en la columna: 1.234."),
        ("null_rate", 0.25, 0.2, "Filas sin valor en la columna: 25,00\xa0%."),
        ("negative_values", 0.000_012, 0.05, "Lecturas negativas, que cuentan como cero: 0,0012\xa0%."),
        ("no_gas", 7.0, None, "Meses sin gas de clientes que lo han contratado: 7."),
        (
            "no_gas",
            0.5,
            0.75,
            "Meses sin gas de clientes que lo han contratado: 50,00\xa0% de los clientes en el peor mes.",
        ),
        ("no_rows", 0.0, None, "El archivo no está o no tiene filas."),
    ],
)
def test_a_finding_is_said_in_spanish_by_its_check_and_quoted(check: str, value: float, limit, said: str) -> None:
    found = Finding("silver", "silver_prices", "*", check, value, limit, "info", "as it was")
    assert stored_tables.noticed(found) == "as it was"
    speak("es")
    assert stored_tables.noticed(found) == f"{said} En inglés en el original: «as it was»"


def test_every_finding_of_a_run_has_a_spanish_sentence(published: Path) -> None:
    speak("es")
    findings = published_run(Lake(published)).record.findings
    assert findings
    assert [each.check for each in findings if stored_tables.noticed(each).startswith("En inglés")] == []


def test_every_column_is_described_in_spanish_without_a_word_of_english() -> None:
    english = {text for _kind, text in stored_tables.words_of_schemas()}
    same = {"kWh", "kW", "0/1", "1e-9 kWh", "log-odds"}
    speak("es")
    found = [
        text
        for name, schema in SCHEMAS.items()
        for row in stored_tables.columns(name, pl.Schema(dtypes(schema))).drop("Columna", "Tipo").rows()
        for text in row
    ]
    assert set(found) & (english - same) == set()


def test_every_table_says_what_a_row_is_in_spanish_too() -> None:
    speak("es")
    untold = [name for name in SCHEMAS if not stored_tables.meaning(name).startswith("Una ")]
    assert untold == []
