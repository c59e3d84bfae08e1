import polars as pl
import pytest
from support.rules import INTENTS

from spanishgas.silver import intent as intents


def intent(text):
    return pl.DataFrame({"text": [text]}, schema={"text": pl.String}).select(INTENTS.of(pl.col("text"))).item()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Cust called re: account closure.", "Cancellation / Switch"),
        ("Wants to LEAVE for another retailer", "Cancellation / Switch"),
        ("El cliente solicita la baja del contrato", "Cancellation / Switch"),
        ("Quiere darse de baja", "Cancellation / Switch"),
        ("Baja.", "Cancellation / Switch"),
        ("Desea cancelar", "Cancellation / Switch"),
        ("Customer is not satisfied with the renewal", "Complaint / Escalation"),
        ("Presenta una queja por la factura", "Complaint / Escalation"),
        ("Reclamación", "Complaint / Escalation"),
        ("Overdue payment before renewal", "Billing / Payment"),
        ("Pregunta por el cobro de enero", "Billing / Payment"),
        ("Contract renewal, asked about price", "Contract Renewal"),
        ("Renovación del contrato", "Contract Renewal"),
        ("El contrato vence en marzo", "Contract Renewal"),
        ("Looking for a better deal", "Pricing Offers"),
        ("Pregunta por la tarifa más baja", "Pricing Offers"),
        ("plan options", "Plan / Product Inquiry"),
        ("Baja tensión: consulta del titular", "Account / Service Inquiry"),
        ("Set-up of the online services", "Account / Service Inquiry"),
        ("Routine follow-up", "General / Operational Contact"),
        ("Llamada de seguimiento", "General / Operational Contact"),
        ("Hello", "Other / Unclassified"),
        ("", "Other / Unclassified"),
        (None, "Other / Unclassified"),
    ],
)
def test_the_first_intent_with_a_matching_word_wins(text, name):
    assert intent(text) == name


def test_patterns_match_only_at_the_start_of_a_word():
    assert intent("corporate explanation") == "Other / Unclassified"


def test_the_intents_that_features_ask_for_are_in_the_list():
    asked = {intents.CANCELLATION, intents.COMPLAINT, intents.BILLING, intents.PRICING, intents.UNCLASSIFIED}
    assert asked <= set(INTENTS.names())


def test_every_word_of_the_list_is_found_by_its_own_intent_or_a_more_important_one():
    order = INTENTS.names()
    for entry in INTENTS.intents:
        plain = [word.replace(r"\b", "") for word in entry.english if word.replace(r"\b", "").isalpha()]
        assert all(order.index(intent(word)) <= order.index(entry.name) for word in plain)


def test_severity_is_three_for_cancellation_two_for_complaint_one_for_pricing_else_zero():
    frame = pl.DataFrame({"intent": INTENTS.names()}).with_columns(INTENTS.severity(pl.col("intent")).alias("severity"))
    assert dict(frame.filter(pl.col("severity") > 0).rows()) == {
        "Cancellation / Switch": 3,
        "Complaint / Escalation": 2,
        "Pricing Offers": 1,
    }
