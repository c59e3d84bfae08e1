"""The one reader: tables, documents and models of a run, what a step gets, and which run is published."""

from pathlib import Path
from unittest.mock import ANY

import polars as pl
import pytest
from support import bakery
from support.bakery import BREAD, FLOUR, MODEL, SPICE, BurnReport, bakery_run, open_bakery
from support.gold_rows import small_model
from support.mill import noticed
from support.rules import (
    COLUMNS,
    EXPERIMENTS,
    FEATURE_SOURCES,
    INTENTS,
    LEVERS,
    LEXICON,
    NAMES,
    POLICY,
    READING_RULES,
    REASON_FAMILIES,
    RESPONSES,
    SERVICE_WORDS,
    STAY_RULES,
    TARIFF_PERIODS,
)
from support.runs import DAY, STARTED, add_raw, done, point, run_record
from support.sentences import says

from spanishgas.bronze.raw_table import RawTable
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.model.artefact import Model
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.pipelines import PIPELINES
from spanishgas.run import reader
from spanishgas.run.models import store_model
from spanishgas.run.pointers import Current
from spanishgas.run.reader import Run, open_run, published_run, published_runs
from spanishgas.run.record import ErrorRecord
from spanishgas.run.store import save_record, write_document
from spanishgas.tables.findings import Audited

BREADS = pl.DataFrame({"loaf": ["fig", "oat", "rye"], "grams": [1.0, 2.0, 3.0]})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    open_bakery(monkeypatch)
    return bakery_run(tmp_path)


def stored(run: Run, name: str, *frames: pl.DataFrame) -> None:
    keys = [f"silver/tuesday/{name}-{number}.parquet" for number in range(len(frames))]
    for key, frame in zip(keys, frames, strict=True):
        run.lake.write_table(key, frame)
    run.record.steps.append(done(name, keys=keys))


def test_a_run_is_of_the_pipeline_of_its_mode(tmp_path: Path) -> None:
    for mode in ("train", "score"):
        run = Run(Lake(tmp_path), run_record(mode=mode))
        assert run.pipeline is PIPELINES[mode]
        assert run.source is run.lake


def test_every_setting_comes_from_the_record_or_from_a_rule_book(tmp_path: Path) -> None:
    record = run_record()
    assert Run(Lake(tmp_path), record).values == {
        **dict(record.settings),
        "as_of": DAY,
        "listed_as_of": DAY,
        "files_as_of": DAY,
        "policy": POLICY,
        "columns": COLUMNS,
        "tariff_periods": TARIFF_PERIODS,
        "names": NAMES,
        "intents": INTENTS,
        "lexicon": LEXICON,
        "service_words": SERVICE_WORDS,
        "text_reader": ANY,
        "experiments": EXPERIMENTS,
        "reason_families": REASON_FAMILIES,
        "levers": LEVERS,
        "responses": RESPONSES,
        "stay_rules": STAY_RULES,
        "feature_sources": FEATURE_SOURCES,
        "reading_rules": READING_RULES,
    }


def test_a_function_gets_the_settings_that_it_asks_for(run: Run) -> None:
    def bake(flour: object, *, seed: int, as_of: object) -> None: ...

    assert run.settings(bake) == {"seed": 42, "as_of": DAY}
    assert run.settings(bakery.baker) == {}


def test_tables_are_named_in_order_and_views_documents_and_models_are_none(run: Run) -> None:
    assert run.table_names() == ["quality_findings"]
    run.record.steps += [
        done("silver_spice", keys=["k"]),
        done("gold_toast", keys=["k", "l"]),
        done("bronze_flour"),
        done("burn_report", kind="document", keys=["k"]),
        done("baker", kind="model", model_id="E1-1"),
    ]
    assert run.table_names() == ["gold_toast", "quality_findings", "silver_spice"]
    run.record.steps.append(done("quality_findings", keys=["k"]))
    assert run.table_names() == ["gold_toast", "quality_findings", "silver_spice"]


def test_a_table_comes_whole_whether_in_one_part_or_several(run: Run) -> None:
    stored(run, "silver_bread", BREADS)
    stored(run, "silver_crumbs", BREADS.tail(1), BREADS.head(1))
    assert run.table("silver_bread").equals(BREADS)
    assert isinstance(run.scan("silver_bread"), pl.LazyFrame)
    assert run.table("silver_crumbs")["loaf"].to_list() == ["rye", "fig"]


@pytest.mark.parametrize("name", ["silver_bread", "burn_report", "baker", "nonsense"])
def test_a_table_that_the_run_has_not_is_said_with_those_it_has(name: str, run: Run) -> None:
    run.record.steps += [
        done("silver_spice", keys=["k"]),
        done("burn_report", kind="document", keys=["k"]),
        done("baker", kind="model", model_id="E1-1"),
    ]
    with says(RunError, f"Run tuesday has no table {name!r}. It has: quality_findings, silver_spice."):
        run.table(name)


def test_findings_are_a_table_before_they_are_stored_and_afterwards(run: Run) -> None:
    run.record.findings += [noticed("b"), noticed("a", "error"), noticed("a", "warning")]
    assert [(row["table"], row["severity"]) for row in run.table("quality_findings").to_dicts()] == [
        ("a", "error"),
        ("a", "warning"),
        ("b", "info"),
    ]
    stored(run, "quality_findings", BREADS)
    assert run.table("quality_findings").equals(BREADS)


def test_a_view_is_computed_where_it_is_read(run: Run) -> None:
    with pytest.raises(RunError, match="has no table 'bronze_flour'"):
        run.table("bronze_flour")
    run.record.steps.append(done("bronze_flour"))
    assert run.table("bronze_flour").rows() == [("rye", 500.0), ("oat", 250.0), ("fig", 100.0)]


def test_a_view_is_of_its_own_files_or_of_those_given(run: Run) -> None:
    whole = run.view(FLOUR)
    assert (whole.table.collect().height, whole.findings) == (3, [noticed("bronze_flour", layer="bronze")])
    given = RawTable("x", pl.LazyFrame({"loaf": ["bun"], "grams": ["7"]}))
    assert run.view(FLOUR, [given]).table.collect().rows() == [("bun", 7.0)]
    made = run.view(BREAD, BREADS.lazy())
    assert isinstance(made, Audited)
    assert made.findings == []
    assert made.table.collect()["grams"].to_list() == [2.0, 4.0, 6.0]


def test_a_document_comes_typed(run: Run) -> None:
    report = BurnReport(loaves=3, baker="E1-1")
    write_document(run.lake, "gold/tuesday/burn_report.json", report)
    run.record.steps.append(done("burn_report", kind="document", keys=["gold/tuesday/burn_report.json"]))
    assert run.document(BurnReport) == report


def test_a_document_that_the_run_has_not_is_said(run: Run) -> None:
    with says(RunError, "Run tuesday has no document BurnReport."):
        run.document(BurnReport)
    run.record.steps.append(done("burn_report", keys=["gold/tuesday/burn_report.json"]))
    with says(RunError, "Run tuesday has no document BurnReport."):
        run.document(BurnReport)


def test_the_model_is_the_one_that_scored_or_the_one_asked_for(run: Run) -> None:
    other = small_model(300, 2, "E1")
    for model in (MODEL, other):
        store_model(run.lake, model)
    run.record.steps += [
        done("apprentice", kind="model", model_id=other.model_id),
        done("baker", kind="model", model_id=MODEL.model_id),
    ]
    assert run.model().model_id == MODEL.model_id
    assert run.model("apprentice").model_id == other.model_id


def test_a_step_gets_the_model_that_it_names_not_the_one_that_scored(run: Run) -> None:
    def apprentice(champion: Model | None) -> Model: ...

    def gold_toast(apprentice: Model) -> pl.LazyFrame: ...

    steps = (Step(apprentice), bakery.BAKER, Step(gold_toast))
    run.pipeline = Pipeline("bakery", (Stage("serve", steps, layer="gold"),), bakery.SOURCES, frozenset())
    other = small_model(300, 2, "E1")
    for model in (MODEL, other):
        store_model(run.lake, model)
    run.record.steps += [
        done("apprentice", kind="model", model_id=other.model_id),
        done("baker", kind="model", model_id=MODEL.model_id),
    ]
    assert [model.model_id for model in run.inputs(steps[2])] == [other.model_id]


def test_a_model_that_the_run_has_not_is_said(run: Run) -> None:
    with says(RunError, "Run tuesday has no model 'baker'."):
        run.model()
    run.record.steps.append(done("silver_bread", keys=["k"]))
    with says(RunError, "Run tuesday has no model 'silver_bread'."):
        run.model("silver_bread")


def test_a_step_gets_what_its_parameters_name_in_their_order(run: Run) -> None:
    (files,) = run.inputs(FLOUR)
    assert [(raw.file, raw.first_line) for raw in files] == [
        ("consumption_hourly_a.csv", 2),
        ("consumption_hourly_b.csv", 2),
    ]
    salt, herbs, butter = run.inputs(SPICE)
    assert salt.file == "price_history.csv"
    assert salt.frame.collect().rows() == [("rye", "1")]
    assert (herbs, butter) == (None, None)


def test_an_optional_file_that_is_there_is_given(run: Run) -> None:
    run.record.inputs.append(add_raw(run.lake, "bronze_labels", "churn_label.csv", "a,b\n1,2\n"))
    assert run.inputs(SPICE)[1].file == "churn_label.csv"


def test_a_step_gets_tables_views_documents_and_models(run: Run) -> None:
    stored(run, "silver_bread", BREADS)
    store_model(run.lake, MODEL)
    write_document(run.lake, "r.json", BurnReport(loaves=3, baker="x"))
    run.record.steps += [
        done("baker", kind="model", model_id=MODEL.model_id),
        done("burn_report", kind="document", keys=["r.json"]),
    ]
    (flour,) = run.inputs(BREAD)
    assert flour.collect().height == 3
    bread, baker = run.inputs(bakery.REPORT)
    assert bread.collect().equals(BREADS)
    assert baker.model_id == MODEL.model_id
    assert run.inputs(bakery.TOAST)[1] == BurnReport(loaves=3, baker="x")


@pytest.mark.parametrize(("step", "missing"), [(bakery.REPORT, "silver_bread"), (bakery.TOAST, "silver_bread")])
def test_a_stage_before_its_turn_is_refused(step, missing: str, run: Run) -> None:
    with says(RunError, f"{missing} is not there yet: run the stages in order."):
        run.inputs(step)


def test_models_and_documents_before_their_turn_are_refused(run: Run) -> None:
    stored(run, "silver_bread", BREADS)
    with says(RunError, "baker is not there yet: run the stages in order."):
        run.inputs(bakery.REPORT)
    with says(RunError, "burn_report is not there yet: run the stages in order."):
        run.inputs(bakery.TOAST)


def test_the_champion_is_the_one_from_before_the_run(run: Run) -> None:
    assert run.inputs(bakery.BAKER) == [None]
    store_model(run.lake, MODEL)
    run.record.champion_before = MODEL.model_id
    assert [model.model_id for model in run.inputs(bakery.BAKER)] == [MODEL.model_id]


def test_a_raw_file_is_opened_once(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, really = [], reader.open_raw
    monkeypatch.setattr(reader, "open_raw", lambda *given: opened.append(given[1].key) or really(*given))
    for _ in range(2):
        run.inputs(FLOUR)
        run.raw(FLOUR)
        run.inputs(SPICE)
    assert opened == [
        "raw/consumption_hourly_a.csv",
        "raw/consumption_hourly_b.csv",
        "raw/price_history.csv",
    ]


def test_the_raw_files_of_a_step_are_those_of_its_datasets(run: Run) -> None:
    run.record.inputs.insert(0, add_raw(run.lake, "bronze_labels", "churn_label.csv", "a,b\n1,2\n"))
    assert [item.key for item in run.raw_inputs(SPICE)] == ["raw/churn_label.csv", "raw/price_history.csv"]
    assert [raw.file for raw in run.raw(SPICE)] == ["churn_label.csv", "price_history.csv"]
    assert run.raw_inputs(BREAD) == []


def test_raw_files_and_models_may_be_of_another_lake_than_the_tables(run: Run, tmp_path: Path) -> None:
    store_model(run.lake, MODEL)
    run.record.champion_before = MODEL.model_id
    run.record.steps.append(done("baker", kind="model", model_id=MODEL.model_id))
    (tmp_path / "scratch").mkdir()
    check = Run(Lake(tmp_path / "scratch"), run.record, source=run.lake)
    assert check.inputs(SPICE)[0].frame.collect().height == 1
    assert check.inputs(bakery.BAKER)[0].model_id == MODEL.model_id
    assert check.model().model_id == MODEL.model_id
    check.lake.write_table("k", BREADS)
    check.record.steps.append(done("silver_bread", keys=["k"]))
    assert check.table("silver_bread").height == 3


def test_where_no_run_was_published_it_is_said_how_the_last_one_ended(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    error = ErrorRecord(stage="evaluate", step="scoring_model", kind="GateError", message="No model may score.")
    save_record(lake, run_record("monday", status="gate_failed", error=error))
    after = f"\nAll of them: spanishgas runs --lake {lake}"
    with says(
        RunError,
        f"Nothing is published in {lake} yet. Its last run, monday, is gate_failed: No model may score.{after}",
    ):
        published_run(lake)
    save_record(lake, run_record("tuesday", status="stopped"))
    with says(RunError, f"Nothing is published in {lake} yet. Its last run, tuesday, is stopped.{after}"):
        published_run(lake)


def test_a_run_is_opened_by_its_name_or_is_the_published_one(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    sentence = f"Nothing is published in {lake} yet. Start with: spanishgas run --lake {lake}"
    for wrong in (lambda: open_run(lake), lambda: published_run(lake)):
        with says(RunError, sentence):
            wrong()
    for name in ("monday", "tuesday"):
        save_record(lake, run_record(name))
    point(lake, Current(run_id="monday", mode="train", as_of=DAY, model_id="E1-1", tables={}, documents={}))
    assert [run.record.run_id for run in (open_run(lake), published_run(lake), open_run(lake, "tuesday"))] == [
        "monday",
        "monday",
        "tuesday",
    ]
    assert (open_run(lake).lake, open_run(lake, "tuesday").lake) == (lake, lake)
    with pytest.raises(RunError, match="There is no run friday"):
        open_run(lake, "friday")


def test_the_history_is_what_was_published_the_latest_first(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for day, status in enumerate(["published", "failed", "published", "running", "refused", "gate_failed"], start=1):
        save_record(lake, run_record(f"day-{day}", status=status, started_at=STARTED.replace(day=day)))
    assert [run.record.run_id for run in published_runs(lake)] == ["day-3", "day-1"]
    assert all(run.lake is lake for run in published_runs(lake))
