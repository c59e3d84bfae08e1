"""What a run would refuse, without a run: its stages in a scratch folder, as far as files and champion alone decide."""

import tempfile
from dataclasses import replace

from spanishgas.lake import Lake
from spanishgas.model.lost_columns import lost_columns
from spanishgas.model.split import model_split
from spanishgas.model.training_master import training_master
from spanishgas.pipeline import Stage
from spanishgas.pipelines import BRONZE, GOLD, PIPELINES, SILVER, TRAIN
from spanishgas.run.models import load_model
from spanishgas.run.plan import plan_run
from spanishgas.run.precedence import check_may_replace
from spanishgas.run.reader import Run
from spanishgas.run.record import Mode, RunRecord
from spanishgas.run.runner import Runner, Watcher
from spanishgas.settings import Settings
from spanishgas.tables.findings import Finding

_REFUSING = training_master, model_split
_TRAINING_TABLES = Stage(TRAIN.name, tuple(step for step in TRAIN.steps if step.function in _REFUSING), TRAIN.layer)
_STAYS = "If the training does not replace the champion, the run is refused for this."


def plan_check(lake: Lake, settings: Settings, mode: Mode, *, replace_newer: bool = False) -> RunRecord:
    """The record of the run that is checked; it is never saved in the lake.

    Raises:
        InputError: what a run's plan would refuse.
        RunError: the run could not be published, because one of a later day is.
        GateError: the champion may not score.
    """
    record = plan_run(lake, settings, mode, "check", replace_newer=replace_newer)
    check_may_replace(lake, record)
    return record


def checked_stages(mode: Mode) -> tuple[Stage, ...]:
    """The stages whose refusals do not hang on a training: all of a scoring, and of a training those before it."""
    return PIPELINES["score"].stages if mode == "score" else (BRONZE, SILVER, GOLD, _TRAINING_TABLES)


def check_run(lake: Lake, record: RunRecord, watcher: Watcher) -> None:
    """Run the stages in a scratch folder: the lake is read and not touched. Findings are added to the record.

    Raises:
        InputError: what a run would refuse, in its words.
        GateError: no model may score.
    """
    with tempfile.TemporaryDirectory(prefix="spanishgas-check-") as scratch:
        run = Run(Lake(scratch), record, source=lake)
        for stage in checked_stages(record.mode):
            Runner(run, watcher).run_stage(stage)
        record.findings += _losses(run) if record.mode == "train" else []


def _losses(run: Run) -> list[Finding]:
    """What the champion would miss if it scored, of which only the training knows."""
    champion = run.record.champion_before
    if champion is None:
        return []
    sources, waived = run.values["feature_sources"], run.record.settings.score_without
    found = lost_columns(run.table("gold_master"), load_model(run.source, champion), sources, waived)
    return [
        replace(one, severity="warning", message=f"{one.message} {_STAYS}") if one.severity == "error" else one
        for one in found
    ]
