"""A retailer's own names of columns on top of the packaged registry: understood, or refused in words."""

from pathlib import Path

import pytest
from support.rules import COLUMNS
from support.sentences import says

from spanishgas.bronze.column_names import ColumnNames, OwnColumns
from spanishgas.errors import InputError

OWN = """
customer_attributes:
  province_code:
    aliases: [ Provincia , COD_PROV]
  is_industrial:
    aliases: [tipo_cliente]
    values: {Empresa: 1, particular: 0}
"""


def own(folder: Path, text: str) -> OwnColumns:
    (folder / "columns.yaml").write_text(text, "utf-8")
    return OwnColumns.load(folder / "columns.yaml")


def test_additions_are_understood_beside_the_packaged_names(tmp_path: Path) -> None:
    registry = own(tmp_path, OWN).added_to(COLUMNS)
    customers = registry.datasets["bronze_customers"]
    assert customers.accepted("province_code") == ("province_code", "province", "provincia", "cod_prov")
    packaged = COLUMNS.datasets["bronze_customers"].columns["is_industrial"].values
    assert customers.columns["is_industrial"].values == packaged | {"empresa": 1, "particular": 0}
    assert registry.datasets["bronze_prices"] == COLUMNS.datasets["bronze_prices"]
    assert registry.fingerprint() != COLUMNS.fingerprint()


def test_additions_are_written_as_they_are_read(tmp_path: Path) -> None:
    found = own(tmp_path, OWN)
    text = found.to_yaml()
    assert text == (
        "customer_attributes:\n"
        "  province_code:\n"
        "    aliases: [Provincia, COD_PROV]\n"
        "  is_industrial:\n"
        "    aliases: [tipo_cliente]\n"
        "    values: {Empresa: 1, particular: 0}\n"
    )
    assert own(tmp_path, text) == found


@pytest.mark.parametrize(
    "name", ["no", "n", "1", "potencia: kW", "#", "año", "a,b", "[x]", "'", "2024-01-31", "~", "x" * 300]
)
def test_any_name_survives_being_written(name: str, tmp_path: Path) -> None:
    given = OwnColumns(files={"churn_label": {"label_date": ColumnNames(aliases=(name,), values={name: 1})}})
    assert own(tmp_path, given.to_yaml()) == given


def test_without_a_file_there_are_no_additions() -> None:
    assert OwnColumns.load().added_to(COLUMNS) == COLUMNS


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "customers: {}",
            "columns_file: there is no raw file 'customers'; the files are customer_attributes, customer_contracts, "
            "consumption_hourly, price_history, costs_by_province_month, customer_interactions, churn_label.",
        ),
        (
            "churn_label: {left: {aliases: [baja]}}",
            "columns_file, churn_label: there is no column 'left'; the columns are customer_id, "
            "churned_within_horizon, churn_effective_date, label_date, horizon_days.",
        ),
        (
            "churn_label: {label_date: {aliases: [CHURN]}}",
            "columns_file, churn_label: 'churn' would be both churned_within_horizon and label_date. Keep one.",
        ),
    ],
)
def test_what_does_not_fit_the_registry_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    with says(InputError, sentence):
        own(tmp_path, text).added_to(COLUMNS)


@pytest.mark.parametrize("text", ["[]", "churn_label: [baja]", "churn_label: {churn: {alias: [x]}}", "churn_label: 7"])
def test_a_file_of_another_shape_is_refused_by_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"columns\.yaml: not valid\. files"):
        own(tmp_path, text)
