"""Runs the stages of a pipeline on one machine: reads what a step asks for, writes what it makes, keeps the record."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import polars as pl
import structlog

from spanishgas.errors import InputError, StopError, SupersededError, refuse_all
from spanishgas.pipeline import Stage, Step
from spanishgas.run import memory, per_file
from spanishgas.run.failure import recorded_failure
from spanishgas.run.inputs import recognise_inputs, refuse_replaced
from spanishgas.run.kept_tables import keep_table, kept_table
from spanishgas.run.label_dates import LabelDates
from spanishgas.run.models import store_model
from spanishgas.run.reader import Run
from spanishgas.run.record import InputRecord, StepRecord
from spanishgas.run.store import document_key, save_record, step_keys, table_key, write_document, write_pages
from spanishgas.tables.checks import check_table, refuse_errors
from spanishgas.tables.findings import Audited, Finding
from spanishgas.tables.registry import SCHEMAS

_log = structlog.get_logger()


class Watcher(Protocol):
    """Whoever looks on while a run goes: the live view of the command line, or nobody."""

    def started(self, stage: str, step: str) -> None:
        """A step begins."""

    def progressed(self, text: str, share: float) -> None:
        """How far a long step is, in words and as a share of the whole; steps that are soon done do not say."""

    def finished(self, step: StepRecord) -> None:
        """A step is done, or was done before."""


@dataclass
class _Output:
    """What running a step left in the lake."""

    keys: list[str] = field(default_factory=list[str])
    sha256: list[str] = field(default_factory=list[str])
    model_id: str | None = None
    rows: int | None = None
    reused: bool = False
    findings: list[Finding] = field(default_factory=list[Finding])


class Runner:
    """Runs stages of one run. All it knows between steps is in the lake, so any stage may run on another machine."""

    def __init__(self, run: Run, watcher: Watcher) -> None:
        self.run, self._watcher = run, watcher
        run.tell = watcher.progressed
        self._label_dates = LabelDates(run)

    def run_stage(self, stage: Stage) -> None:
        """Run the steps of a stage that the record does not have yet; on an error the record says where and why.

        A step that refuses its input holds up only those that read what it makes: the others are run all the same, so
        that everything there is to mend is said at once.
        """
        with recorded_failure(self.run.lake, self.run.record, stage.name, stage.steps[0].name):
            recognise_inputs(self.run.source, self.run.record)
        refused: dict[str, InputError] = {}
        missing: set[str] = set()
        for step in stage.steps:
            if missing.isdisjoint(step.inputs):
                with recorded_failure(self.run.lake, self.run.record, stage.name, step.name):
                    refusal = self._refusal(stage, step)
                if refusal is None:
                    continue
                refused[step.name] = refusal
            missing.add(step.name)
        with recorded_failure(self.run.lake, self.run.record, stage.name, next(iter(refused), stage.steps[-1].name)):
            _refuse(list(refused.values()), self.run.record.findings)

    def _refusal(self, stage: Stage, step: Step) -> InputError | None:
        """Run a step; what it refuses is for the end of the stage, unless its files are no longer those of the run."""
        try:
            self._run_step(stage, step)
        except SupersededError:
            raise
        except InputError as refusal:
            return refusal
        return None

    def _run_step(self, stage: Stage, step: Step) -> None:
        record = self.run.record
        if done := record.step(step.name):
            self._watcher.finished(done)
            return
        self._watcher.started(stage.name, step.name)
        memory.reset_peak()
        start = time.perf_counter()
        with self._explained(step):
            output = self._make(stage, step)
        done = StepRecord(
            stage=stage.name,
            name=step.name,
            kind=step.kind,
            keys=output.keys,
            sha256=output.sha256,
            model_id=output.model_id,
            rows=output.rows,
            seconds=round(time.perf_counter() - start, 3),
            peak_memory_mb=round(memory.peak_mb(), 1),
            reused=output.reused,
        )
        record.findings.extend(output.findings)
        record.steps.append(done)
        save_record(self.run.lake, record)
        _log.info("step", run_id=record.run_id, **done.model_dump())
        self._watcher.finished(done)

    def _make(self, stage: Stage, step: Step) -> _Output:
        if step.per_file:
            return self._make_per_file(stage, step)
        if step.per_label_date:
            made = self._label_dates.made(stage, step)
            return self._store_frame(stage, step, pl.concat(made.frames), made.findings)
        if not step.stored:
            return _Output(findings=self.run.view(step).findings)
        return self._store(stage, step, step.function(*self.run.inputs(step), **self.run.settings(step.function)))

    def _store(self, stage: Stage, step: Step, made: Any) -> _Output:
        match step.kind:
            case "table":
                return self._store_table(stage, step, made)
            case "model":
                store_model(self.run.lake, made)
                return _Output(model_id=made.model_id)
            case "pages":
                keys = step_keys("pages", stage.layer, self.run.record.run_id, step.name)
                return _Output(keys=keys, sha256=write_pages(self.run.lake, keys, made))
            case "document":
                key = document_key(stage.layer, self.run.record.run_id, step.name)
                return _Output(keys=[key], sha256=[write_document(self.run.lake, key, made)])

    def _store_table(self, stage: Stage, step: Step, made: Any) -> _Output:
        table, findings = made if isinstance(made, Audited) else (made, [])
        return self._store_frame(stage, step, table.collect(engine="streaming"), findings)

    def _store_frame(self, stage: Stage, step: Step, frame: pl.DataFrame, findings: list[Finding]) -> _Output:
        key = table_key(stage.layer, self.run.record.run_id, step.name)
        checked = check_table(stage.layer, frame, SCHEMAS[step.name])
        refuse_replaced(self.run.source, self.run.record, self._raw_inputs(step))
        sha256 = self.run.lake.write_table(key, frame)
        return _Output(keys=[key], sha256=[sha256], rows=frame.height, findings=[*findings, *checked])

    def _make_per_file(self, stage: Stage, step: Step) -> _Output:
        lake, output = self.run.lake, _Output(rows=0, reused=True)
        for item, digest, table in per_file.parts(self.run, step, self._watcher.progressed):
            kept = kept_table(lake, step.name, digest) or per_file.borrowed(self.run, step, digest)
            if kept is None:
                output.reused = False
                frame = table.collect(engine="streaming")
                refuse_errors(check_table(stage.layer, frame, SCHEMAS[step.name]))  # what fails a check is not kept
                refuse_replaced(self.run.source, self.run.record, [item])
                kept = keep_table(lake, step.name, digest, frame)
            output.keys.append(kept.key)
            output.sha256.append(kept.sha256)
        output.rows = sum(lake.scan(key).select(pl.len()).collect().item() for key in output.keys)
        return output

    def _raw_inputs(self, step: Step) -> list[InputRecord]:
        """The raw files that a step reads, itself or through views."""
        return [item for each in (step, *self._views(step)) for item in self.run.raw_inputs(each)]

    @contextmanager
    def _explained(self, step: Step) -> Generator[None]:
        """A value that cannot be read stops a scan somewhere in its middle: ask the view's owner which it was."""
        try:
            with self._unless_replaced(step):
                yield
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise  # a full disk or a missing permission is no matter of a file's content
            for view in self._views(step):
                for raw in self.run.raw(view):
                    explain = view.explain
                    explained = explain and explain(raw, **self.run.settings(explain))
                    if explained:
                        raise explained from error
            if isinstance(error, pl.exceptions.PanicException):  # no Exception, so nobody above would record it
                raise (MemoryError if "alloc" in str(error) else RuntimeError)(str(error)) from error
            raise

    @contextmanager
    def _unless_replaced(self, step: Step) -> Generator[None]:
        """Whatever a step meets in files that were replaced under it is no fault of theirs, nor of the software."""
        try:
            yield
        except (StopError, SupersededError):
            raise
        except (Exception, pl.exceptions.PanicException) as error:
            try:
                refuse_replaced(self.run.source, self.run.record, self._raw_inputs(step))
            except SupersededError as superseded:
                raise superseded from error
            raise

    def _views(self, step: Step) -> Iterator[Step]:
        """The views that a step reads, directly or through others."""
        for name in step.inputs:
            if name in self.run.pipeline.sources or not self.run.pipeline.makes(name):
                continue
            read = self.run.pipeline.step(name)
            if not read.stored:
                yield read
                yield from self._views(read)


def _refuse(refusals: list[InputError], findings: list[Finding]) -> None:
    """Refuse for all that a stage met: what its steps could not read, and the checks that failed."""
    try:
        refuse_errors(findings)
    except InputError as failed:
        refusals = [*refusals, failed]
    different = list({str(refusal): refusal for refusal in refusals}.values())  # two steps may read the same file
    if len(different) == 1:
        raise different[0]
    refuse_all(different)
