"""Runs without a customer: their records name what lies in the lake now, and say that they cannot be replayed."""

import json

from spanishgas.content import json_bytes
from spanishgas.lake import Lake
from spanishgas.run.models import successors
from spanishgas.run.pointers import look_at_current
from spanishgas.run.record import RunRecord, StepRecord, UpkeepNote
from spanishgas.run.store import CURRENT, list_records, load_record, save_record
from spanishgas.upkeep.forget_json import without_customers
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.leftovers import named_models
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import ForgottenFile, ProofFile

_WORDS = ("findings", "error", "upkeep")
"""Entries of a record that may mention a customer; the others are ours."""


def mentions_in(record: RunRecord, persons: Persons) -> tuple[RunRecord, Found]:
    """A record whose words mention no customer, and what they did."""
    found, content = Found(), json.loads(record.model_dump_json())
    content |= {name: without_customers(content[name], persons, found) for name in _WORDS}
    changed = RunRecord.model_validate_json(json.dumps(content))
    changed.seen = record.seen
    return changed, found


def forget_in_runs(lake: Lake, persons: Persons, kept: ProofFile) -> None:
    """Bring every record that can be read up to what the lake holds now; doing it twice is doing it once."""
    why = f"customers were forgotten, so that it cannot be replayed ({kept.key})"
    files = {each.key: each for each in kept.proof.files}
    for record in list_records(lake)[0]:
        changed, found = mentions_in(record, persons)
        if any(note.why == why for note in record.upkeep):
            continue
        steps = _follow(changed, files)
        is_concerned = bool(steps) or _has_read(record, kept)
        if is_concerned:
            changed.upkeep.append(UpkeepNote(at=kept.proof.at, what="forgotten", steps=steps, why=why))
            kept.proof.runs = sorted({*kept.proof.runs, record.run_id})
        if is_concerned or found.is_something:
            kept.save()
            save_record(lake, changed)
    _follow_in_current(lake)


def _has_read(record: RunRecord, kept: ProofFile) -> bool:
    """Whether a run read a file, or a model, in which a customer was."""
    fingerprints = {each.fingerprint for each in kept.proof.files if each.fingerprint}
    return any(item.fingerprint in fingerprints for item in record.inputs) or bool(
        named_models(record) & kept.proof.models.keys()
    )


def _follow(record: RunRecord, files: dict[str, ForgottenFile]) -> list[str]:
    """Let steps name what their files became; returns the names of those that changed."""
    followed = [
        (step.name, _follow_key(step, number, files)) for step in record.steps for number in range(len(step.keys))
    ]
    return list(dict.fromkeys(name for name, is_changed in followed if is_changed))


def _follow_key(step: StepRecord, number: int, files: dict[str, ForgottenFile]) -> bool:
    file = files.get(step.keys[number])
    if file is None:
        return False
    step.keys[number] = file.key_after or file.key
    if number < len(step.sha256) and file.after:
        step.sha256[number] = file.after
    if step.rows is not None:
        step.rows -= file.rows
    return True


def _follow_in_current(lake: Lake) -> None:
    """The pointer to the published run names the same run, with the rows and the model that are there now."""
    current, seen = look_at_current(lake)
    if current is None:
        return
    record = load_record(lake, current.run_id)
    steps = {step.name: step for step in record.steps}
    tables = {
        name: place.model_copy(update={"rows": steps[name].rows, "key": steps[name].keys[0]})
        if name in steps and len(steps[name].keys) == 1
        else place
        for name, place in current.tables.items()
    }
    now = current.model_copy(update={"tables": tables, "model_id": successors(lake, current.model_id)[-1]})
    if now != current:
        lake.swap(CURRENT, json_bytes(now.model_dump(mode="json", exclude_none=True)), seen)
