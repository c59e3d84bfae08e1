"""Runs the stages of a pipeline on one machine: reads what a step asks for, writes what it makes, keeps the record."""

import hashlib
import json
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Protocol

import polars as pl
import structlog

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import explain_unreadable
from spanishgas.errors import GateError, InputError, RunError, SpanishGasError
from spanishgas.lake import Lake
from spanishgas.model.artefact import Model
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.pipelines import PIPELINES
from spanishgas.policy import Policy
from spanishgas.run import memory
from spanishgas.run.raw_files import READINGS, RawFile, open_readings, open_table
from spanishgas.run.record import ErrorRecord, RunRecord, StepRecord, save_record
from spanishgas.silver.meters import RULES_VERSION
from spanishgas.tables.checks import check_table
from spanishgas.tables.findings import Audited, Finding
from spanishgas.tables.registry import SCHEMAS

LAYERS = {"train": "models", "evaluate": "models", "score": "scored", "drift": "monitoring"}
"""The lake's prefix of a stage's outputs, where it is not the stage's own name."""

_log = structlog.get_logger()


class Watcher(Protocol):
    """Whoever looks on while a run goes: the live view of the command line, or nobody."""

    def started(self, stage: str, step: str) -> None:
        """A step begins."""

    def finished(self, step: StepRecord) -> None:
        """A step is done, or was done before."""


class Runner:
    """Runs stages of one run. All it knows between steps is in the lake, so any stage may run on another machine."""

    def __init__(self, lake: Lake, record: RunRecord, watcher: Watcher, raw: Lake | None = None) -> None:
        """``raw`` is the lake of the raw files and models where it is not the lake that is written to (a check)."""
        self.lake, self.record, self._watcher = lake, record, watcher
        self._source = raw or lake
        self.pipeline: Pipeline = PIPELINES[record.mode]
        self._values = {**record.settings, "as_of": record.as_of, "policy": Policy.model_validate(record.policy)}

    def run_stage(self, stage: Stage) -> None:
        """Run the steps of a stage that the record does not have yet; on an error the record says where and why."""
        for step in stage.steps:
            with self._recorded_failure(stage, step):
                self._run_step(stage, step)
        with self._recorded_failure(stage, stage.steps[-1]):
            self._check_findings(stage)

    def _run_step(self, stage: Stage, step: Step) -> None:
        if done := self.record.step(step.name):
            self._watcher.finished(done)
            return
        self._watcher.started(stage.name, step.name)
        memory.reset_peak()
        start = time.perf_counter()
        keys, rows, reused, findings = self._make(stage, step)
        done = StepRecord(
            stage=stage.name,
            name=step.name,
            kind=step.kind,
            keys=keys,
            rows=rows,
            seconds=round(time.perf_counter() - start, 3),
            peak_memory_mb=round(memory.peak_mb(), 1),
            reused=reused,
        )
        self.record.findings.extend(findings)
        self.record.steps.append(done)
        save_record(self.lake, self.record)
        _log.info("step", run_id=self.record.run_id, **done.model_dump())
        self._watcher.finished(done)

    def _make(self, stage: Stage, step: Step) -> tuple[list[str], int | None, bool, list[Finding]]:
        """Run a step and store what it makes: keys, rows, whether it was all there already, findings."""
        if step.per_file:
            return self._make_per_file(step)
        made = self._call(step, *map(self.load, step.inputs))
        if not step.stored:
            return [], None, False, made.findings if isinstance(made, Audited) else []
        place = f"{LAYERS.get(stage.name, stage.name)}/{self.record.run_id}/{step.name}"
        if step.kind == "table":
            table, findings = made if isinstance(made, Audited) else (made, [])
            return self._store_table(place, table, findings, step.name, stage)
        if step.kind == "document":
            self.lake.write_json(f"{place}.json", made)
            return [f"{place}.json"], None, False, []
        return self._store_model(made), None, False, []

    def _call(self, step: Step, *inputs: Any) -> Any:
        return step.function(*inputs, **{name: self._values[name] for name in step.settings})

    def _view(self, step: Step, *inputs: Any) -> pl.LazyFrame:
        """What a step makes that is computed where it is read."""
        made = self._call(step, *inputs)
        return made.table if isinstance(made, Audited) else made

    def _store_table(
        self, place: str, table: pl.LazyFrame, findings: list[Finding], name: str, stage: Stage
    ) -> tuple[list[str], int, bool, list[Finding]]:
        with self._explained_readings():
            frame = table.collect(engine="streaming")
        layer = LAYERS.get(stage.name, stage.name)
        checked = check_table(layer, frame, SCHEMAS[name]) if name in SCHEMAS else []
        self.lake.write_table(f"{place}.parquet", frame)
        return [f"{place}.parquet"], frame.height, False, [*findings, *checked]

    def _store_model(self, model: Model | None) -> list[str]:
        """Models are kept under their own id: the same model is the same files, whichever run made it."""
        if model is None:
            return []
        for name, data in model.to_files().items():
            self.lake.write(f"models/{model.model_id}/{name}", data)
        return [f"models/{model.model_id}"]

    def _make_per_file(self, step: Step) -> tuple[list[str], int | None, bool, list[Finding]]:
        """Run a step once per readings file, unless the lake has its output for this very file and these rules."""
        settings = {name: self._values[name] for name in step.settings}
        keys: list[str] = []
        reused = True
        for item in self.record.inputs:
            if item.dataset != READINGS:
                continue
            identity = json.dumps([item.fingerprint, item.size, RULES_VERSION, settings], sort_keys=True)
            key = f"silver/{step.name}/{hashlib.sha256(identity.encode()).hexdigest()[:32]}.parquet"
            if not self.lake.exists(key):
                reused = False
                view = self.pipeline.step(step.inputs[0])
                raw = open_readings(self._source, RawFile(item.dataset, item.key, item.size))
                with self._explained_readings():
                    table = self._call(step, self._view(view, [raw])).collect(engine="streaming")
                self.lake.write_table(key, table)
            if key not in keys:
                keys.append(key)
        rows = sum(self.lake.scan(key).select(pl.len()).collect().item() for key in keys)
        return keys, rows, reused, []

    def load(self, name: str) -> Any:
        """What a step reads under a name: a table, a document, a model, opened raw files, or the champion."""
        if name == "champion":
            return self._model(self.record.champion_before)
        if name.startswith("raw_"):
            return self._raw(f"bronze_{name.removeprefix('raw_')}")
        step = self.pipeline.step(name)
        if not step.stored:
            return self._view(step, *map(self.load, step.inputs))
        done = self.record.step(name)
        if done is None:
            raise SpanishGasError(f"{name} is not there yet: run the stages in order.")
        if step.kind == "model":
            return self._model(done.keys[0].removeprefix("models/") if done.keys else None)
        if step.kind == "document":
            return self.lake.read_json(done.keys[0])
        return pl.concat([self.lake.scan(key) for key in done.keys])

    def _raw(self, dataset: str) -> RawTable | list[RawTable] | None:
        files = [RawFile(i.dataset, i.key, i.size) for i in self.record.inputs if i.dataset == dataset]
        if dataset == READINGS:
            return [open_readings(self._source, file) for file in files]
        return open_table(self._source, files[0]) if files else None

    def _model(self, model_id: str | None) -> Model | None:
        """A model of the lake, its hashes verified."""
        if model_id is None:
            return None
        return load_model(self._source, model_id)

    def _check_findings(self, stage: Stage) -> None:
        """Stop before anything is published when a check failed, or when no model may score."""
        errors = [finding for finding in self.record.findings if finding.severity == "error"]
        if errors:
            text = "\n".join(f"  {finding.message}" for finding in errors)
            noticed = [finding for finding in self.record.findings if finding.severity == "warning"]
            hints = "\n".join(f"  {finding.message}" for finding in noticed)
            also = f"\nAlso noticed:\n{hints}" if noticed else ""
            raise InputError(f"The {stage.name} layer failed {len(errors)} quality checks:\n{text}{also}")
        model = self.record.step("scoring_model")
        if model is not None and not model.keys:
            reasons = " ".join(self.load("promotion")["reasons"])
            raise GateError(f"No model may score. {reasons} Nothing was published.")

    @contextmanager
    def _explained_readings(self) -> Generator[None]:
        """A value of the readings that cannot be read stops a scan somewhere in the middle: say which it was."""
        try:
            yield
        except (pl.exceptions.PolarsError, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # a full disk or a missing permission is no matter of the readings' content
            for raw in self._raw(READINGS) or []:  # pyright: ignore[reportGeneralTypeIssues]
                if (explained := explain_unreadable(raw)) is not None:  # pyright: ignore[reportArgumentType]
                    raise explained from error
            raise

    @contextmanager
    def _recorded_failure(self, stage: Stage, step: Step) -> Generator[None]:
        try:
            yield
        except Exception as error:
            record_failure(self.lake, self.record, stage.name, step.name, error)
            raise


def load_model(lake: Lake, model_id: str) -> Model:
    """A model of the lake, its hashes and its id verified."""
    folder = f"models/{model_id}/"
    model = Model.from_files({i.key.removeprefix(folder): lake.read(i.key) for i in lake.list(folder)})
    if model.model_id != model_id:
        raise RunError(f"{lake.uri(folder)} holds the model {model.model_id}, not {model_id}.")
    return model


def record_failure(lake: Lake, record: RunRecord, stage: str, step: str, error: Exception) -> None:
    """Say in the record where and why a run stopped."""
    record.error = ErrorRecord(stage=stage, step=step, kind=type(error).__name__, message=str(error))
    refused = {InputError: "refused", GateError: "gate_failed"}
    record.finish(next((status for kind, status in refused.items() if isinstance(error, kind)), "failed"))  # pyright: ignore[reportArgumentType]
    try:
        save_record(lake, record)
    except OSError as unsaved:  # a full disk must not hide the first error
        _log.error("record_not_saved", run_id=record.run_id, error=str(unsaved))
    _log.error("run_stopped", run_id=record.run_id, stage=stage, step=step, error=str(error))
