"""What a person sees when a run is over."""

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from support.finished import DRIFTED, OFFERS, VALUE_HORIZON, finished_run
from support.mill import noticed
from support.sentences import says

from spanishgas.cli.view import show_findings, show_summary
from spanishgas.errors import RunError
from spanishgas.monitoring.value_horizon import MeasuredStay
from spanishgas.run.metrics import run_metrics
from spanishgas.run.reader import Run
from spanishgas.run.store import write_document


def shown(run: Run, width: int = 200) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    show_summary(console, run)
    return [" ".join(line.strip("│╭╰─╮╯ ").split()) for line in console.file.getvalue().splitlines()]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = finished_run(tmp_path, drift=DRIFTED, status="published")
    run.record.findings += [noticed("a", "info"), noticed("b", "warning"), noticed("c", "info")]
    run.record.metrics = run_metrics(run)
    return run


def changed(run: Run, **figures: object) -> Run:
    assert run.record.metrics is not None
    run.record.metrics = run.record.metrics.model_copy(update=figures)
    return run


def trained(run: Run, **figures: object) -> Run:
    assert run.record.metrics is not None
    assert run.record.metrics.training is not None
    return changed(run, training=run.record.metrics.training.model_copy(update=figures))


def test_the_end_of_a_training(run: Run) -> None:
    assert shown(run) == [
        "Run tuesday · as of 2024-12-31 · published",
        "Model PR-AUC 0.810 (0.71 to 0.88), ROC-AUC 0.920 on untouched customers: passed the gate, the champion stays",
        "Missing tenure_months: features that the model was trained without",
        "Risk tiers Critical 1 High 0 Medium 0 Low 2",
        "At risk 1, 33.3% of 3 customers; expected loss 11 EUR of margin a month",
        "Offers no_offer 2 offer_large 1",
        "Promise assumed: 60 EUR beyond doing nothing (90 %: -5 to 140) over 32 months, 0.3 customers kept by 1 calls "
        "(20 EUR) and discounts of 12 EUR",
        "Drift act: the champion expects 12.0% to leave (10.0% when it learned), 11 EUR of margin a month; 0 columns "
        "moved, 1 alike in whole provinces",
        "Indicative if the probabilities hold, 12.0% leave (11.0% to 13.0%), PR-AUC 0.70 (0.65 to 0.75); outcomes will "
        "tell",
        "Findings 2 info, 1 warning",
        "",
        "Call first (EUR/month: expected loss)",
        "# Customer Risk Probability EUR/month Offer Why",
        "1 C2 Critical 91% 1,234.50 offer_large renewal is near; price",
        "2 C1 Low 10% 0.25 no_offer mood; price",
        "3 C3 Low 20% 1.00 no_offer price",
        "warning b is odd",
        "",
        f"Everything is in {run.lake}: start at runs/current.json; the model is named by models/champion.json.",
        f"The whole list: spanishgas export recommendations --out recommendations.xlsx --lake {run.lake}",
        f"What is known of the model: spanishgas card --run-id tuesday --lake {run.lake}",
        f"All findings: spanishgas export quality_findings --out findings.csv --lake {run.lake}",
    ]


def test_how_long_kept_customers_stay_is_said_below_the_promise_once_it_is_measured(run: Run) -> None:
    measured = {"customers": (1_200, 1_100), "stay": MeasuredStay(months=15.04, low_months=13.96, high_months=16.0)}
    step = run.record.step("value_horizon")
    assert step is not None
    write_document(run.lake, step.keys[0], VALUE_HORIZON.model_copy(update=measured))
    lines = shown(run)
    (at,) = [number for number, line in enumerate(lines) if line.startswith("Horizon")]
    assert lines[at - 1].startswith("Promise ")
    assert lines[at] == (
        "Horizon kept customers stay 15.0 of 32 months (90 %: 14.0 to 16.0), measured over 2 months on 1,200 "
        "customers; the policy assumes 32 (policy.yaml: economics, customer_value_months)"
    )


def test_a_run_of_an_earlier_version_has_measured_no_stay(run: Run) -> None:
    run.record.steps = [step for step in run.record.steps if step.name != "value_horizon"]
    assert not any(line.startswith("Horizon") for line in shown(run))


def test_the_days_of_a_training_are_said_where_they_are_not_the_day_of_the_list(run: Run) -> None:
    run.record.label_dates = (date(2024, 6, 30), date(2024, 9, 30))
    assert shown(run)[1] == "Trained on customers as they were on 2024-06-30, 2024-09-30"


def test_the_end_of_a_scoring_says_nothing_of_a_training(run: Run) -> None:
    lines = shown(changed(run, training=None, drift="nothing to compare with yet", findings={}))
    assert lines[1].startswith("Risk tiers")
    assert (lines[5], lines[7]) == ("Drift nothing to compare with yet", "Findings none")


@pytest.mark.parametrize(
    ("figures", "line"),
    [
        (
            {"promoted": True},
            "PR-AUC 0.810 (0.71 to 0.88), ROC-AUC 0.920 on untouched customers: passed the gate, promoted to champion",
        ),
        (
            {"passed_gate": False, "pr_auc": None, "roc_auc": None},
            "PR-AUC unknown, ROC-AUC unknown on untouched customers: failed the gate, the champion stays",
        ),
    ],
)
def test_the_gate_is_said_in_words(figures: dict[str, object], line: str, run: Run) -> None:
    lines = shown(trained(run, features_without_values=(), **figures))
    assert lines[1] == f"Model {line}"
    assert lines[2].startswith("Risk tiers")


def test_a_missed_gate_is_followed_by_what_to_do(run: Run) -> None:
    lines = shown(trained(run, passed_gate=False, features_without_values=(), advice=("Do this.", "Or that.")))
    assert lines[2] == "To do Do this. Or that."


def test_several_features_without_values_are_all_named(run: Run) -> None:
    assert shown(trained(run, features_without_values=("a", "b")))[2].startswith("Missing a, b: features")


def test_only_the_first_ten_are_shown_and_their_names_do_not_steer_a_terminal(run: Run) -> None:
    many = OFFERS.head(1).with_columns(customer_id="\x1b[2J" + OFFERS["customer_id"].head(1))
    offers = [many.with_columns(priority_rank=rank) for rank in range(12, 0, -1)]
    step = run.record.step("recommendations")
    assert step is not None
    import polars as pl

    run.lake.write_table(step.keys[0], pl.concat(offers))
    rows = [line for line in shown(run) if "no_offer mood" in line]
    assert [row.split()[0] for row in rows] == [str(rank) for rank in range(1, 11)]
    assert rows[0].split()[1] == "\ufffd[2JC1"


@pytest.mark.parametrize(("width", "why"), [(139, "renewal is near"), (140, "renewal is near; price")])
def test_on_a_narrow_screen_one_reason_must_do(width: int, why: str, run: Run) -> None:
    assert f"1 C2 Critical 91% 1,234.50 offer_large {why}" in shown(run, width)


def test_a_run_without_figures_has_no_summary(run: Run) -> None:
    run.record.metrics, run.record.status = None, "running"
    with says(RunError, "Run tuesday has no figures yet: it is running."):
        shown(run)


def test_findings_come_the_gravest_first_and_steer_no_terminal() -> None:
    console = Console(file=io.StringIO(), width=30)
    found = [noticed("a"), noticed("b", "warning", message="x" * 60), noticed("c", "error", message="\x1b[2J")]
    show_findings(console, [*found, noticed("d", "error")])
    assert console.file.getvalue().splitlines() == [
        "error   \ufffd[2J",
        "error   d is odd",
        f"warning {'x' * 60}",
        "info    a is odd",
    ]
