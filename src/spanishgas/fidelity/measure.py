"""The published run of a baseline twin held against the published statistics: on the screen, and as a page."""

from dataclasses import fields
from typing import Any

import polars as pl
from rich.progress import Progress

from spanishgas.errors import RunError
from spanishgas.fidelity.rows import fidelity_rows
from spanishgas.fidelity.tables import PipelineTables, reading_facts
from spanishgas.lake import Lake
from spanishgas.model.evaluate import evaluation
from spanishgas.model.train import challenger
from spanishgas.policy import Policy
from spanishgas.run.metrics import read_table, scan_table
from spanishgas.run.record import RunRecord, StepRecord, current_run_id, load_record
from spanishgas.run.runner import Runner

EXPERIMENTS = ("E0", "E2", "E5")
_FACTS = "reading_facts"


class _Unwatched:
    def started(self, stage: str, step: str) -> None:
        """Nothing to show."""

    def finished(self, step: StepRecord) -> None:
        """Nothing to show."""


def measure(lake: Lake, progress: Progress | None = None) -> pl.DataFrame:
    """Every published figure beside that of the lake's published run, one row a figure."""
    run_id = current_run_id(lake)
    if run_id is None:
        raise RunError(f"Nothing is published in {lake} yet. Start with: spanishgas run --lake {lake}")
    record = load_record(lake, run_id)
    task = progress.add_task("reading the hours", total=len(EXPERIMENTS) + 1) if progress else None
    readings = Runner(lake, record, _Unwatched()).load("bronze_readings")
    names = [field.name for field in fields(PipelineTables) if field.name != _FACTS]
    tables = PipelineTables(
        **{name: read_table(lake, record, name) for name in names}, reading_facts=reading_facts(readings)
    )
    evaluations: dict[str, Any] = {}
    for experiment in EXPERIMENTS:
        if progress and task is not None:
            progress.update(task, advance=1, description=f"training {experiment}")
        evaluations[experiment] = _test_metrics(lake, record, experiment)
    return fidelity_rows(tables, evaluations)


def _test_metrics(lake: Lake, record: RunRecord, experiment: str) -> dict[str, Any]:
    """Metrics of an experiment on the untouched test customers of the run's own split."""
    gold, split = (scan_table(lake, record, name) for name in ("gold_master", "model_split"))
    settings = {name: record.settings[name] for name in ("seed", "recall_confidence", "threads")}
    model = challenger(gold, split, experiment=experiment, policy=Policy.model_validate(record.policy), **settings)
    return evaluation(model, None, gold, split)["challenger"]["test"]
