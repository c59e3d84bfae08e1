"""What is told of runs, in the reader's words: records go in, rows and sentences come out."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import polars as pl

from spanishgas.dashboard.amounts import NOTHING, count, day, duration, moment, number, short_day, size
from spanishgas.dashboard.language import _, ngettext, word
from spanishgas.program import command
from spanishgas.run.raw_files import RAW
from spanishgas.run.raw_presence import DatasetFiles
from spanishgas.run.record import AnyRecord, ErrorRecord, RefusedPlan, RunRecord, StepRecord
from spanishgas.run.run_counts import is_left, state_of, steps_of

_SMALL = 0.01
"""Steps below this share of the whole are summed up in the picture."""


def status(record: AnyRecord) -> str:
    """What became of a run, in words."""
    return word("run status", "left" if is_left(record) else record.status)


def title(record: AnyRecord) -> str:
    """A run in a list to choose from."""
    started, day_ = moment(record.started_at), record.as_of and short_day(record.as_of)
    return " · ".join(filter(None, [started, word("run mode", record.mode), day_, status(record)]))


def list_table(records: Sequence[AnyRecord], published: str | None) -> pl.DataFrame:
    """One row a run, in the order given; the one that readers see is named so."""
    return pl.DataFrame(
        {
            _("Started (UTC)"): [moment(each.started_at) for each in records],
            _("State"): [_state(each, published) for each in records],
            _("Mode"): [word("run mode", each.mode) for each in records],
            _("Looked from"): [short_day(each.as_of) if each.as_of else NOTHING for each in records],
            _("Duration"): [duration(seconds(each)) for each in records],
            _("Customers"): [_customers(each) for each in records],
            _("At risk"): [_at_risk(each) for each in records],
            _("Run"): [each.run_id for each in records],
        }
    )


def _state(record: AnyRecord, published: str | None) -> str:
    return _("{state}, shown to readers").format(state=status(record)) if record.run_id == published else status(record)


def _customers(record: AnyRecord) -> str:
    metrics = record.metrics if isinstance(record, RunRecord) else None
    return count(metrics.customers if metrics else None)


def _at_risk(record: AnyRecord) -> str:
    if isinstance(record, RefusedPlan):
        return NOTHING
    return count(record.policy.count_at_risk(record.metrics.risk_tiers) if record.metrics else None)


def seconds(record: AnyRecord) -> float:
    """How long a run's steps took together: a run that was resumed did not wait in between."""
    return 0.0 if isinstance(record, RefusedPlan) else sum(step.seconds for step in record.steps)


def cards(record: RunRecord) -> list[tuple[str, str]]:
    """The few figures of a run, each with its name."""
    return [
        (_("Duration"), duration(seconds(record))),
        (_("Rows made"), count(sum(step.rows or 0 for step in record.steps))),
        (_("Peak memory"), _memory(max((step.peak_memory_mb for step in record.steps), default=None))),
        (_("Files that it read"), size(sum(item.size for item in record.inputs))),
    ]


def progress(record: RunRecord) -> tuple[float, str]:
    """How far a run at work is: the share of its steps that are done, and the step that it is at, in words."""
    done, ahead = steps_of(record)
    every = len(done) + len(ahead)
    said = _("{done} of {all} steps are done; at work on {step}.").format(
        done=count(len(done)), all=count(every), step=ahead[0] if ahead else "publish"
    )
    return len(done) / every, said


def stopped_at(record: AnyRecord) -> str:
    """Where and why a run stopped, in one sentence."""
    if isinstance(record, RefusedPlan):
        return _("It was not begun, because its plan was refused.")
    if record.error is None:
        return _("Its process ended without a word: the machine was switched off, or it ran out of memory.")
    return _("It stopped in stage {stage}, at step {step}.").format(
        stage=word("stage", record.error.stage), step=record.error.step
    )


def failure(error: ErrorRecord) -> str:
    """What kind of failure it was, in one sentence; the error's own words say more, in English."""
    told = word("failure", error.kind)
    return told if told != error.kind else _("The program failed in an unforeseen way ({kind}).").format(kind=told)


def advice(record: AnyRecord, lake: str) -> tuple[str, str]:
    """What to do about a run that has no result, and the command to do it by."""
    anew = command("run", "--mode", record.mode, "--lake", lake)
    if record.status == "refused":
        return (
            _("Mend the files that the message names, look whether they are good now, and start a new run:"),
            command("check", "--mode", record.mode, "--lake", lake),
        )
    if record.status == "superseded":
        return _("A raw file was replaced in the meantime. Start a new run when all files are there:"), anew
    if record.status == "gate_failed":
        return _("No model was good enough to score with. Do what the message says, then start a new run:"), anew
    if isinstance(record, RefusedPlan):
        return _("Start a new run:"), anew
    return _("Go on where it stopped; what is done is not done again:"), command(
        "run", "--resume", record.run_id, "--lake", lake
    )


def has_no_result(record: AnyRecord) -> bool:
    """Whether a run ended before it was published."""
    return state_of(record) == "failed"


def steps_table(record: RunRecord) -> pl.DataFrame:
    """Every finished step for reading, in the order they ran."""
    return pl.DataFrame(
        {
            _("Stage"): [word("stage", step.stage) for step in record.steps],
            _("Step"): [step.name for step in record.steps],
            _("Makes"): [word("kind", _kind(step)) for step in record.steps],
            _("Duration"): [_span(step) for step in record.steps],
            _("Rows"): [count(step.rows) for step in record.steps],
            _("Peak memory"): [_memory(step.peak_memory_mb) for step in record.steps],
        }
    )


def step_lines(record: RunRecord) -> pl.DataFrame:
    """Lines of the picture: a heading a stage, its steps that took long, and the others in sum."""
    limit = _SMALL * seconds(record)
    lines: list[dict[str, str | float | None]] = []
    for stage, group in groupby(record.steps, key=lambda step: step.stage):
        steps = list(group)
        name, total = word("stage", stage), sum(step.seconds for step in steps)
        lines.append(_line(name, "", None, duration(total)))
        small = [each for each in steps if each.seconds < limit]
        small = small if len(small) > 1 else []
        lines += [_line(name, each.name, each.seconds, _span(each), each) for each in steps if each not in small]
        if small:
            said = ngettext("{count} other step", "{count} other steps", len(small)).format(count=len(small))
            spent = sum(each.seconds for each in small)
            lines.append(_line(name, said, spent, duration(spent)))
    kinds = {"line": pl.String, "stage": pl.String, "name": pl.String, "seconds": pl.Float64, "shown": pl.String}
    return pl.DataFrame(lines, schema={**kinds, "made": pl.String, "memory": pl.String})


def _line(
    stage: str, name: str, spent: float | None, shown: str, step: StepRecord | None = None
) -> dict[str, str | float | None]:
    made, memory = (count(step.rows), _memory(step.peak_memory_mb)) if step else (NOTHING, NOTHING)
    return {
        "line": f"{stage}\n{name}",
        "stage": stage,
        "name": name or stage,
        "seconds": spent,
        "shown": shown,
        "made": made,
        "memory": memory,
    }


def inputs_table(record: RunRecord) -> pl.DataFrame:
    """The raw files that a run read, with their sizes."""
    total = sum(item.size for item in record.inputs)
    names = [item.key.removeprefix(RAW) for item in record.inputs]
    return pl.DataFrame(
        {
            _("File"): [*names, _("Together")],
            _("Size"): [*(size(item.size) for item in record.inputs), size(total)],
            _("Becomes"): [*(item.dataset for item in record.inputs), ""],
        }
    )


def files_table(datasets: Sequence[DatasetFiles]) -> pl.DataFrame:
    """What the next run would find in ``raw/``: a row a dataset, those that are waited for first."""
    ordered = sorted(datasets, key=lambda each: (bool(each.sizes), each.is_optional))
    return pl.DataFrame(
        {
            _("File"): [each.name for each in ordered],
            _("State"): [_presence(each) for each in ordered],
            _("Files"): [count(len(each.sizes)) for each in ordered],
            _("Size"): [size(sum(each.sizes) or None) for each in ordered],
        }
    )


def _presence(dataset: DatasetFiles) -> str:
    if dataset.sizes:
        return _("is there")
    return _("waited for by a training; a scoring does without") if dataset.is_optional else _("waited for")


def waiting_for(datasets: Sequence[DatasetFiles]) -> str:
    """In one sentence whether the next run can start."""
    missing = [each for each in datasets if not each.sizes]
    if needed := [each.name for each in missing if not each.is_optional]:
        return _("A run waits for: {files}.").format(files=", ".join(needed))
    if missing:
        return _("A scoring can start. A training waits for labels.")
    return _("All files are there: a training or a scoring can start.")


def counted(severities: Iterable[str]) -> str:
    """Findings by severity in one line."""
    found = list(severities)
    errors, warnings, notes = (found.count(each) for each in ("error", "warning", "info"))
    return " · ".join(
        (
            ngettext("{count} error", "{count} errors", errors).format(count=count(errors)),
            ngettext("{count} warning", "{count} warnings", warnings).format(count=count(warnings)),
            ngettext("{count} note", "{count} notes", notes).format(count=count(notes)),
        )
    )


def headline(record: AnyRecord) -> str:
    """State, mode, day and start of a run in one line."""
    if record.as_of is None:
        said = _("{state} · {mode} · started on {moment} UTC · {run}")
        mode, started = word("run mode", record.mode), moment(record.started_at)
        return said.format(state=status(record), mode=mode, moment=started, run=record.run_id)
    said = _("{state} · {mode}, looking from {day} · started on {moment} UTC · {run}")
    mode, started = word("run mode", record.mode), moment(record.started_at)
    return said.format(state=status(record), mode=mode, day=day(record.as_of), moment=started, run=record.run_id)


def _kind(step: StepRecord) -> str:
    return "view" if step.kind == "table" and not step.keys else step.kind


def _span(step: StepRecord) -> str:
    return _("kept from before") if step.reused else duration(step.seconds)


def _memory(megabytes: float | None) -> str:
    return f"{number(megabytes, 0)}\N{NO-BREAK SPACE}MB" if megabytes else NOTHING
