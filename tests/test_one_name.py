"""One name is one thing, and one thing has one name."""

import inspect
from collections import Counter
from pathlib import Path

import spanishgas
from spanishgas.pipelines import PIPELINES
from spanishgas.tables.results import Recommendations, ScoredCustomers

SOURCE = Path(spanishgas.__file__).parent


def test_no_two_functions_make_the_same_step() -> None:
    functions = {step.function for pipeline in PIPELINES.values() for step in pipeline.steps()}
    assert [name for name, count in Counter(f.__name__ for f in functions).items() if count > 1] == []
    assert all(inspect.getmodule(function) for function in functions)


def test_the_name_of_the_outcome_stands_once_in_what_learns_from_it() -> None:
    rooms = ("model", "monitoring", "decide", "fidelity")
    text = "".join(path.read_text("utf-8") for room in rooms for path in (SOURCE / room).rglob("*.py"))
    assert text.count('"churned_within_horizon"') <= 1


def test_a_reason_has_the_same_name_in_scores_and_recommendations() -> None:
    reasons = {"reason_1", "reason_2", "reason_3"}
    assert reasons <= set(ScoredCustomers.column_names())
    assert reasons <= set(Recommendations.column_names())
