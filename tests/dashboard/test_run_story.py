"""What is told of runs: rows and sentences from records alone."""

import os
import socket

import pytest
from support.runs import STARTED, done, run_record

from spanishgas.dashboard import run_story
from spanishgas.dashboard.language import speak
from spanishgas.pipelines import PIPELINES
from spanishgas.run.process import ProcessRecord
from spanishgas.run.raw_presence import DatasetFiles
from spanishgas.run.record import ErrorRecord, InputRecord, Metrics, RefusedPlan, RunRecord, StepRecord
from spanishgas.settings import RunSettings

GONE = ProcessRecord(host=socket.gethostname(), pid=os.getpid(), began="never")
METRICS = Metrics(
    customers=1_000, expected_monthly_loss_eur=1.0, risk_tiers={"Low": 900, "Medium": 70, "High": 30}, actions={},
    columns_compared=0, columns_drifted=0, findings={}, training=None,
)  # fmt: skip


def at(stage: str, name: str, seconds: float, **changes) -> StepRecord:
    return done(name, stage=stage, seconds=seconds, keys=["k"], **changes)


def failed(status: str, **changes) -> RunRecord:
    return run_record(status=status, **changes)


def test_a_run_is_a_row_with_its_state_in_words() -> None:
    steps = [at("bronze", "bronze_costs", 61.0), at("silver", "silver_costs", 3.4)]
    runs = [
        run_record("b", mode="score", status="published", metrics=METRICS, steps=steps),
        run_record("a", process=GONE),
    ]
    assert run_story.list_table(runs, "b").rows() == [
        (
            "7 Jan 2025, 09:00",
            "published, shown to readers",
            "Scoring",
            "31 Dec 2024",
            "1\xa0min\xa04\xa0s",
            "1,000",
            "100",
            "b",
        ),
        ("7 Jan 2025, 09:00", "its process is gone", "Training", "31 Dec 2024", "0.0\xa0s", "–", "–", "a"),
    ]


def test_the_cards_of_a_run_sum_up_its_steps() -> None:
    steps = [at("bronze", "a", 1.0, rows=3, peak_memory_mb=7.2), at("silver", "b", 2.0, rows=1_000, peak_memory_mb=9.8)]
    inputs = [InputRecord(dataset="bronze_costs", key="raw/costs.csv", size=2_500, fingerprint="x")]
    assert run_story.cards(run_record(steps=steps, inputs=inputs)) == [
        ("Duration", "3.0\xa0s"),
        ("Rows made", "1,003"),
        ("Peak memory", "10\xa0MB"),
        ("Files that it read", "2.5\xa0kB"),
    ]


def test_progress_says_how_many_steps_are_done_and_which_is_next() -> None:
    first, second, *others = [step.name for step in PIPELINES["score"].steps()]
    share, said = run_story.progress(run_record(mode="score", steps=[done(first)]))
    assert said == f"1 of {len(others) + 2} steps are done; at work on {second}."
    assert share == pytest.approx(1 / (len(others) + 2))
    everything = [done(step.name) for step in PIPELINES["score"].steps()]
    assert run_story.progress(run_record(mode="score", steps=everything))[1].endswith("at work on publish.")


@pytest.mark.parametrize(
    ("status", "begins", "typed"),
    [
        ("refused", "Mend the files", "spanishgas check --mode train --lake lake"),
        ("superseded", "A raw file was replaced", "spanishgas run --mode train --lake lake"),
        ("gate_failed", "No model was good enough", "spanishgas run --mode train --lake lake"),
        ("stopped", "Go on where it stopped", "spanishgas run --resume tuesday --lake lake"),
        ("failed", "Go on where it stopped", "spanishgas run --resume tuesday --lake lake"),
    ],
)
def test_a_run_without_a_result_says_what_to_do(status: str, begins: str, typed: str) -> None:
    said, command = run_story.advice(failed(status), "lake")
    assert said.startswith(begins)
    assert command == typed
    assert run_story.has_no_result(failed(status))


def test_where_a_run_stopped_is_a_sentence_and_so_is_that_nobody_knows() -> None:
    error = ErrorRecord(stage="silver", step="silver_prices", kind="InputError", message="row 3 is wrong")
    speak("es")
    assert (
        run_story.stopped_at(failed("refused", error=error)) == "Se detuvo en la etapa Plata, en el paso silver_prices."
    )
    speak("en")
    assert run_story.stopped_at(run_record(process=GONE)).startswith("Its process ended without a word")


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        ("InputError", "en", "The input was refused."),
        ("InputError", "es", "Se rechazaron los datos de entrada."),
        ("ZeroDivisionError", "es", "El programa falló de forma imprevista (ZeroDivisionError)."),
    ],
)
def test_the_kind_of_a_failure_is_a_sentence(kind: str, language: str, said: str) -> None:
    speak(language)
    assert run_story.failure(ErrorRecord(stage="silver", step="silver_prices", kind=kind, message="row 3")) == said


def test_steps_that_took_long_have_a_bar_and_the_others_share_one() -> None:
    small = [at("silver", name, 0.1) for name in ("a", "b")]
    record = run_record(steps=[at("bronze", "x", 60.0, rows=5), *small, at("silver", "y", 40.0), at("gold", "z", 0.1)])
    lines = run_story.step_lines(record).select("line", "seconds", "made").rows()
    assert lines == [
        ("Bronze\n", None, "–"),
        ("Bronze\nx", 60.0, "5"),
        ("Silver\n", None, "–"),
        ("Silver\ny", 40.0, "–"),
        ("Silver\n2 other steps", pytest.approx(0.2), "–"),
        ("Gold\n", None, "–"),
        ("Gold\nz", 0.1, "–"),
    ]


def test_a_run_without_steps_has_an_empty_picture() -> None:
    assert run_story.step_lines(run_record()).rows() == []


def test_every_step_is_in_the_table_and_a_view_is_said_to_be_one() -> None:
    view, kept = done("bronze_readings", stage="bronze"), at("silver", "silver_meter_sums", 0.0, rows=2, reused=True)
    assert run_story.steps_table(run_record(steps=[view, kept])).rows() == [
        ("Bronze", "bronze_readings", "view, not stored", "0.5\xa0s", "–", "1\xa0MB"),
        ("Silver", "silver_meter_sums", "table", "kept from before", "2", "1\xa0MB"),
    ]


def test_inputs_have_their_sizes_and_a_sum() -> None:
    inputs = [InputRecord(dataset="bronze_costs", key=f"raw/{n}", size=n, fingerprint="x") for n in (999, 1_001)]
    assert run_story.inputs_table(run_record(inputs=inputs)).rows() == [
        ("999", "999\xa0B", "bronze_costs"),
        ("1001", "1.0\xa0kB", "bronze_costs"),
        ("Together", "2.0\xa0kB", ""),
    ]


def present(*sizes: tuple[int, ...]) -> list[DatasetFiles]:
    """Of customers, labels (which a scoring does without) and readings."""
    named = (("customer_attributes", False), ("churn_label", True), ("consumption_hourly", False))
    return [DatasetFiles(name, is_optional, of) for (name, is_optional), of in zip(named, sizes, strict=True)]


def test_files_that_are_waited_for_stand_first() -> None:
    assert run_story.files_table(present((10,), (), ())).rows() == [
        ("consumption_hourly", "waited for", "0", "–"),
        ("churn_label", "waited for by a training; a scoring does without", "0", "–"),
        ("customer_attributes", "is there", "1", "10\xa0B"),
    ]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (present((1,), (1,), (1, 2)), "All files are there: a training or a scoring can start."),
        (present((1,), (), (1,)), "A scoring can start. A training waits for labels."),
        (present((), (), ()), "A run waits for: customer_attributes, consumption_hourly."),
    ],
)
def test_one_sentence_says_whether_a_run_can_start(there: list[DatasetFiles], said: str) -> None:
    assert run_story.waiting_for(there) == said


def test_findings_are_counted_by_severity() -> None:
    assert run_story.counted(["info", "warning", "info"]) == "0 errors · 1 warning · 2 notes"


def test_a_plan_that_was_refused_is_told_with_what_is_known_of_it() -> None:
    why = ErrorRecord(stage="plan", step="plan", kind="GateError", message="no")
    told = {"mode": "score", "started_at": STARTED, "finished_at": STARTED, "code_version": "1"}
    plan = RefusedPlan(run_id="a", status="failed", as_of=None, settings=RunSettings(), error=why, **told)
    assert run_story.list_table([plan], None).rows() == [
        ("7 Jan 2025, 09:00", "failed", "Scoring", "–", "0.0\xa0s", "–", "–", "a")
    ]
    assert run_story.title(plan) == "7 Jan 2025, 09:00 · Scoring · failed"
    assert run_story.headline(plan) == "failed · Scoring · started on 7 Jan 2025, 09:00 UTC · a"
    assert run_story.stopped_at(plan) == "It was not begun, because its plan was refused."
    assert run_story.advice(plan, "lake") == ("Start a new run:", "spanishgas run --mode score --lake lake")
