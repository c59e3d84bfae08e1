"""What a value of a small file may be: each odd one is refused at its row in words, or read and counted."""

from datetime import date

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze import tables as bronze
from spanishgas.bronze.raw_table import RawTable
from spanishgas.errors import InputError

CUSTOMER = {"customer_id": "C1", "province_code": "28", "is_industrial": "0", "contracted_power_kw": "4.6"}
CONTRACT = {"customer_id": "C1", "contract_start_date": "2024-01-01", "next_renewal_date": "2025-01-01"}
PRICE = {
    "customer_id": "C1",
    "pricing_date": "2024-01-01",
    "variable_price_tier1_eur_kwh": "0.15",
    "variable_price_tier2_eur_kwh": "0.12",
    "variable_price_tier3_eur_kwh": "0.09",
    "elec_fixed_fee_eur_month": "7",
    "elec_fixed_cost_eur_month": "4",
    "gas_variable_price_eur_m3": "0.8",
    "gas_fixed_revenue_eur_year": "66",
    "gas_fixed_cost_eur_year": "6",
}
COST = {
    "month": "2024-01",
    "province_code": "28",
    "elec_var_cost_eur_kwh": "0.08",
    "gas_var_cost_eur_m3": "0.7",
    "peaje_elec_eur_kwh": "0.05",
}
CONTACT = {"customer_id": "C1", "interaction_date": "2024-11-01"}
LABEL = {"customer_id": "C1", "churned_within_horizon": "0"}
ROWS = {
    "customers": CUSTOMER,
    "contracts": CONTRACT,
    "prices": PRICE,
    "costs": COST,
    "interactions": CONTACT,
    "labels": LABEL,
}


def read(file: str, **changes: str | None):
    """One row of a file under its usual values but for those given."""
    row = {**ROWS[file], **changes}
    raw = RawTable(
        f"{file}.csv", pl.LazyFrame({name: [value] for name, value in row.items()}, dict.fromkeys(row, pl.String))
    )
    table, findings = getattr(bronze, f"bronze_{file}")(raw, columns=COLUMNS)
    said = [finding for finding in findings if finding.check not in ("missing_columns", "rows", "gaps")]
    return table.collect().row(0, named=True), said


@pytest.mark.parametrize(
    ("file", "column", "value", "expected"),
    [
        *[("prices", "variable_price_tier1_eur_kwh", price, "least 0 EUR/kWh") for price in ("-1", "-0.01")],
        *[("prices", "variable_price_tier2_eur_kwh", price, "most 5 EUR/kWh") for price in ("145.2", "1e5", "1e20")],
        ("prices", "market_benchmark_eur_kwh", "60", "most 5 EUR/kWh"),
        ("prices", "gas_variable_price_eur_m3", "-1", "least 0 EUR/m3"),
        ("prices", "gas_variable_price_eur_m3", "61", "most 20 EUR/m3"),
        ("prices", "elec_fixed_fee_eur_month", "-1", "least 0 EUR/month"),
        ("prices", "elec_fixed_cost_eur_month", "1e5", "most 50000 EUR/month"),
        ("prices", "gas_fixed_revenue_eur_year", "1e20", "most 50000 EUR/year"),
        ("prices", "pricing_date", "2999-12-31", "most 2100-01-01"),
        ("costs", "elec_var_cost_eur_kwh", "-1", "least 0 EUR/kWh"),
        ("costs", "elec_var_cost_eur_kwh", "75.8", "most 5 EUR/kWh"),
        ("costs", "gas_var_cost_eur_m3", "1e20", "most 20 EUR/m3"),
        ("costs", "peaje_elec_eur_kwh", "-1", "least -0.2 EUR/kWh"),
        ("costs", "month", "1900-01", "least 1950-01-01"),
        ("customers", "signup_date", "1900-01-01", "least 1950-01-01"),
        ("customers", "contracted_power_kw", "-1", "least 0"),
        ("customers", "is_second_residence", "2", "at most 1"),
        ("contracts", "contract_start_date", "1900-01-01", "least 1950-01-01"),
        ("contracts", "next_renewal_date", "2999-12-31", "most 2100-01-01"),
        ("interactions", "interaction_date", "0001-01-01", "least 1950-01-01"),
        ("interactions", "sentiment_score", "80", "most 1"),
        ("labels", "label_date", "2999-12-31", "most 2100-01-01"),
        ("labels", "horizon_days", "0", "least 1"),
    ],
)
def test_a_value_beyond_its_bounds_is_refused_at_its_row(file, column, value, expected):
    with pytest.raises(InputError) as refused:
        read(file, **{column: value})
    assert str(refused.value).startswith(f"{file}.csv, column {column}, row 2: found {value!r}, expected at")
    assert expected in str(refused.value)


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        *[
            (word, " Where nothing is known, leave the field empty.")
            for word in ("NaN", "null", "NA", "-", "n/a", "inf")
        ],
        ("0,15", " Is it a decimal comma?"),
        ("1.234,5", " Is it a decimal comma?"),
        ("１２", " Write it with the digits 0 to 9."),
        ("٤", " Write it with the digits 0 to 9."),
        ("1_000", ""),
        ("0x10", ""),
        ("4.6 kW", ""),
        ("€5", ""),
        ("1e999", ""),
    ],
)
def test_what_is_no_number_is_refused_with_what_it_probably_is(value, hint):
    with pytest.raises(InputError) as refused:
        read("customers", contracted_power_kw=value)
    expected = f"row 2: found {value!r}, expected a number with a decimal point.{hint}"
    assert str(refused.value) == f"customers.csv, column contracted_power_kw, {expected}"


@pytest.mark.parametrize(("word", "number"), [("4.60", 4.6), ("1e1", 10.0), (".5", 0.5), ("+5", 5.0), (" 5 ", 5.0)])
def test_other_ways_to_write_a_number_are_read(word, number):
    row, findings = read("customers", contracted_power_kw=word)
    assert (row["contracted_power_kw"], findings) == (number, [])


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("31/12/2024", " Is the day or the month written first? Write the year first."),
        ("31-12-2024 10:00", " Is the day or the month written first? Write the year first."),
        ("31/12/24", " Which year do two digits mean? Write all four, and write them first."),
        ("24-12-31", " Which year do two digits mean? Write all four, and write them first."),
        ("45657", " Is it a spreadsheet's number of a day (2024-12-31)? Export the column as a date."),
        ("45657.75", " Is it a spreadsheet's number of a day (2024-12-31)? Export the column as a date."),
        ("1735603200", " Is it a number of seconds since 1970? Export the column as a date."),
        ("20241231", " Write it with dashes."),
        ("2024/12/31", " Write it with dashes."),
        ("n/a", " Where nothing is known, leave the field empty."),
        ("2024-02-30", ""),
        ("2024-12", ""),
        ("2024-12-31 25:00", ""),
        ("2024-12-31 23:00:00+99:00", ""),
        ("2024-12-31 23:00:00-15", ""),
        ("2024-12-31 23:00:00+01:60", ""),
        ("2024-12-31 yesterday", ""),
        ("２０２４-12-31", ""),
    ],
)
def test_what_is_no_day_is_refused_with_what_it_probably_is(value, hint):
    with pytest.raises(InputError) as refused:
        read("contracts", next_renewal_date=value)
    expected = f"row 2: found {value!r}, expected a date like 2024-12-31.{hint}"
    assert str(refused.value) == f"contracts.csv, column next_renewal_date, {expected}"


@pytest.mark.parametrize(
    ("word", "day", "check"),
    [
        ("2024-12-31", 31, None),
        ("2024-12-31 00:00:00.000000", 31, None),
        ("2024-12-31T23:30:00", 31, "time_cut"),
        ("2024-12-31 23:30", 31, "time_cut"),
        ("2024-12-30T23:00:00Z", 31, "zone"),
        ("2024-12-30T22:59:59.999Z", 30, "zone"),
        ("2024-12-30 23:30:00 UTC", 31, "zone"),
        ("2024-12-31 23:30:00.000000+01:00", 31, "zone"),
        ("2024-12-30T19:00:00-0500", 31, "zone"),
        ("2024-12-31T14:00:00+14:00", 31, "zone"),
    ],
)
def test_a_moment_is_its_day_in_spain_and_one_without_zone_keeps_its_day(word, day, check):
    row, findings = read("interactions", interaction_date=word)
    assert row["interaction_date"] == date(2024, 12, day)
    assert [(f.check, f.value, f.severity) for f in findings] == ([(check, 1.0, "info")] if check else [])
    assert all("1 values of interaction_date" in f.message and f"{word!r} in row 2" in f.message for f in findings)


@pytest.mark.parametrize(
    ("word", "checks"),
    [("2024-12", []), ("2024-12-01", []), ("2024-12-31", ["time_cut"]), ("2024-11-30T23:00:00Z", ["zone"])],
)
def test_a_month_may_stand_as_any_of_its_days(word, checks):
    row, findings = read("costs", month=word)
    assert (row["month"], [f.check for f in findings]) == (date(2024, 12, 1), checks)


@pytest.mark.parametrize(
    ("word", "flag"),
    [("yes", 1), ("No", 0), ("TRUE", 1), ("false", 0), ("sí", 1), ("si\u0301", 1), ("1", 1), ("0.0", 0), (None, None)],
)
def test_a_flag_may_be_said_in_words(word, flag):
    assert read("customers", is_second_residence=word)[0]["is_second_residence"] == flag


@pytest.mark.parametrize("word", ["x", "maybe", "2", "0.5", "-1"])
def test_a_flag_in_other_words_is_refused(word):
    with pytest.raises(InputError, match=rf"column is_urban, row 2: found '{word}', expected"):
        read("customers", is_urban=word)


@pytest.mark.parametrize("file", ["customers", "costs"])
@pytest.mark.parametrize(
    ("word", "code", "check"),
    [
        ("1", "01", "padded"),
        ("01", "01", None),
        ("28", "28", None),
        ("28.0", "28", "tidied_ids"),
        (" 28", "28", "tidied_ids"),
        ("028", "028", None),
        ("1e1", "1e1", None),
        ("Madrid", "Madrid", None),
    ],
)
def test_a_province_is_the_same_in_customers_and_costs(word, code, check, file):
    row, findings = read(file, province_code=word)
    assert row["province_code"] == code
    assert [(f.check, f.severity) for f in findings] == ([(check, "info")] if check else [])


@pytest.mark.parametrize("file", ["customers", "contracts", "prices", "interactions", "labels"])
@pytest.mark.parametrize(
    ("word", "is_tidied"),
    [
        ("\u00d1-1", False),
        ("N\u0303-1", True),
        (" \u00d1-1", True),
        ("\u00d1-1\u00a0", True),
        ("\ufeff\u00d1-1", True),
        ("\u00d1\u200b-1", True),
        ("\u00d1-\x011\t", True),
    ],
)
def test_an_id_is_the_same_text_in_every_file(word, is_tidied, file):
    row, findings = read(file, customer_id=word)
    assert row["customer_id"] == "\u00d1-1"
    assert ("tidied_ids" in [f.check for f in findings]) == is_tidied


@pytest.mark.parametrize("word", ["c1", "0001", "1e3", "１", "C-1", "1_000"])
def test_case_zeros_and_marks_of_an_id_are_left_alone(word):
    row, findings = read("contracts", customer_id=word)
    assert (row["customer_id"], findings) == (word, [])


def test_an_id_of_blanks_is_none():
    with pytest.raises(InputError, match=r"column customer_id, row 2: found nothing"):
        read("contracts", customer_id=" \u200b ")


def test_a_text_keeps_the_characters_that_join_its_signs():
    row, findings = read("interactions", interaction_summary=" family \U0001f468\u200d\U0001f467 ")
    assert (row["interaction_summary"], findings) == ("family \U0001f468\u200d\U0001f467", [])


@pytest.mark.parametrize(("word", "language"), [("es", "es"), ("EN", "en"), (None, None)])
def test_the_language_of_a_customer_is_spanish_or_english(word, language):
    assert read("customers", language=word)[0]["language"] == language


def test_another_language_is_refused():
    with pytest.raises(InputError, match="column language, row 2: found 'fr', expected es or en"):
        read("customers", language="fr")


def test_ends_of_lines_that_no_other_program_knows_are_blanks_in_texts() -> None:
    row, said = read("interactions", interaction_summary="good\u2028price\u0085\ue000")
    assert row["interaction_summary"] == "good price"
    assert [(finding.check, finding.value) for finding in said] == [("control_characters", 1.0)]
