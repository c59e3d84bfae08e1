"""What differs between two runs, and why: all that decided them, what they noticed, and who moved where."""

from collections.abc import Iterator
from dataclasses import dataclass

from spanishgas.config.language import Language
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.run.record import InputRecord, RunRecord
from spanishgas.tables.findings import Finding
from spanishgas.upkeep.causes import Cause, changed_rules, changes, flat, short
from spanishgas.upkeep.movers import Moves, moves_between


@dataclass(frozen=True)
class Comparison:
    """Two runs side by side, the earlier asked for first."""

    before: RunRecord
    after: RunRecord
    causes: list[Cause]
    findings: list[Cause]
    figures: list[Cause]
    moves: Moves | None
    missing: str | None
    """Why customers cannot be compared, where they cannot."""


def compare(lake: Lake, before_id: str, after_id: str, language: Language = "en") -> Comparison:
    """Compare two runs as far as their records and what is left of their tables allow; reasons in words of a language.

    Raises:
        RunError: one of the runs is not there.
    """
    before, after = open_run(lake, before_id), open_run(lake, after_id)
    moves, missing = None, None
    try:
        moves = moves_between(before, after, language)
    except RunError as error:  # cleaned, or not made yet
        missing = str(error)
    return Comparison(
        before=before.record,
        after=after.record,
        causes=list(_causes(before.record, after.record)),
        findings=list(changes("finding", *(_findings(each.record) for each in (before, after)))),
        figures=list(changes("figure", *(_figures(each.record) for each in (before, after)))),
        moves=moves,
        missing=missing,
    )


def _causes(before: RunRecord, after: RunRecord) -> Iterator[Cause]:
    yield from changes("mode", {"": before.mode}, {"": after.mode})
    yield from changes("day", *(_days(each) for each in (before, after)))
    yield from changes("input", *({item.key: _input(item) for item in each.inputs} for each in (before, after)))
    yield from changes("setting", *(flat(each.settings.model_dump(mode="json")) for each in (before, after)))
    yield from changes("policy", *(flat(each.policy.model_dump(mode="json")) for each in (before, after)))
    yield from changes("code", {"": before.code_version}, {"": after.code_version})
    yield from changed_rules(before.rules, after.rules)
    if before.record_version > 1 and after.record_version > 1:  # the first version wrote down no libraries
        yield from changes("library", before.libraries, after.libraries)
    yield from changes("model", {"that scored": _scoring_model(before)}, {"that scored": _scoring_model(after)})


def _days(record: RunRecord) -> dict[str, object]:
    labels = ", ".join(map(str, record.label_dates)) or None
    return {"as_of": record.as_of, "files": record.files_as_of, "labels": labels}


def _input(item: InputRecord) -> str:
    return f"{item.size:,} bytes ({short(item.fingerprint)})"


def _scoring_model(record: RunRecord) -> str | None:
    step = record.step("scoring_model")
    return step and step.model_id


def _findings(record: RunRecord) -> dict[str, str]:
    """What each finding counted, under its place; where several have one place, in their order."""
    found: dict[str, str] = {}
    for finding in record.findings:
        name = _place(finding)
        found[name] = f"{found[name]}, {finding.value:g}" if name in found else f"{finding.value:g}"
    return found


def _place(finding: Finding) -> str:
    return f"{finding.table}.{finding.column} {finding.check}"


def _figures(record: RunRecord) -> dict[str, str]:
    """The figures that everybody asks for, where the run came to have them."""
    if record.metrics is None:
        return {}
    figures = flat(record.metrics.model_dump(mode="json", exclude={"findings", "training"}))
    training = record.metrics.training
    figures["pr_auc"] = training and training.pr_auc
    return {name: _written(value) for name, value in figures.items() if value is not None}


def _written(value: object) -> str:
    """Numbers with their thousands set apart; words, and what is true or not, as they are."""
    if isinstance(value, float):
        return f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
