"""The history of a lake on the screen."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from support.runs import STARTED, done, run_record

from spanishgas.cli.history import runs_table, show_history
from spanishgas.cli.terminal import Terminal
from spanishgas.lake import Lake
from spanishgas.run.pointers import CHAMPION, Current
from spanishgas.run.record import RECORD_VERSION, Champion, ErrorRecord, Metrics, TrainingMetrics
from spanishgas.run.store import CURRENT, save_record, write_document

LONG = "20250106T060000Z-0a1b2c3d"

TRAINING = TrainingMetrics(
    pr_auc=0.81449, roc_auc=0.9, passed_gate=True, promoted=True, reasons=(), features_without_values=()
)
METRICS = Metrics(
    customers=3,
    expected_monthly_loss_eur=12345.6,
    risk_tiers={},
    actions={},
    columns_compared=0,
    columns_drifted=0,
    findings={},
    training=TRAINING,
)


def shown(*records, current: str | None = None, colour: bool = False) -> list[str]:
    colours = {"force_terminal": True, "color_system": "standard"} if colour else {}
    console = Console(file=io.StringIO(), width=160, **colours)
    console.print(runs_table(list(records), current))
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_a_run_is_a_line_in_the_order_given() -> None:
    untold = METRICS.model_copy(update={"training": TRAINING.model_copy(update={"pr_auc": None})})
    scored = METRICS.model_copy(update={"training": None})
    steps = [done("a", seconds=1.25), done("b", seconds=2.0)]
    error = ErrorRecord(stage="bronze", step="bronze_prices", kind="InputError", message="row 3 is\x1b[2J wrong")
    assert shown(
        run_record("d", status="refused", error=error, started_at=STARTED),
        run_record("c", mode="score", metrics=scored, status="published"),
        run_record("b", metrics=untold),
        run_record("a", metrics=METRICS, steps=steps, status="published"),
        current="a",
    ) == [
        "Run Mode As of Status Seconds Size Risk EUR/month PR-AUC Where it stopped",
        "d train 2024-12-31 refused 0.0 0 B bronze_prices: row 3 is�[2J wrong",
        "c score 2024-12-31 published 0.0 0 B 12,346",
        "b train 2024-12-31 running 0.0 0 B 12,346",
        "* a train 2024-12-31 published 3.2 0 B 12,346 0.814",
    ]


def test_the_published_run_is_marked() -> None:
    lines = shown(run_record("b"), run_record("a"), current="a", colour=True)
    assert "\x1b[1;32ma" in lines[2]
    assert "\x1b" not in lines[1]
    assert shown(run_record("b"), run_record("a"), current="a")[1:] == [
        "b train 2024-12-31 running 0.0 0 B",
        "* a train 2024-12-31 running 0.0 0 B",
    ]


@pytest.fixture
def history(tmp_path: Path) -> Lake:
    """A run of a name as long as they get, which is published with an earlier champion, and one that failed."""
    lake = Lake(tmp_path)
    error = ErrorRecord(stage="bronze", step="bronze_prices", kind="InputError", message=f"row 3 {'is wrong ' * 30}")
    records = [
        run_record(LONG, record_version=RECORD_VERSION, metrics=METRICS, status="published"),
        run_record("a", record_version=RECORD_VERSION, error=error, status="gate_failed"),
    ]
    for record in records:
        save_record(lake, record)
    day = records[0].as_of
    write_document(
        lake, CURRENT, Current(run_id=LONG, mode="train", as_of=day, model_id="E5-1", tables={}, documents={})
    )
    write_document(lake, CHAMPION, Champion(model_id="E5-1", run_id="before", threshold=0.5))
    return lake


def lines_of(lake: Lake, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    show_history(console, lake)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_on_a_narrow_screen_nothing_is_cut_and_what_counts_is_said_in_words(history: Lake) -> None:
    assert lines_of(history, 80)[:-1] == [
        "  Run                       Mode  As of      Status      Risk EUR/month PR-AUC",
        "  a                         train 2024-12-31 gate_failed",
        f"* {LONG} train 2024-12-31 published   12,346         0.814",
        f"* is published: {LONG}, as of 2024-12-31.",
        "The champion is E5-1, of run before.",
        f"a stopped at bronze_prices: row 3 {'is wrong ' * 30}".rstrip(),
        "2 runs: 1 published, 1 without a result, 0 at work.",
    ]


def test_where_nothing_shows_the_lines_they_are_whole(history: Lake) -> None:
    pipe = Terminal(file=io.StringIO(), _environ={})
    show_history(pipe, history)
    said = pipe.file.getvalue()
    assert f"bronze_prices: row 3 {'is wrong ' * 30}".rstrip() in said
    assert "…" not in said


def test_a_long_reason_is_cut_not_wrapped() -> None:
    error = ErrorRecord(stage="s", step="step", kind="k", message="word " * 100)
    lines = shown(run_record("a", error=error))
    assert len(lines) == 2
    assert lines[1].endswith("…")
