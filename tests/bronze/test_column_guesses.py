"""Which unknown column is probably meant: by name, by content, never a false friend, never one column twice."""

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze.column_guesses import Guess, Sample, candidates, guessed_columns, suggested_words
from spanishgas.bronze.column_hints import ColumnHints
from spanishgas.tables.registry import SCHEMAS

HINTS = ColumnHints.load()
IDS = pl.Series(["C1", "C2", "C3"])
DATES = ["2024-01-31", "2023-05-01", "2022-12-24"]


def guesses(table: str, missing: list[str], ids: pl.Series | None = IDS, **columns: list[str | None]) -> list[Guess]:
    unknown = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return guessed_columns(Sample(unknown, COLUMNS.datasets[table], SCHEMAS[table], ids), missing, HINTS)


def test_names_and_values_together_say_which_column_is_meant() -> None:
    assert guesses(
        "bronze_customers",
        ["customer_id", "is_industrial", "sales_channel", "signup_date"],
        ids=None,
        FechaAlta=DATES,
        canal=["web", "web", "tienda"],
        Cliente=["C1", "C2", "C3"],
        empresa=["S", "N", "N"],
        email=["a@b.es", "c@d.es", "e@f.es"],
    ) == [
        Guess("Cliente", "customer_id", "by name, by content: all different"),
        Guess("empresa", "is_industrial", "by name, by content: yes or no"),
        Guess("canal", "sales_channel", "by name"),
        Guess("FechaAlta", "signup_date", "by name, by content: dates"),
    ]


def test_how_sure_a_guess_is_is_said() -> None:
    (guess,) = guesses("bronze_customers", ["signup_date"], fec_alta=[*DATES, "pronto"])
    assert guess == Guess("fec_alta", "signup_date", "by name (96%), by content: 75.0% dates")


@pytest.mark.parametrize(
    ("table", "missing", "column", "values"),
    [
        ("bronze_customers", "signup_date", "fecha_baja", DATES),
        ("bronze_customers", "signup_date", "fecha_nacimiento", DATES),
        ("bronze_customers", "signup_date", "fecha_alta", ["tienda", "web", "web"]),  # values contradict the name
        ("bronze_customers", "province_code", "codigo_postal", ["28001", "08001", "41001"]),
        ("bronze_customers", "province_code", "provincia", ["Madrid", "Sevilla", "Cuenca"]),
        ("bronze_customers", "contracted_power_kw", "potencia", ["alta", "baja", "media"]),
        ("bronze_customers", "is_second_residence", "es_primera_residencia", ["1", "0", "0"]),
        ("bronze_contracts", "contract_id", "id_cliente", ["C1", "C2", "C3"]),
        ("bronze_prices", "gas_fixed_revenue_eur_year", "coste_fijo_gas", ["50", "60", "70"]),
        ("bronze_prices", "variable_price_tier1_eur_kwh", "precio_p2", ["0.1", "0.2", "0.15"]),
        ("bronze_readings", "consumption_elec_kwh", "consumo_gas", ["0.1", "0.2", "0.15"]),
        ("bronze_readings", "timestamp", "fecha", DATES),  # a day is no hour
        ("bronze_labels", "churned_within_horizon", "fecha_baja", DATES),
    ],
)
def test_a_false_friend_is_not_guessed(table: str, missing: str, column: str, values: list[str | None]) -> None:
    assert guesses(table, [missing], **{column: values}) == []


def test_an_empty_column_is_guessed_by_its_name() -> None:
    assert guesses("bronze_customers", ["signup_date"], fecha_alta=[None] * 3) == [
        Guess("fecha_alta", "signup_date", "by name")
    ]


def test_the_likest_name_takes_a_column_and_no_column_is_taken_twice() -> None:
    found = guesses("bronze_labels", ["churned_within_horizon", "churn_effective_date"], baja=["0", "1", "0"])
    assert [(guess.column, guess.canonical) for guess in found] == [("baja", "churned_within_horizon")]
    found = guesses("bronze_customers", ["signup_date"], fecha_alta=DATES, fec_alta=DATES)
    assert [(guess.column, guess.canonical) for guess in found] == [("fecha_alta", "signup_date")]


def test_of_two_that_are_equally_good_none_is_guessed() -> None:
    assert guesses("bronze_customers", ["signup_date"], FECHA_ALTA=DATES, fechaAlta=DATES) == []
    found = guesses("bronze_customers", ["signup_date"], FECHA_ALTA=DATES, fechaAlta=[*DATES[:2], "pronto"])
    assert [guess.column for guess in found] == ["FECHA_ALTA"]


def test_a_column_whose_name_says_nothing_is_guessed_by_its_values() -> None:
    assert guesses("bronze_contracts", ["customer_id", "contract_start_date"], k1=["C1", "C2", "C3"], k2=DATES) == [
        Guess("k1", "customer_id", "by content: ids of customer_attributes"),
        Guess("k2", "contract_start_date", "by content: dates"),
    ]


def test_values_alone_are_no_reason_where_several_would_fit_or_none_is_needed() -> None:
    dates = {"k1": DATES, "k2": DATES}
    assert guesses("bronze_contracts", ["contract_start_date"], **dates) == []
    assert guesses("bronze_contracts", ["contract_start_date", "next_renewal_date"], k1=DATES) == []
    assert guesses("bronze_customers", ["signup_date"], k1=DATES) == []  # a run goes on without it
    assert guesses("bronze_contracts", ["contract_start_date"], k1=[*DATES[:2], "pronto"]) == []


def test_a_name_leaves_the_rest_to_the_values() -> None:
    found = guesses("bronze_contracts", ["contract_start_date", "next_renewal_date"], k1=DATES, fecha_inicio=DATES)
    assert [(guess.column, guess.canonical) for guess in found] == [
        ("fecha_inicio", "contract_start_date"),
        ("k1", "next_renewal_date"),
    ]


def test_words_for_0_and_1_are_suggested_and_others_are_asked_for() -> None:
    known = COLUMNS.datasets["bronze_customers"].columns["is_industrial"].values
    values = pl.Series(["Particular", " EMPRESA", "sme", "1", "0.0", None, "", "Otro", "otro"])
    assert suggested_words(values, "is_industrial", known, HINTS) == ({"particular": 0, "empresa": 1}, ["otro"])
    assert suggested_words(pl.Series(["1", "0"]), "is_industrial", known, HINTS) == ({}, [])


@pytest.mark.parametrize(
    ("column", "canonical"),
    [
        ("consentimiento_rgpd", "contact_consent"),
        ("ConsentimientoLOPD", "contact_consent"),
        ("gdpr_consent", "contact_consent"),
        ("acepta_comunicaciones", "contact_consent"),
        ("acepta_comunicaciones_comerciales", "contact_consent"),
        ("opt-in", "contact_consent"),
        ("no_acepta_comunicaciones", "do_not_contact"),
        ("no_llamar", "do_not_contact"),
        ("sin_consentimiento", "do_not_contact"),
        ("lista_robinson", "do_not_contact"),
        ("opt-out", "do_not_contact"),
    ],
)
def test_who_may_be_called_is_guessed_and_never_turned_into_its_opposite(column: str, canonical: str) -> None:
    (guess,) = guesses("bronze_customers", ["contact_consent", "do_not_contact"], **{column: ["SÍ", "NO", None]})
    assert (guess.column, guess.canonical) == (column, canonical)


@pytest.mark.parametrize(
    ("table", "canonical", "column", "values"),
    [
        ("bronze_readings", "consumption_elec_kwh", "kwh", ["0.1", "0,2", "0.15"]),
        ("bronze_customers", "contracted_power_kw", "potencia_p1", ["3.45", "4.6", "5.75"]),
        ("bronze_costs", "elec_var_cost_eur_kwh", "coste_luz", ["0.1", "0.2", "0.15"]),
        ("bronze_costs", "gas_var_cost_eur_m3", "coste_gas", ["0.5", "0.6", "0.7"]),
    ],
)
def test_short_names_of_what_must_be_there_are_guessed(table, canonical, column, values) -> None:
    (guess,) = guesses(table, [canonical], **{column: values})
    assert (guess.column, guess.canonical) == (column, canonical)


def left(**columns: list[str]) -> dict[str, tuple[str, ...]]:
    unknown = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    sample = Sample(unknown, COLUMNS.datasets["bronze_customers"], SCHEMAS["bronze_customers"], None)
    missing = ["contracted_power_kw", "signup_date"]
    return candidates(sample, missing, guessed_columns(sample, missing, HINTS), HINTS)


def test_of_a_few_columns_that_are_left_those_are_named_that_a_missing_one_could_be() -> None:
    powers = ["3.45", "4.6", "5.75"]
    assert left(alta=DATES, a=powers, b=powers, c=["x", "y", "z"]) == {"contracted_power_kw": ("a", "b")}
    assert left(a=powers, b=powers, c=powers, d=powers) == {}
    assert left(potencia=powers, alta=DATES) == {}
