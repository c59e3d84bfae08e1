"""What goes of a lake's runs: tables and documents of their own, models, kept results, records."""

import re
from collections.abc import Iterator

from spanishgas.lake import Lake, LakeObject
from spanishgas.model.artefact import CALIBRATOR, CARD, ENCODER, REFERENCE
from spanishgas.pipelines import PIPELINES
from spanishgas.run.models import SUCCESSOR, stored_models, successors
from spanishgas.run.pointers import load_champion
from spanishgas.run.record import RunRecord
from spanishgas.run.store import EXPERIMENTS, KEPT, LAYERS, REPORTS, record_key
from spanishgas.upkeep.stays import champions
from spanishgas.upkeep.survey import Removal, Survey, own_keys

_RESULT, _FIRST_RESULT = re.compile(r"/[0-9a-f]{32}-[0-9a-f]{64}\.parquet$"), re.compile(r"/[0-9a-f]{32}\.parquet$")
_MODEL_FILES = (ENCODER, CALIBRATOR, REFERENCE, CARD, SUCCESSOR)


def going_tables(survey: Survey) -> Iterator[Removal]:
    """Tables and documents that lie below the id of their run. What no record names is left alone."""
    present = {item.key: item.size for layer in (*LAYERS, "models") for item in survey.lake.list(f"{layer}/")}
    for record in survey.records:
        for key, name in own_keys(record).items():
            why = survey.goes(record, name) if key in present else None
            if why:
                yield Removal(key, present[key], "tables", why, record.run_id)


def going_models(survey: Survey) -> Iterator[Removal]:
    """Models that neither a pointer nor a run that stays names; with a damaged record nobody can tell."""
    if survey.damaged:
        return
    needed = _needed_models(survey)
    for model_id, files in stored_models(survey.lake).items():
        if model_id not in needed and all(_is_of_a_model(item, model_id) for item in files):
            for item in files:
                yield Removal(item.key, item.size, "models", f"no run that stays names {model_id}")


def _needed_models(survey: Survey) -> set[str]:
    named = champions(load_champion(survey.lake))
    for record in survey.records:
        if survey.stays[record.run_id].tables:
            named |= named_models(record)
    return {each for model_id in named for each in successors(survey.lake, model_id)}


def named_models(record: RunRecord) -> set[str]:
    """Models that a run made, scored with or started from."""
    made = {step.model_id for step in record.steps if step.model_id}
    return made | ({record.champion_before} if record.champion_before else set())


def _is_of_a_model(item: LakeObject, model_id: str) -> bool:
    name = item.key.removeprefix(f"models/{model_id}/")
    return name in _MODEL_FILES or name.endswith(".ubj")


def going_results(survey: Survey) -> Iterator[Removal]:
    """Results of single raw files that no run which stays reads; an unfinished run may be about to name one."""
    if survey.damaged or survey.has_unfinished:
        return
    needed = {
        key
        for record in survey.records
        for step in record.steps
        if survey.goes(record, step.name) is None
        for key in step.keys
    }
    for item in kept_results(survey.lake):
        if item.key not in needed:
            yield Removal(item.key, item.size, "kept results", "no run that stays reads it")


def going_comparisons(survey: Survey) -> Iterator[Removal]:
    """What a comparison of experiments has kept to go on with, of runs whose tables go."""
    for record in survey.records:
        if not survey.stays[record.run_id].tables:
            for item in survey.lake.list(f"{KEPT}{EXPERIMENTS}/{record.run_id}/"):
                yield Removal(item.key, item.size, "kept results", "the tables of its run go", record.run_id)


def kept_results(lake: Lake) -> list[LakeObject]:
    """All that is kept of single raw files, and what the first version kept beside its tables."""
    steps = {
        (stage.layer, step.name)
        for p in PIPELINES.values()
        for stage in p.stages
        for step in stage.steps
        if step.per_file
    }
    found: list[LakeObject] = []
    for layer, name in sorted(steps):
        found += [item for item in lake.list(f"{KEPT}{name}/") if _RESULT.search(item.key)]
        found += [item for item in lake.list(f"{layer}/{name}/") if _FIRST_RESULT.search(item.key)]
    return found


def going_reports(survey: Survey) -> Iterator[Removal]:
    """Reports of runs whose records go; until then they stay, as the model card does: they name no customer."""
    for record in survey.records:
        if survey.record_goes(record):
            for item in survey.lake.list(f"{REPORTS}/{record.run_id}/"):
                yield Removal(item.key, item.size, "reports", "the record of its run goes", record.run_id)


def going_records(survey: Survey) -> Iterator[Removal]:
    """Records of runs whose tables went, and of refused plans, where the settings say that they go too."""
    for record in (*survey.records, *survey.refused):
        if survey.record_goes(record):
            key = record_key(record.run_id)
            size, days = len(survey.lake.read(key)), survey.retention.keep_records_days
            yield Removal(key, size, "records", f"records are kept for {days} days", record.run_id)
