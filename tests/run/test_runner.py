"""The runner: every step once, its output whole in the lake, its cost and findings in the record, or why it ended."""

import errno
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import structlog
from structlog.testing import capture_logs
from support import bakery
from support.bakery import BAKE, GRIND, MODEL, SERVE, BurnReport, bakery_run, open_bakery
from support.mill import noticed
from support.runs import Watched, done
from support.sentences import says

from spanishgas.errors import (
    CheckError,
    ConflictError,
    GateError,
    InputError,
    RunError,
    StopError,
    SupersededError,
)
from spanishgas.lake import Lake
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.run import failure, runner
from spanishgas.run.failure import recorded_failure
from spanishgas.run.models import load_model
from spanishgas.run.reader import Run
from spanishgas.run.record import ErrorRecord
from spanishgas.run.runner import Runner
from spanishgas.run.store import load_record, save_record
from spanishgas.tables.findings import Audited

SPICES = "silver/tuesday/silver_spice.parquet"


@pytest.fixture(autouse=True)
def _bakery(monkeypatch: pytest.MonkeyPatch) -> None:
    structlog.reset_defaults()
    open_bakery(monkeypatch)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return bakery_run(tmp_path)


def carry_out(run: Run, *stages: Stage) -> list[tuple[str, ...]]:
    watcher = Watched()
    for stage in stages:
        Runner(run, watcher).run_stage(stage)
    return watcher.calls


def of_steps(run: Run, *functions: Callable[..., Any], layer: str = "silver", **options: Any) -> Stage:
    """The run gets a pipeline whose second stage are these steps."""
    stage = Stage("bake", tuple(Step(function, **options) for function in functions), layer=layer)
    run.pipeline = Pipeline("bakery", (GRIND, stage), bakery.SOURCES, bakery.BAKERY.settings)
    return stage


def test_every_step_leaves_what_it_makes_and_says_where(run: Run) -> None:
    carry_out(run, GRIND, BAKE, SERVE)
    steps = {step.name: (step.stage, step.kind, step.rows, step.reused) for step in run.record.steps}
    assert list(steps.items()) == [
        ("bronze_flour", ("grind", "table", None, False)),
        ("silver_bread", ("bake", "table", 3, False)),
        ("silver_crumbs", ("bake", "table", 3, False)),
        ("silver_spice", ("bake", "table", 1, False)),
        ("baker", ("serve", "model", None, False)),
        ("burn_report", ("serve", "document", None, False)),
        ("gold_toast", ("serve", "table", 2, False)),
    ]
    keys = {step.name: step.keys for step in run.record.steps}
    crumbs = keys.pop("silver_crumbs")
    assert [key.rsplit("/", 1)[0] for key in crumbs] == ["kept/silver_crumbs"] * 2
    assert keys == {
        "bronze_flour": [],
        "silver_bread": ["silver/tuesday/silver_bread.parquet"],
        "silver_spice": [SPICES],
        "baker": [],
        "burn_report": ["gold/tuesday/burn_report.json"],
        "gold_toast": ["gold/tuesday/gold_toast.parquet"],
    }
    for step in run.record.steps:
        assert step.sha256 == [hashlib.sha256(run.lake.read(key)).hexdigest() for key in step.keys]
    models = {step.name: step.model_id for step in run.record.steps if step.model_id is not None}
    assert models == {"baker": MODEL.model_id}
    assert run.table("gold_toast").rows() == [("fig", 200.0), ("oat", 500.0)]
    assert run.table("silver_crumbs").rows() == [("rye", 5.0), ("oat", 2.5), ("fig", 1.0)]
    assert run.document(BurnReport) == BurnReport(loaves=3, baker=MODEL.model_id)
    assert load_model(run.lake, MODEL.model_id).to_files() == MODEL.to_files()
    assert load_record(run.lake, "tuesday") == run.record
    assert (run.record.status, run.record.error) == ("running", None)


def test_whoever_looks_on_hears_of_every_step(run: Run) -> None:
    names = ("silver_bread", "silver_crumbs", "silver_spice")
    assert carry_out(run, BAKE) == [call for name in names for call in (("started", "bake", name), ("finished", name))]


def test_the_record_is_saved_before_anybody_hears_of_it(run: Run) -> None:
    class Looking(Watched):
        def finished(self, step) -> None:
            self.calls.append((step.name, len(load_record(run.lake, "tuesday").steps)))

    watcher = Looking()
    Runner(run, watcher).run_stage(GRIND)
    Runner(run, watcher).run_stage(BAKE)
    finished = [call for call in watcher.calls if call[0] != "started"]
    assert finished == [("bronze_flour", 1), ("silver_bread", 2), ("silver_crumbs", 3), ("silver_spice", 4)]


def test_a_finished_step_is_not_run_again(run: Run) -> None:
    before = done("silver_spice", keys=[SPICES], rows=9)
    run.record.steps.append(before)
    calls = carry_out(run, BAKE)
    assert calls[-1] == ("finished", "silver_spice")
    assert ("started", "bake", "silver_spice") not in calls
    assert run.record.step("silver_spice") == before
    assert len(run.record.steps) == 3
    assert not run.lake.exists(SPICES)


def test_what_a_step_cost_is_rounded(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([100.0, 101.23456])
    calls: list[str] = []
    monkeypatch.setattr(runner.time, "perf_counter", lambda: next(times))
    monkeypatch.setattr(runner.memory, "reset_peak", lambda: calls.append("reset"))
    monkeypatch.setattr(runner.memory, "peak_mb", lambda: calls.append("peak") or 12.3456)
    carry_out(run, GRIND)
    (step,) = run.record.steps
    assert (step.seconds, step.peak_memory_mb, calls) == (1.235, 12.3, ["reset", "peak"])


def test_every_step_is_an_event(run: Run) -> None:
    with capture_logs() as events:
        carry_out(run, GRIND)
    entries = {"event": "step", "log_level": "info", "run_id": "tuesday"}
    assert events == [{**entries, **run.record.steps[0].model_dump()}]


def test_what_steps_noticed_is_in_the_record_and_what_checks_found_after_it(run: Run) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> Audited:
        grams = pl.when(pl.col("loaf") == "rye").then(None).otherwise("grams")
        return Audited(bronze_flour.with_columns(grams=grams), [noticed("silver_bread")])

    with pytest.raises(InputError):
        carry_out(run, GRIND, of_steps(run, silver_bread))
    assert [(found.table, found.check) for found in run.record.findings] == [
        ("bronze_flour", "odd"),
        ("silver_bread", "odd"),
        ("silver_bread", "null_rate"),
    ]


def doubled(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
    return pl.concat([bronze_flour, bronze_flour])


@pytest.mark.parametrize(
    ("layer", "kind", "status"), [("silver", InputError, "refused"), ("gold", CheckError, "failed")]
)
def test_a_failed_check_stops_after_the_stage_and_says_whose_fault_it_is(
    layer: str, kind: type[Exception], status: str, run: Run
) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        return doubled(bronze_flour)

    stage = of_steps(run, silver_bread, layer=layer)
    stage = Stage(stage.name, (*stage.steps, bakery.SPICE), layer=layer)
    line = "silver_bread: 6 rows share their key (loaf) with another."
    with says(kind, f"The {layer} layer failed 1 quality check:\n  {line}"):
        carry_out(run, stage)
    assert [step.name for step in run.record.steps] == ["silver_bread", "silver_spice"]
    saved = load_record(run.lake, "tuesday")
    assert saved.status == status
    assert saved.error is not None
    assert (saved.error.stage, saved.error.step, saved.error.kind) == ("bake", "silver_spice", kind.__name__)


def test_what_fails_a_check_is_not_kept_for_later_runs(run: Run) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        return doubled(bronze_flour)

    stage = of_steps(run, silver_bread, layer="silver", per_file=True)
    with pytest.raises(InputError, match="4 rows share their key"):
        carry_out(run, stage)
    assert run.lake.list("silver/") == []
    assert run.record.step("silver_bread") is None


def test_warnings_stop_nothing(run: Run) -> None:
    run.record.findings.append(noticed("x", "warning"))
    carry_out(run, BAKE)
    assert run.record.status == "running"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("no flour"), "refused"),
        (SupersededError("other flour"), "superseded"),
        (StopError("enough", 15), "stopped"),
        (GateError("no baker"), "gate_failed"),
        (CheckError("no crust"), "failed"),
        (RunError("no oven"), "failed"),
        (ZeroDivisionError("no idea"), "failed"),
    ],
)
def test_a_run_that_stops_says_where_and_why(error: Exception, status: str, run: Run) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        raise error

    with pytest.raises(type(error)) as raised, capture_logs() as events:
        carry_out(run, GRIND, of_steps(run, silver_bread))
    assert raised.value is error
    saved = load_record(run.lake, "tuesday")
    assert saved == run.record
    assert saved.status == status
    assert saved.finished_at is not None
    assert saved.error == ErrorRecord(stage="bake", step="silver_bread", kind=type(error).__name__, message=str(error))
    assert [step.name for step in saved.steps] == ["bronze_flour"]
    entries = {"run_id": "tuesday", "stage": "bake", "step": "silver_bread", "error": type(error).__name__}
    assert events[-2:] == [
        {"event": "run_stopped", "log_level": "error", **entries},
        {"event": "run_stopped_because", "log_level": "debug", "run_id": "tuesday", "error": str(error)},
    ]


def test_a_refusal_holds_up_only_the_steps_that_need_it_and_all_are_said_at_once(run: Run) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        raise InputError("no flour")

    def silver_spice(silver_bread: pl.LazyFrame) -> pl.LazyFrame:
        pytest.fail("it needs bread")

    def silver_crumbs(bronze_flour: pl.LazyFrame) -> Audited:
        return Audited(bronze_flour, [noticed("silver_crumbs", "error")])

    def gold_toast(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        raise InputError("no oven")

    stage = of_steps(run, silver_bread, silver_spice, silver_crumbs, gold_toast)
    failed = "The silver layer failed 1 quality check:\n  silver_crumbs is odd"
    with says(InputError, f"no flour\nno oven\n{failed}"):
        carry_out(run, GRIND, stage)
    assert [step.name for step in run.record.steps] == ["bronze_flour", "silver_crumbs"]
    assert (run.record.status, run.record.error.step) == ("refused", "silver_bread")


def test_a_record_that_cannot_be_saved_does_not_hide_the_first_error(run: Run, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(failure, "save_record", full)
    with (
        pytest.raises(RunError, match="burnt"),
        capture_logs() as events,
        recorded_failure(run.lake, run.record, "bake", "silver_bread"),
    ):
        raise RunError("burnt")
    assert events[0] == {
        "event": "record_not_saved",
        "log_level": "error",
        "run_id": "tuesday",
        "error": "OSError",
    }
    assert events[1]["event"] == "run_stopped"
    assert run.record.error is not None


def test_whoever_interrupts_has_stopped_the_run(run: Run) -> None:
    with pytest.raises(KeyboardInterrupt), recorded_failure(run.lake, run.record, "bake", "silver_bread"):
        raise KeyboardInterrupt
    saved = load_record(run.lake, "tuesday")
    assert saved.status == "stopped"
    assert saved.error == ErrorRecord(stage="bake", step="silver_bread", kind="KeyboardInterrupt", message="")


def taken_over(run: Run) -> bytes:
    """The run's record once another process has taken the run up, and has got further."""
    save_record(run.lake, run.record)
    other = load_record(run.lake, "tuesday")
    other.steps.append(done("silver_spice"))
    save_record(run.lake, other)
    return run.lake.read("runs/tuesday.json")


def test_a_record_that_another_process_has_taken_over_is_not_touched_by_the_loser(run: Run) -> None:
    before = taken_over(run)
    with pytest.raises(ConflictError, match="Run tuesday was taken up by another process"), capture_logs() as events:
        carry_out(run, GRIND)
    assert run.lake.read("runs/tuesday.json") == before
    assert (run.record.status, run.record.error) == ("running", None)
    assert events == []


def test_whatever_else_ends_the_loser_its_error_comes_through_and_the_record_is_the_others(run: Run) -> None:
    before = taken_over(run)
    with (
        pytest.raises(RunError, match="burnt"),
        capture_logs() as events,
        recorded_failure(run.lake, run.record, "bake", "silver_bread"),
    ):
        raise RunError("burnt")
    assert run.lake.read("runs/tuesday.json") == before
    assert events[0] == {
        "event": "record_not_saved",
        "log_level": "error",
        "run_id": "tuesday",
        "error": "ConflictError",
    }


def test_what_the_loser_was_about_to_do_next_is_not_begun(run: Run) -> None:
    taken_over(run)
    watcher = Watched()
    with pytest.raises(ConflictError):
        Runner(run, watcher).run_stage(BAKE)
    assert watcher.calls == [("started", "bake", "silver_bread")]


WRONG = {"a.csv": "loaf,grams\nrye,500\n", "b.csv": "loaf,grams\nfig,heavy\n"}


@pytest.fixture
def wrong(tmp_path: Path) -> Run:
    return bakery_run(tmp_path, WRONG)


@pytest.mark.parametrize("per_file", [False, True])
def test_a_value_that_cannot_be_read_is_explained_by_the_view(per_file: bool, wrong: Run) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        return bronze_flour

    with says(InputError, "consumption_hourly_b.csv: heavy is no weight on the local clock") as _:
        carry_out(wrong, GRIND, of_steps(wrong, silver_bread, per_file=per_file))
    assert wrong.record.status == "refused"
    assert isinstance(wrong.record.error, ErrorRecord)
    assert wrong.record.error.kind == "InputError"


def test_a_view_is_asked_whatever_the_step_reads_before_it(wrong: Run) -> None:
    def silver_bread(raw_salt: object, bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        return bronze_flour

    with pytest.raises(InputError, match="heavy is no weight"):
        carry_out(wrong, GRIND, of_steps(wrong, silver_bread))


def bronze_dough(bronze_flour: pl.LazyFrame, water: object = None) -> pl.LazyFrame:
    return bronze_flour


def through_views(run: Run, *functions: Callable[..., Any]) -> Stage:
    stage = Stage("bake", (Step(bronze_dough, stored=False), *map(Step, functions)), layer="silver")
    run.pipeline = Pipeline("bakery", (GRIND, stage), bakery.SOURCES, bakery.BAKERY.settings)
    return stage


def test_a_view_is_asked_through_another_view(wrong: Run) -> None:
    def silver_bread(bronze_dough: pl.LazyFrame, raw_salt: object, butter: object = None) -> pl.LazyFrame:
        return bronze_dough

    with pytest.raises(InputError, match="heavy is no weight") as explained:
        carry_out(wrong, GRIND, through_views(wrong, silver_bread))
    assert isinstance(explained.value.__cause__, pl.exceptions.PolarsError)


def test_a_table_that_is_stored_was_read_before_and_is_not_asked(wrong: Run) -> None:
    def silver_bread(raw_salt: Any) -> pl.LazyFrame:
        return raw_salt.frame.select("loaf", grams=pl.lit(1.0))

    def silver_crumbs(silver_bread: pl.LazyFrame) -> pl.LazyFrame:
        return silver_bread.select("loaf", grams=pl.col("loaf").cast(pl.Float64))

    with pytest.raises(pl.exceptions.InvalidOperationError):
        carry_out(wrong, through_views(wrong, silver_bread, silver_crumbs))


def test_a_scan_that_nobody_can_explain_fails_as_it_did(run: Run) -> None:
    def silver_bread(bronze_dough: pl.LazyFrame) -> pl.LazyFrame:
        return bronze_dough.select("loaf", grams=pl.col("loaf").cast(pl.Float64))

    with pytest.raises(pl.exceptions.InvalidOperationError):
        carry_out(run, GRIND, through_views(run, silver_bread))
    assert run.record.status == "failed"


def failing(error: Exception) -> Callable[..., Any]:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        raise error

    return silver_bread


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_full_disk_is_no_matter_of_a_files_content(number: int, wrong: Run) -> None:
    error = OSError(number, os.strerror(number))
    with pytest.raises(OSError, match="Errno") as raised:
        carry_out(wrong, GRIND, of_steps(wrong, failing(error)))
    assert raised.value is error


def test_an_error_of_reading_without_a_number_is_one_of_content(wrong: Run) -> None:
    with pytest.raises(InputError, match="heavy is no weight"):
        carry_out(wrong, GRIND, of_steps(wrong, failing(OSError("corrupt deflate stream"))))


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), GateError("x"), ValueError("x")])
def test_another_error_is_nobodys_to_explain(error: Exception, wrong: Run) -> None:
    with pytest.raises(type(error), match="x"):
        carry_out(wrong, GRIND, of_steps(wrong, failing(error)))


def test_files_computed_before_are_taken_again_and_said_so(run: Run, tmp_path_factory) -> None:
    carry_out(run, GRIND, BAKE)
    first = run.record.step("silver_crumbs")
    again = Run(run.lake, run.record.model_copy(deep=True, update={"steps": [], "findings": []}))
    carry_out(again, GRIND, BAKE)
    second = again.record.step("silver_crumbs")
    assert first is not None
    assert second is not None
    assert (second.keys, second.rows, second.reused) == (first.keys, 3, True)
    Path(run.lake.uri(first.keys[1])).unlink()
    third = anew(again)
    carry_out(third, GRIND, BAKE)
    step = third.record.step("silver_crumbs")
    assert step is not None
    assert (step.keys, step.rows, step.reused) == (first.keys, 3, False)


def anew(run: Run) -> Run:
    """The same run with nothing done yet."""
    return Run(run.lake, run.record.model_copy(deep=True, update={"steps": [], "findings": []}))


def flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])


def of_another_digest(path: Path) -> None:
    """As if it were the result of the other file."""
    other = next(file for file in path.parent.iterdir() if file != path)
    sealed = path.name.partition("-")[2]
    path.rename(path.with_name(f"{other.name.partition('-')[0]}-{sealed}"))
    other.unlink()


@pytest.mark.parametrize("damage", [flip, lambda path: os.truncate(path, 100), of_another_digest])
def test_a_kept_result_that_was_damaged_is_computed_anew(damage: Callable[[Path], None], run: Run) -> None:
    carry_out(run, GRIND, BAKE)
    first = run.record.step("silver_crumbs")
    assert first is not None
    whole = {key: run.lake.read(key) for key in first.keys}
    damage(Path(run.lake.uri(first.keys[0])))
    again = anew(run)
    carry_out(again, GRIND, BAKE)
    step = again.record.step("silver_crumbs")
    assert step is not None
    assert (step.keys, step.rows, step.reused) == (first.keys, 3, False)
    assert {item.key: run.lake.read(item.key) for item in run.lake.list("kept/")} == whole


def test_a_table_whose_check_fails_is_there_for_whoever_looks_for_the_cause(run: Run) -> None:
    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        return doubled(bronze_flour)

    with pytest.raises(InputError):
        carry_out(run, of_steps(run, silver_bread))
    assert Run(Lake(run.lake.root), run.record).table("silver_bread").height == 6


@pytest.mark.parametrize("per_file", [True, False])
def test_of_a_file_that_is_replaced_while_it_is_read_nothing_is_kept(per_file: bool, run: Run) -> None:
    key = run.record.inputs[1].key

    def silver_bread(bronze_flour: pl.LazyFrame) -> pl.LazyFrame:
        run.lake.write(key, b"loaf,grams\nfig,999\n")  # as long as before
        return bronze_flour

    with says(
        SupersededError,
        f"{key} was replaced while run tuesday was at work on it. Nothing was published; start a new run when the feed "
        "is done writing.",
    ):
        carry_out(run, GRIND, of_steps(run, silver_bread, per_file=per_file))
    assert run.lake.list("silver/") == []
    assert [run.lake.scan(item.key).collect()["loaf"].to_list() for item in run.lake.list("kept/")] == (
        [["rye", "oat"]] if per_file else []  # the first file was as its record says
    )
    assert load_record(run.lake, "tuesday").status == "superseded"
    assert run.record.step("silver_bread") is None


def test_a_file_that_is_replaced_between_two_stages_ends_the_run(run: Run) -> None:
    carry_out(run, GRIND)
    key = run.record.inputs[0].key
    run.lake.write(key, b"loaf,grams\nrye,501\noat,250\n")
    with says(SupersededError, f"{key} has changed since run tuesday started. Start a new run instead."):
        carry_out(run, BAKE)
    saved = load_record(run.lake, "tuesday")
    assert (saved.status, saved.error and saved.error.kind) == ("superseded", "SupersededError")
    assert [step.name for step in saved.steps] == ["bronze_flour"]
    assert run.lake.list("kept/") + run.lake.list("silver/") == []


def test_a_file_that_is_touched_between_two_stages_is_the_same_file(run: Run) -> None:
    carry_out(run, GRIND)
    os.utime(run.lake.uri(run.record.inputs[0].key), ns=(0, 0))
    carry_out(run, BAKE)
    assert run.table("silver_crumbs").rows() == [("rye", 5.0), ("oat", 2.5), ("fig", 1.0)]
    saved = load_record(run.lake, "tuesday")
    assert saved.inputs[0].tag == run.lake.tag(saved.inputs[0].key)


@pytest.mark.parametrize("error", [RunError("no network"), StopError("enough", 15), KeyboardInterrupt()])
def test_whatever_comes_after_the_publication_makes_it_no_failure(error: BaseException, run: Run) -> None:
    run.record.finish("published")
    save_record(run.lake, run.record)
    before = run.lake.read("runs/tuesday.json")
    with pytest.raises(type(error)), recorded_failure(run.lake, run.record, "publish", "publish"):
        raise error
    assert run.lake.read("runs/tuesday.json") == before
    assert (run.record.status, run.record.error) == ("published", None)
