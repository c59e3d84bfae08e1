"""Copies of the published run at keys that do not change from run to run, for tools that cannot follow the pointer."""

from spanishgas.content import json_bytes
from spanishgas.run.pointers import load_current
from spanishgas.run.reader import Run
from spanishgas.run.turns import publication_turn

STABLE_COPIES = {
    "gold_master": "gold/gold_master.parquet",
    "scored_customers": "scored/scored_customers.parquet",
    "recommendations": "scored/recommendations.parquet",
    "drift_results": "monitoring/drift_results.json",
    "evaluation": "models/evaluation.json",
}
"""Copied after the pointer has moved."""


def copy_to_stable_keys(run: Run) -> None:
    """Copies of the published run for tools that cannot follow the pointer; a failure here leaves it published.

    Of a run that was replaced in the meantime nothing is copied: the other one's copies are to stay.
    """
    with publication_turn(run.lake):
        current = load_current(run.lake)
        if current is not None and current.run_id == run.record.run_id:
            _copy_to_stable_keys(run)


def _copy_to_stable_keys(run: Run) -> None:
    for name, target in STABLE_COPIES.items():
        for step in (step for step in run.record.steps if step.name == name):
            (key,) = step.keys
            if step.kind == "table" and target.endswith(".json"):
                run.lake.write(target, json_bytes(run.table(name).to_dicts()))
            else:
                run.lake.copy(key, target)
