import time
from datetime import date

import pytest
from support.bronze_rows import AS_OF, interactions
from support.readers import Recorder, fast
from support.rules import COLUMNS, INTENTS

from spanishgas.silver.contact_reach import silver_contact_reach
from spanishgas.silver.interactions import silver_interactions


def made(*records, as_of=AS_OF, listed_as_of=None, limit=4_000, reader=None):
    contacts = interactions(*records)
    return silver_interactions(
        contacts,
        silver_contact_reach(contacts, listed_as_of=listed_as_of or as_of),
        as_of=as_of,
        text_reader=reader or fast(),
        max_text_characters=limit,
        intents=INTENTS,
        columns=COLUMNS,
    )


def test_the_text_decides_intent_and_mood_and_stays_behind():
    record = {
        "channel": "phone",
        "interaction_summary": "Customer is upset.",
        "interaction_type": "billing",
        "sentiment_score": 0.9,
    }
    frame = made(record).table.collect()
    assert frame.drop("sentiment_score").rows() == [
        ("C1", date(2024, 11, 1), "phone", "Complaint / Escalation", "negative")
    ]
    assert frame["sentiment_score"].item() < 0


def test_without_a_text_the_given_type_and_score_are_used():
    result = made({"interaction_type": "billing_question", "sentiment_score": 0.9, "interaction_summary": "  "})
    row = result.table.collect().row(0, named=True)
    assert (row["intent"], row["sentiment_score"], row["sentiment_label"]) == ("Billing / Payment", 0.9, "positive")
    assert [(f.check, f.value) for f in result.findings] == [("without_text", 1.0)]


def test_with_nothing_given_the_intent_is_unclassified_and_the_mood_unknown():
    row = made({}).table.collect().row(0, named=True)
    assert (row["intent"], row["sentiment_score"], row["sentiment_label"]) == ("Other / Unclassified", None, "neutral")


@pytest.mark.parametrize(
    ("score", "label"), [(0.05, "positive"), (0.049, "neutral"), (-0.049, "neutral"), (-0.05, "negative")]
)
def test_the_label_changes_at_vaders_limits(score, label):
    assert made({"sentiment_score": score}).table.collect()["sentiment_label"].item() == label


def test_interactions_after_the_as_of_date_are_not_seen():
    frame = made({"interaction_date": AS_OF}, {"interaction_date": date(2025, 1, 1)}).table.collect()
    assert frame["interaction_date"].to_list() == [AS_OF]


@pytest.mark.parametrize(
    ("newest", "seen"),
    [
        (date(2024, 12, 31), [date(2024, 8, 31), date(2024, 9, 30)]),  # AS_OF: what is said today is in the files
        (date(2024, 12, 1), [date(2024, 8, 31)]),
    ],
)
def test_an_earlier_look_sees_contacts_no_fresher_than_the_list_does(newest, seen):
    days = [date(2024, 8, 31), date(2024, 9, 30), newest, date(2025, 1, 9)]
    records = [{"interaction_date": day} for day in days]
    frame = made(*records, as_of=date(2024, 9, 30), listed_as_of=AS_OF).table.collect()
    assert frame["interaction_date"].to_list() == seen


def test_an_interaction_stated_twice_counts_once_and_is_counted():
    result = made(*[{"interaction_summary": "Renewal"}] * 2)
    assert result.table.collect().height == 1
    assert [(f.check, f.value) for f in result.findings] == [("duplicate_rows", 1.0)]


def test_every_different_text_is_read_once():
    reader = Recorder(mood=0.5)
    frame = made(
        {"interaction_summary": "b"},
        {"interaction_summary": "a", "customer_id": "C2"},
        {"interaction_summary": "a"},
        reader=reader,
    ).table.collect()
    assert reader.asked == ["a", "b"]
    assert frame["sentiment_score"].to_list() == [0.5] * 3


@pytest.mark.parametrize(
    ("text", "read", "intent"),
    [
        ("My bill is wrong", "Complaint / Escalation", "Billing / Payment"),
        ("They never came", "Complaint / Escalation", "Complaint / Escalation"),
        ("They never came", None, "Other / Unclassified"),
    ],
)
def test_the_reader_tells_the_intent_only_where_no_rule_does(text, read, intent):
    frame = made({"interaction_summary": text}, reader=Recorder(intent=read)).table.collect()
    assert frame["intent"].item() == intent


@pytest.mark.parametrize("text", ["Son unos ladrones", "me han cobrado dos veces", "They took my money twice."])
def test_what_is_no_word_of_mood_can_be_negative(text):
    assert made({"interaction_summary": text}).table.collect()["sentiment_label"].item() == "negative"


def test_of_a_long_text_the_beginning_is_read_and_the_rest_is_counted():
    texts = [
        "The customer is happy.",
        "The customer is happy. " + "I hate you. " * 5,
        "The customer is happy." + "é" * 90,
    ]
    found = made(*[{"interaction_summary": text} for text in texts], limit=22)
    assert found.table.collect()["sentiment_label"].to_list() == ["positive"] * 3
    assert [(f.check, f.value, f.limit, f.severity, f.message) for f in found.findings] == [
        (
            "cut_texts",
            2.0,
            22.0,
            "warning",
            "2 texts of interactions are longer than 22 characters: what comes after was not read, such as in that of "
            "customer C1 on 2024-11-01, which has 112. SPANISHGAS_MAX_TEXT_CHARACTERS is the limit.",
        )
    ]


def test_an_intent_after_the_limit_is_not_seen():
    row = {"interaction_summary": "x" * 30 + " wants to cancel"}
    assert made(row, limit=20).table.collect()["intent"].to_list() == ["Other / Unclassified"]
    assert made(row, limit=46).table.collect()["intent"].to_list() == ["Cancellation / Switch"]


def test_texts_of_a_megabyte_keep_nobody_waiting():
    begun = time.process_time()
    rows = [{"interaction_summary": f"{n} " + "VERY GOOD but 😀 BAD " * 50_000} for n in range(20)]
    assert made(*rows).table.collect().height == 20
    assert time.process_time() - begun < 60


def test_an_id_that_stands_for_several_customers_is_named():
    records = [
        {"customer_id": customer, "interaction_id": each, "interaction_summary": f"{customer} {each}"}
        for each in ("I1", "I2", None)
        for customer in ("C1", "C2", "C3", "C4")
        if (customer, each) not in {("C2", "I2"), ("C3", "I2"), ("C4", "I2")}
    ]
    (finding,) = [f for f in made(*records).findings if f.column == "interaction_id"]
    assert (finding.check, finding.severity, finding.value) == ("shared_ids", "warning", 1.0)
    assert finding.message == (
        "1 ids of interactions stand for several customers: I1 of C1 and C2 and C3. Each row counts as its own."
    )
