"""A past run made again, in a lake of its own: the same bytes, or exactly what decided otherwise.

Code, rules and libraries of today are used, and each that differs from the record's is named: a replay by another
version shows what an upgrade changes, table by table. Nothing in the lake of the run is written.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from spanishgas.campaigns.before import lend_campaigns
from spanishgas.content import table_bytes
from spanishgas.errors import RunError, SpanishGasError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run.models import load_model, store_model
from spanishgas.run.plan import rule_fingerprints
from spanishgas.run.process import this_process
from spanishgas.run.publish import write_findings
from spanishgas.run.reader import FINDINGS, Run
from spanishgas.run.record import RECORD_VERSION, InputRecord, RunRecord
from spanishgas.run.runner import Runner, Watcher
from spanishgas.run.source_hash import code_version, library_versions
from spanishgas.run.store import load_record, record_key, save_record
from spanishgas.run.turns import at_work
from spanishgas.tables.checks import findings_table
from spanishgas.upkeep.causes import Cause, changed_rules, changes
from spanishgas.upkeep.raw_again import bring_raw
from spanishgas.upkeep.survey import JUDGED

_OF_NO_INPUT = ("unrecognised_files", "hidden_files")
"""Findings about files of ``raw/`` that no run reads: nobody keeps or puts them back, so they cannot arise again."""


@dataclass(frozen=True)
class Replay:
    """What came of making a run again."""

    run_id: str
    causes: list[Cause]
    """What decides bytes and is not what it was."""
    same: list[str]
    differing: list[str]
    """Tables, documents and models, in the order they are made: the first is where it begins."""
    failure: str | None
    """Why the replay ended before its last step."""

    @property
    def is_same(self) -> bool:
        """Whether every byte came again."""
        return not self.differing and self.failure is None


def replay(lake: Lake, run_id: str, scratch: Lake, watcher: Watcher) -> Replay:
    """Make a published run again in an empty lake, and compare all it makes with the record.

    Raises:
        RunError: there is no such run, it was never published, or its record has no hashes to compare with.
    """
    record = load_record(lake, run_id)
    _check_can_be_compared(record)
    with at_work(lake):
        inputs, missing = bring_raw(lake, record, scratch)
        causes = [*missing, *_causes(record)]
        if missing:
            return Replay(run_id, causes, [], [], f"{missing[0].name} cannot be had any more")
        again = _record_again(record, inputs)
        failure = _make(lake, scratch, again, causes, watcher)
        again.finish("stopped")  # before its publication, which is no part of a replay
        save_record(scratch, again)
    same, differing = _compared(record, again)
    return Replay(run_id, causes, same, differing, failure)


def _check_can_be_compared(record: RunRecord) -> None:
    if record.record_version == 1:
        raise RunError(
            f"Run {record.run_id} ran before runs kept the hashes of their tables, so that nothing says whether a "
            "replay gives the same bytes. It can be read, exported and compared with others."
        )
    if record.status != "published":
        raise RunError(f"Run {record.run_id} was never published: it is {record.status}. Go on with it by --resume.")


def _causes(record: RunRecord) -> Iterator[Cause]:
    """Code, rules and libraries that are not those of the record."""
    if record.code_version != code_version():
        yield Cause("code", "", record.code_version, code_version())
    yield from changed_rules(record.rules, rule_fingerprints(record.settings.sentiment_model, record.own_columns))
    yield from changes("library", record.libraries, library_versions())


def _record_again(record: RunRecord, inputs: list[InputRecord]) -> RunRecord:
    """The record as it was when the run began, made by this code."""
    return RunRecord(
        run_id=record.run_id,
        record_version=RECORD_VERSION,
        process=this_process(),
        mode=record.mode,
        as_of=record.as_of,
        files_as_of=record.files_as_of,
        label_dates=record.learned_from,
        started_at=record.started_at,
        code_version=code_version(),
        settings=record.settings,
        policy=record.policy,
        rules=rule_fingerprints(record.settings.sentiment_model, record.own_columns),
        own_columns=record.own_columns,
        libraries=library_versions(),
        champion_before=record.champion_before,
        published_before=record.published_before,
        responses_before=record.responses_before,
        campaigns_before=record.campaigns_before,
        inputs=inputs,
        findings=[finding for finding in record.findings if finding.table == "raw_files"],  # no step makes these again
    )


def _lend_scores(lake: Lake, scratch: Lake, again: RunRecord, causes: list[Cause]) -> None:
    """What earlier runs had said, which outcomes judge."""
    for run_id in again.published_before:
        earlier = load_record(lake, run_id)
        scratch.write(record_key(run_id), lake.read(record_key(run_id)))
        for step in (step for step in earlier.steps if step.name in JUDGED):
            if earlier.cleaned(step.name):
                causes.append(Cause("scores", run_id, "there", "cleaned"))
                continue
            for key in step.keys:
                scratch.write(key, lake.read(key))


def _make(lake: Lake, scratch: Lake, again: RunRecord, causes: list[Cause], watcher: Watcher) -> str | None:
    """Run all stages but the publication; returns why it ended early, if it did."""
    try:
        if again.champion_before:
            champion = load_model(lake, again.champion_before)
            if champion.model_id != again.champion_before:
                why = f"{champion.model_id}, since customers were forgotten"
                causes.append(Cause("model", again.champion_before, "there", why))
            store_model(scratch, champion)
            again.champion_before = champion.model_id
        _lend_scores(lake, scratch, again, causes)
        lend_campaigns(lake, scratch, again.campaigns_before, again.responses_before)
        run = Run(scratch, again)
        for stage in run.pipeline.stages:
            Runner(run, watcher).run_stage(stage)
        write_findings(run)
    except SpanishGasError as error:
        return str(error)
    return None


def _compared(record: RunRecord, again: RunRecord) -> tuple[list[str], list[str]]:
    """Names of what came again, and of what did not, in the order of the pipeline; views have no bytes.

    Findings about files that were no inputs are left out: such files are not put back.
    """
    names = [step.name for step in PIPELINES[record.mode].steps()] + [FINDINGS]
    before, after = ({name: _content(each, name) for name in names} for each in (record, again))
    made = [name for name in names if before[name] or after[name]]
    return [n for n in made if before[n] == after[n]], [n for n in made if before[n] != after[n]]


def _content(record: RunRecord, name: str) -> tuple[str, ...]:
    step = record.step(name)
    if step is None:
        return ()
    if name == FINDINGS:
        found = [finding for finding in record.findings if finding.check not in _OF_NO_INPUT]
        return (hashlib.sha256(table_bytes(findings_table(found))).hexdigest(),)
    return (step.model_id,) if step.model_id else tuple(step.sha256)
