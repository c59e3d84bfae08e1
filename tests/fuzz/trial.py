"""One case run in process through the real plan and the real runner: what a user would be told, and what it made."""

import io
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from rich.console import Console

from fuzz.cases import Case
from fuzz.draft import TABLES
from fuzz.mutations.rules import RULES
from fuzz.small_lake import RUN_ID, STAGES, Base, link, results
from spanishgas.cli.failures import explained_failures
from spanishgas.errors import CheckError, SpanishGasError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run.plan import plan_run
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord
from spanishgas.run.runner import Runner
from spanishgas.tables.findings import Finding

_SOURCES = {source.dataset: name for name, source in PIPELINES["score"].sources.items() if hasattr(source, "dataset")}


@dataclass
class Outcome:
    """What became of a case."""

    error: BaseException | None = None
    said: str = ""
    """The text that a user sees; empty when the run went through."""
    results: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    """Those that the twin as it is does not have, or not with this value."""

    @property
    def is_refusal(self) -> bool:
        """Refused by an error of ours that blames the input."""
        return isinstance(self.error, SpanishGasError) and not isinstance(self.error, CheckError)


class _Silent:
    def started(self, stage: str, step: str) -> None: ...
    def progressed(self, text: str, share: float) -> None: ...

    def finished(self, step: object) -> None: ...


def try_case(base: Base, case: Case) -> Outcome:
    """Run a case in a lake of its own, which is taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="case-", dir=base.folder))
    complaints = io.StringIO()
    outcome = Outcome()
    try:
        with (
            structlog.testing.capture_logs(),
            _ended(outcome),
            explained_failures(Console(file=complaints, width=100_000)),
            _remembered(outcome),
        ):
            record = _run(base, case, folder)
            outcome.results = results(record)
            known = {_key(finding) for finding in base.records[case.mode].findings}
            outcome.findings = [finding for finding in record.findings if _key(finding) not in known]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    outcome.said = complaints.getvalue()
    return outcome


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.table, finding.column, finding.check, finding.value, finding.message


@contextmanager
def _ended(outcome: Outcome) -> Generator[None]:
    try:
        yield
    except SystemExit:
        assert outcome.error is not None


@contextmanager
def _remembered(outcome: Outcome) -> Generator[None]:
    try:
        yield
    except BaseException as error:
        outcome.error = error
        raise


def _run(base: Base, case: Case, folder: Path) -> RunRecord:
    lake, scratch = Lake(_lake(base, case, folder)), folder / "scratch"
    scratch.mkdir()
    rules = {name: folder / f"{name}.yaml" if name in case.drafts else base.folder / f"{name}.yaml" for name in RULES}
    record = plan_run(lake, base.settings(**rules), case.mode, RUN_ID)
    _take_over(base, case, record, scratch)
    runner = Runner(Run(Lake(scratch), record, source=lake), _Silent())
    for stage in STAGES[case.mode]:
        runner.run_stage(stage)
        if stage.name == "gold" and _is_as_before(base, case, record):
            break  # all that scoring reads is the same
    return record


def _is_as_before(base: Base, case: Case, record: RunRecord) -> bool:
    made = results(record)
    return made == {name: base.results(case.mode)[name] for name in made}


def _lake(base: Base, case: Case, folder: Path) -> Path:
    """A lake of its own: files that did not change are the twin's own."""
    lake = folder / "lake"
    (lake / "raw").mkdir(parents=True)
    changed = {base.drafts[file].name for file in case.drafts if file in base.drafts}
    for path in base.raw.iterdir():
        if path.name not in changed:
            link(path, lake / "raw" / path.name)
    for file, draft in case.drafts.items():
        if file in RULES:
            (folder / draft.name).write_bytes(draft.data)
            continue
        if draft.name:
            _write(lake / "raw" / _name(draft.name, draft.ending), draft.data)
        for name, data in draft.beside.items():
            _write(lake / "raw" / name, data)
    if (base.folder / "lake" / "models").exists():
        (lake / "models").symlink_to(base.folder / "lake" / "models")
    return lake


def _name(name: str, ending: str) -> str:
    return f"{name.partition('.')[0]}.{ending}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _take_over(base: Base, case: Case, record: RunRecord, scratch: Path) -> None:
    """Steps that nothing reaches which was changed are done already, as when a run is resumed."""
    before = base.records[case.mode]
    reached = {_SOURCES[TABLES[file]] for file in case.drafts if file in base.drafts}
    differing = {name for name, fingerprint in record.rules.items() if before.rules.get(name) != fingerprint}
    if record.as_of != before.as_of:
        differing.add("as_of")
    if record.policy != before.policy:
        differing.add("policy")
    pipeline = PIPELINES[case.mode]
    for step in pipeline.steps():
        done = before.step(step.name)
        if done is None:
            continue
        if reached.intersection(step.inputs) or differing.intersection(step.settings) or step.becomes_champion:
            reached.add(step.name)
            continue
        record.steps.append(done)
        record.findings.extend(base.noticed[case.mode].get(step.name, []))
        for key in done.keys:
            if not (scratch / key).exists():
                link(base.scratch(case.mode) / key, scratch / key)
    for path in (base.scratch(case.mode) / "kept").rglob("*.parquet"):
        target = scratch / path.relative_to(base.scratch(case.mode))
        if not target.exists():
            link(path, target)
