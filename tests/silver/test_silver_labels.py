from support.bronze_rows import AS_OF, labels

from spanishgas.silver.labels import silver_labels


def test_labels_are_sorted_and_unknown_outcomes_left_out():
    raw = labels(
        {"customer_id": "C2", "churned_within_horizon": 1}, {}, {"customer_id": "C3", "churned_within_horizon": None}
    )
    frame = silver_labels(raw, as_of=AS_OF).table.collect()
    assert frame.select("customer_id", "churned_within_horizon").rows() == [("C1", 0), ("C2", 1)]


def test_labels_without_outcome_and_of_another_day_are_counted():
    raw = labels(
        {"customer_id": "C2", "churned_within_horizon": None, "label_date": AS_OF},
        {"label_date": AS_OF.replace(month=10)},
        {"customer_id": "C3", "label_date": AS_OF},
    )
    assert [(f.check, f.severity, f.message) for f in silver_labels(raw, as_of=AS_OF).findings] == [
        ("unknown_outcome", "info", "1 labels have no outcome and are left out, such as C2."),
        (
            "label_of_another_day",
            "info",
            "1 labels begin their horizon on another day than 2024-12-31, such as C1 on 2024-10-31.",
        ),
    ]
