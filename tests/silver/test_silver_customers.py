from datetime import date

import pytest
from support.bronze_rows import AS_OF, customers
from support.rules import NAMES

from spanishgas.silver.customers import silver_customers


@pytest.mark.parametrize(
    ("is_industrial", "power", "segment"),
    [
        (0, 4.6, "Residential"),
        (0, 50.0, "Residential"),
        (1, 10.0, "SME"),
        (1, 10.1, "Corporate"),
        (1, None, "SME"),
    ],
)
def test_the_segment_follows_from_industry_and_power(is_industrial, power, segment):
    made = silver_customers(
        customers({"is_industrial": is_industrial, "contracted_power_kw": power}), as_of=AS_OF, names=NAMES
    )
    assert made.table.collect()["segment"].to_list() == [segment]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("presencial_comercial", "In-Person Commercial"),
        ("comparador", "Comparison Website"),
        ("oficina", "Office"),
        ("telemarketing", "Telemarketing"),
        ("web_propia", "Own Website"),
        ("desconocido", "Unknown"),
        (None, "Unknown"),
        (" Comparison Website ", "Comparison Website"),
        ("Kiosk", "Kiosk"),
    ],
)
def test_sales_channels_get_their_english_names_and_new_ones_keep_theirs(raw, name):
    made = silver_customers(customers({"sales_channel": raw}), as_of=AS_OF, names=NAMES)
    assert made.table.collect()["sales_channel"].to_list() == [name]


def test_a_customer_who_signs_up_after_the_as_of_date_is_not_there_yet():
    raw = customers(
        {"customer_id": "C3", "signup_date": date(2025, 1, 1)},
        {"customer_id": "C2", "signup_date": AS_OF},
        {"customer_id": "C1"},
    )
    assert silver_customers(raw, as_of=AS_OF, names=NAMES).table.collect()["customer_id"].to_list() == ["C1", "C2"]


def test_consent_and_language_are_carried():
    known = {"contact_consent": 1, "do_not_contact": 0, "language": "es"}
    table = silver_customers(customers(known, {"customer_id": "C2"}), as_of=AS_OF, names=NAMES).table.collect()
    assert table.select(list(known)).rows() == [(1, 0, "es"), (None, None, None)]
