from datetime import date

import pytest
from support.bronze_rows import AS_OF, BEFORE, labels

from spanishgas.silver.labels import silver_labels

LATER = date(2025, 1, 31)


def known(*rows):
    made = silver_labels(labels(*rows), as_of=AS_OF)
    found = [(f.check, f.severity, f.message) for f in made.findings]
    return made.table.select("customer_id", "label_date", "churned_within_horizon").collect().rows(), found


def test_a_customer_has_a_row_a_label_date_sorted():
    rows = [
        {"customer_id": "C2", "churned_within_horizon": 1, "label_date": AS_OF},
        {"label_date": AS_OF},
        {"label_date": BEFORE},
    ]
    assert known(*rows) == ([("C1", BEFORE, 0), ("C1", AS_OF, 0), ("C2", AS_OF, 1)], [])


def test_labels_that_say_no_date_are_those_of_the_day():
    table, findings = known({"customer_id": "C2", "churned_within_horizon": 1}, {})
    assert table == [("C1", AS_OF, 0), ("C2", AS_OF, 1)]
    text = "2 labels say no label date: their horizon is taken to start on 2024-12-31, such as C1, C2."
    assert findings == [("undated_labels", "info", text)]


@pytest.mark.parametrize(
    ("row", "check", "text"),
    [
        ({"churned_within_horizon": None, "label_date": AS_OF}, "unknown_outcome", "1 labels have no outcome and are"),
        ({"label_date": None}, "undated_labels", "1 labels say no label date, which others do, and are"),
        ({"label_date": LATER}, "later_labels", "1 labels begin their horizon after 2024-12-31 and are"),
    ],
)
def test_labels_of_no_use_are_left_out_and_counted(row, check, text):
    day = f" on {LATER}" if check == "later_labels" else ""
    assert known({"customer_id": "C2"} | row, {"label_date": AS_OF}) == (
        [("C1", AS_OF, 0)],
        [(check, "info", f"{text} left out, such as C2{day}.")],
    )
