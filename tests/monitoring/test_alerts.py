"""What is worth waking somebody for, and the sentence that says where the book stands."""

import polars as pl

from spanishgas.monitoring.alerts import drift_alerts, drift_level, drift_sentence

QUIET = [("all", "all", 0.10, 0.11, 1.1, 3.0, 1100.0, 0), ("segment", "SME", 0.10, 0.10, 1.0, 0.0, 100.0, 0)]
RISEN = [
    ("province_code", "28", 0.10, 0.20, 2.0, 9.0, 800.0, 1),
    ("all", "all", 0.10, 0.16, 1.6, 7.0, 1600.0, 1),
    ("segment", "SME", 0.10, 0.17, 1.7, 8.0, 170.0, 1),
]


def features(*rows: tuple[str, str, float, str]) -> pl.DataFrame:
    schema = {"feature": pl.String, "kind": pl.String, "effect": pl.Float64, "level": pl.String}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.with_columns(is_drifted=(pl.col("level") != "none").cast(pl.Int8))


def predictions(rows: list[tuple]) -> pl.DataFrame:
    names = ["grouping", "group", "reference_probability", "current_probability", "ratio", "deviation"]
    return pl.DataFrame(rows, schema=[*names, "expected_monthly_loss_eur", "is_act"], orient="row")


def test_what_moved_without_touching_the_probabilities_wakes_nobody():
    moved = features(("a", "numeric", 0.9, "moved"), ("b", "numeric", 0.5, "calendar"))
    assert list(drift_alerts(moved, predictions(QUIET))) == []
    assert drift_level(moved, predictions(QUIET)) == "moved"
    assert drift_sentence(moved, predictions(QUIET)) == (
        "moved: the champion expects 11.0% to leave (10.0% when it learned), 1,100 EUR of margin a month; "
        "1 columns moved, 1 alike in whole provinces"
    )


def test_probabilities_that_moved_are_said_with_euros_the_whole_book_first_and_what_moved_most():
    moved = features(("b", "numeric", 0.2, "calendar"), ("c", "numeric", 0.5, "moved"), ("a", "numeric", 0.1, "none"))
    [alert] = drift_alerts(moved, predictions(RISEN))
    assert (alert.check, alert.severity, alert.value) == ("drift", "warning", 1.6)
    assert alert.message.startswith(
        "The champion expects 16.0% of all customers to leave, and learned from 10.0%: 1,600 EUR of margin a month, "
        "at that rate 1,000. 2 other groups moved too. Most moved: c, b."
    )
    assert drift_level(moved, predictions(RISEN)) == "act"


def test_one_province_is_named():
    [alert] = drift_alerts(features(), predictions(RISEN[:1]))
    assert alert.message.startswith("The champion expects 20.0% of province 28 to leave, and learned from 10.0%")
    assert "other group" not in alert.message


def test_columns_that_lost_their_values_are_named_three_of_them_the_largest_effect_first():
    lost = features(*((f"x{n}", "missing", 0.9 - n / 10, "act") for n in range(5)))
    [alert] = drift_alerts(lost, predictions(QUIET))
    assert alert.message.startswith("x0, x1, x2 and 2 more had values when the champion learned, and lost them")
    assert drift_level(lost, predictions(QUIET)) == "act"


def test_calendar_is_less_than_moved_and_without_anything_there_is_none():
    assert drift_level(features(("a", "numeric", 0.5, "calendar")), predictions(QUIET)) == "calendar"
    assert drift_level(features(("a", "numeric", 0.0, "none")), predictions(QUIET)) == "none"
    assert drift_sentence(features(), predictions([])) == "nothing to compare with yet"
