from support.bronze_rows import labels

from spanishgas.silver.labels import silver_labels


def test_labels_are_sorted_and_unknown_outcomes_left_out():
    raw = labels(
        {"customer_id": "C2", "churned_within_horizon": 1}, {}, {"customer_id": "C3", "churned_within_horizon": None}
    )
    frame = silver_labels(raw).collect()
    assert frame.select("customer_id", "churned_within_horizon").rows() == [("C1", 0), ("C2", 1)]
