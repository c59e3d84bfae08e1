from datetime import date

import pytest
from support.bronze_rows import AS_OF, customers
from support.silver_steps import people


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
    made = people(customers({"is_industrial": is_industrial, "contracted_power_kw": power}))
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
    made = people(customers({"sales_channel": raw}))
    assert made.table.collect()["sales_channel"].to_list() == [name]


def test_a_customer_who_signs_up_after_the_as_of_date_is_not_there_yet():
    raw = customers(
        {"customer_id": "C3", "signup_date": date(2025, 1, 1)},
        {"customer_id": "C2", "signup_date": AS_OF},
        {"customer_id": "C1"},
    )
    assert people(raw).table.collect()["customer_id"].to_list() == ["C1", "C2"]


def test_consent_and_language_are_carried():
    known = {"contact_consent": 1, "do_not_contact": 0, "language": "es"}
    table = people(customers(known, {"customer_id": "C2"})).table.collect()
    assert table.select(list(known)).rows() == [(1, 0, "es"), (None, None, None)]
