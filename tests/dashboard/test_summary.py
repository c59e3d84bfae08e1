"""What the overview says in its sentence and its cards follows from the records of runs."""

from datetime import date

import polars as pl
import pytest
from support.runs import run_record

from spanishgas.dashboard import losses, summary, summary_cards
from spanishgas.dashboard.language import speak
from spanishgas.run.record import Metrics, RunRecord


def record(run_id: str, as_of: date, medium: int, loss: float, drift_level: str = "none") -> RunRecord:
    metrics = Metrics(
        customers=100,
        expected_monthly_loss_eur=loss,
        risk_tiers={"Low": 100 - medium, "Medium": medium},
        actions={"no_offer": 100},
        columns_compared=10,
        columns_drifted=2,
        drift_level=drift_level,
        findings={"warning": 1, "info": 4},
        training=None,
    )
    return run_record(run_id, as_of=as_of, metrics=metrics)


NOW, BEFORE = record("b", date(2025, 1, 31), 12, 1_200.4), record("a", date(2024, 12, 31), 10, 1_000.0)


def test_the_first_run_has_nothing_to_compare_with() -> None:
    assert summary.news(NOW, None).startswith("On 31 January 2025, 12 customers are at risk and €1,200 of margin")


@pytest.mark.parametrize(
    ("medium", "begins"),
    [
        (10, "2 more customers than on 31 December 2024 are at risk on 31 January 2025: 12."),
        (11, "1 more customer than on 31 December 2024 is at risk"),
        (13, "1 customer fewer than on 31 December 2024 is at risk"),
        (12, "As many customers as on 31 December 2024 are at risk"),
    ],
)
def test_what_changed_is_said_in_one_sentence(medium: int, begins: str) -> None:
    assert summary.news(NOW, record("a", date(2024, 12, 31), medium, 1_000.0)).startswith(begins)


def test_the_sentence_is_spanish_for_who_reads_spanish() -> None:
    speak("es")
    assert summary.news(NOW, BEFORE).startswith("A 31 de enero de 2025 hay 2 clientes más en riesgo")


def test_cards_have_figures_changes_and_a_course() -> None:
    cards = {card.label: card for card in summary_cards.cards([BEFORE, NOW], BEFORE, runs=2)}
    at_risk, loss, drift = (cards[name] for name in ("Customers at risk", "Expected monthly loss", "Drift"))
    assert (at_risk.value, at_risk.change, at_risk.note, at_risk.series) == ("12", "+2", "12.0% of 100", [10, 12])
    assert (loss.value, loss.change) == ("€1,200", "+€200")
    assert (drift.value, drift.note, drift.change) == ("None", "2 of 10 features drifted", 0)
    assert cards["Champion's PR-AUC"].value == "–"
    assert cards["Published runs"].value == "2"


@pytest.mark.parametrize(("level", "more_is"), [("moved", "off"), ("act", "inverse")])
def test_only_drift_that_asks_for_action_is_shown_as_bad_news(level: str, more_is: str) -> None:
    cards = summary_cards.cards([record("b", date(2025, 1, 31), 12, 1.0, level)], None, runs=1)
    assert next(card.more_is for card in cards if card.label == "Drift") == more_is


def test_losses_stand_in_the_order_asked_for_else_by_size() -> None:
    groups = pl.DataFrame(
        {
            "grouping": ["risk_tier"] * 3,
            "group": ["Low", "High", "Own"],
            "customers": [1_000, 2, 1],
            "expected_monthly_loss_eur": [5.0, 9.0, 7.0],
        }
    )
    assert losses.lost_by(groups, "risk_tier")["label"].to_list() == ["High", "Own", "Low"]
    ordered = losses.lost_by(groups, "risk_tier", ["High", "Low"])
    assert ordered.select("label", "shown", "customers").rows() == [
        ("High", "€9", "2"),
        ("Low", "€5", "1,000"),
        ("Own", "€7", "1"),
    ]
