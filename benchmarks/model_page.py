"""docs/model-benchmarks.md: one page with a section a benchmark, and results that were measured before."""

import hashlib
import inspect
import json
import os
import platform
import re
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from spanishgas.experiments.intervals import Interval
from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees
from spanishgas.model.experiments import Experiments
from spanishgas.model.search import best_parameters
from spanishgas.run.source_hash import library_versions, source_hash

PAGE = Path("docs/model-benchmarks.md")
KEPT = Path(".cache/model-benchmarks")
_HEAD = """# Does the model hold?

Two benchmarks of the training code, each written by its command. Average precision is that of scikit-learn (PR-AUC).
Intervals are those of the corrected resampled t-test ([experiments](decisions/experiments.md)), over folds, 95 %.
"""
_SECTIONS = ("tables", "twin")
BOOSTERS = {name: version(name) for name in ("lightgbm", "catboost") if find_spec(name)}
"""Versions of those that are compared with, where they are installed."""


def measured_by(command: str, threads: int) -> str:
    """The line that says with what a section was measured."""
    libraries = dict(XGBoostTrees.libraries) | BOOSTERS | {name: version(name) for name in ("scikit-learn", "optuna")}
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    said = ", ".join(f"{name} {number}" for name, number in libraries.items())
    return f"Measured by `{command}` on {threads} thread ({machine}):\n{said}."


def kept(
    of: dict[str, Any], by: Sequence[Callable[..., Any]], measure: Callable[[], dict[str, Any]] | None
) -> dict[str, Any]:
    """What was measured before of the same input by the same code and rules; else it is measured now and kept.

    Without ``measure``, what was not measured before is empty.
    """
    own = [inspect.getsource(each) for each in by]
    decided = [source_hash([best_parameters]), library_versions() | BOOSTERS, Experiments.load().fingerprint(), own, of]
    digest = hashlib.sha256(json.dumps(decided, sort_keys=True).encode()).hexdigest()[:16]
    path = KEPT / f"{digest}.json"
    if path.exists():
        return json.loads(path.read_text("utf-8"))
    if measure is None:
        return {}
    found = measure()
    KEPT.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found), encoding="utf-8")
    return found


def write_section(name: str, text: str, page: Path) -> None:
    """Put a benchmark's section in the page; the other stays as it is."""
    old = page.read_text("utf-8") if page.exists() else ""
    sections = {each: _section(old, each) for each in _SECTIONS} | {name: text.strip()}
    parts = [f"<!-- {each} -->\n{said}\n<!-- end of {each} -->" for each, said in sections.items() if said]
    page.write_text("\n".join((_HEAD, "\n\n".join(parts), "")), encoding="utf-8")


def _section(page: str, name: str) -> str:
    found = re.search(f"<!-- {name} -->\n(.*?)\n<!-- end of {name} -->", page, re.DOTALL)
    return found[1] if found else ""


def said(difference: Interval) -> str:
    """A difference with its interval."""
    return f"{difference.value:+.3f} ({difference.low:+.3f} to {difference.high:+.3f})"
