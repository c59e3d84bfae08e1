"""File by file, which column is which: also of files that a run refuses, and of twelve that are alike."""

import gzip
from pathlib import Path

import pytest
from support.runs import RAW_FILES, raw_lake

from spanishgas.bronze.column_guesses import Guess
from spanishgas.bronze.column_names import ColumnNames, OwnColumns
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.file_columns import FileColumns, accepting, file_columns
from spanishgas.settings import Settings

READINGS = RAW_FILES["consumption_hourly_1.csv"]
CUSTOMERS = "customer_id,province_code,is_industrial,contracted_power_kw"


def looked(lake: Lake, **settings: object) -> dict[str, FileColumns]:
    return {found.files[0]: found for found in file_columns(lake, Settings(**settings))}


def test_every_file_is_looked_at_the_customers_first(tmp_path: Path) -> None:
    found = looked(raw_lake(tmp_path))
    assert next(iter(found)) == "customer_attributes.csv"
    assert set(found) == set(RAW_FILES)
    contracts = found["customer_contracts.csv"]
    assert contracts.read == {name: (name,) for name in ("customer_id", "contract_start_date", "next_renewal_date")}
    assert (contracts.left_out, contracts.guesses, contracts.required) == ((), (), ())
    assert contracts.optional[:2] == ("contract_id", "customer_first_activation_date")


def test_a_column_is_read_left_out_guessed_or_missing(tmp_path: Path) -> None:
    text = "id cliente,PROVINCE,tipo_cliente,email\nC1,28,Empresa,a\nC2,28,Otro,b\n"
    found = looked(raw_lake(tmp_path, customer_attributes=text))["customer_attributes.csv"]
    assert found.read == {"province_code": ("PROVINCE",)}
    assert found.left_out == ("id cliente", "tipo_cliente", "email")
    assert [(guess.column, guess.canonical) for guess in found.guesses] == [
        ("id cliente", "customer_id"),
        ("tipo_cliente", "is_industrial"),
    ]
    assert found.required == ("customer_id", "is_industrial", "contracted_power_kw")
    assert "is_urban" in found.optional
    assert found.words == {"is_industrial": {"empresa": 1}}
    assert found.unclear == {"is_industrial": ["otro"]}


def test_ids_of_guessed_customers_tell_the_ids_of_other_files(tmp_path: Path) -> None:
    lake = raw_lake(
        tmp_path,
        customer_attributes=f"{CUSTOMERS}\nC1,28,0,4.6\n".replace("customer_id", "cliente"),
        customer_contracts="k,contract_start_date,next_renewal_date\nC1,2024-01-01,2025-03-01\n",
    )
    (guess,) = looked(lake)["customer_contracts.csv"].guesses
    assert guess == Guess("k", "customer_id", "by content: ids of customer_attributes")


def test_two_columns_that_are_the_same_are_both_shown(tmp_path: Path) -> None:
    text = f"{CUSTOMERS},province\nC1,28,0,4.6,28\n"
    found = looked(raw_lake(tmp_path, customer_attributes=text))["customer_attributes.csv"]
    assert found.read["province_code"] == ("province_code", "province")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"a;b\n1;2\n", "row 1: columns are separated by a semicolon; a comma is expected."),
        (b"a,b\n1\n", "row 2: 1 values for 2 columns (is the file cut off?)."),
        (b"a,b\n", "row 2: the file has a header but no rows. Export it again."),
    ],
)
def test_what_cannot_be_opened_says_why_and_hides_no_other(content: bytes, problem: str, tmp_path: Path) -> None:
    found = looked(raw_lake(tmp_path, price_history=content))
    assert found["price_history.csv"].problem == problem
    assert found["churn_label.csv"].read["label_date"] == ("label_date",)


def test_the_layout_that_lacks_least_with_its_guesses_is_taken(tmp_path: Path) -> None:
    text = "fecha_precio,tipo_producto,tarifa,codigo_region,precio_kwh\n2024-01-01,luz,2.0TD,R1,0.15\n"
    found = looked(raw_lake(tmp_path, price_history=text))["price_history.csv"]
    assert found.required == ("pricing_date", "product_type", "tariff_type", "region_code", "price_eur_kwh")
    assert [guess.canonical for guess in found.guesses] == list(found.required)


def test_readings_in_several_files_with_the_same_columns_are_one(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    lake.write("raw/consumption_hourly_2.csv.gz", gzip.compress(READINGS.replace("C1", "C2").encode()))
    lake.write("raw/consumption_hourly_3.csv", READINGS.replace("timestamp", "fecha_hora").encode())
    found = [each for each in file_columns(lake, Settings()) if each.dataset == "consumption_hourly"]
    assert [each.files for each in found] == [
        ("consumption_hourly_1.csv", "consumption_hourly_2.csv.gz"),
        ("consumption_hourly_3.csv",),
    ]
    assert [guess.canonical for guess in found[1].guesses] == ["timestamp"]


def test_rows_that_cannot_be_read_leave_the_names(tmp_path: Path) -> None:
    text = "cliente,fecha_hora,elec_kwh,gas_m3\nC1,2024-11-30 23:00:00,1,5,0.0\n"
    found = looked(raw_lake(tmp_path, consumption_hourly=text))["consumption_hourly_1.csv"]
    assert [(guess.canonical, guess.reason) for guess in found.guesses] == [
        ("customer_id", "by name"),
        ("timestamp", "by name"),
    ]


def test_own_names_are_known_and_a_file_of_them_that_is_none_is_refused(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label="customer_id,baja\nC1,0\n")
    own = tmp_path / "own.yaml"
    own.write_text("churn_label: {churned_within_horizon: {aliases: [baja]}}", "utf-8")
    found = looked(lake, columns_file=own)["churn_label.csv"]
    assert (found.read["churned_within_horizon"], found.guesses) == (("baja",), ())
    own.write_text("[]", "utf-8")
    with pytest.raises(InputError, match="not valid"):
        file_columns(lake, Settings(columns_file=own))


def test_the_lines_that_would_accept_stand_on_those_that_there_are() -> None:
    own = OwnColumns(
        files={
            "churn_label": {"churned_within_horizon": ColumnNames(aliases=("baja",), values={"b": 1})},
            "price_history": {"pricing_date": ColumnNames(aliases=("dia",))},
        }
    )
    labels = FileColumns(
        "churn_label",
        ("churn_label.csv",),
        guesses=(Guess(" Fecha ", "label_date", "by name"),),
        words={"churned_within_horizon": {"s": 1}},
    )
    assert accepting([labels, FileColumns("customer_attributes", ("customer_attributes.csv",))], own).files == {
        "churn_label": {
            "churned_within_horizon": ColumnNames(aliases=("baja",), values={"b": 1, "s": 1}),
            "label_date": ColumnNames(aliases=("Fecha",)),
        },
        "price_history": {"pricing_date": ColumnNames(aliases=("dia",))},
    }
    assert accepting([], own) == own
