"""The wiring: derived from signatures, checked before anything runs."""

from typing import Any

import polars as pl
import pytest

from spanishgas.errors import WiringError
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.pipelines import PIPELINES
from spanishgas.tables.findings import Audited
from spanishgas.tables.registry import SCHEMAS


def silver_bread(raw_flour: pl.LazyFrame, *, seed: int) -> pl.LazyFrame: ...


def gold_toast(silver_bread: pl.LazyFrame) -> Audited: ...


def burn_report(gold_toast: pl.LazyFrame) -> dict[str, Any]: ...


def pipeline(*functions: Any, sources: frozenset[str] = frozenset({"raw_flour"})) -> Pipeline:
    return Pipeline("bakery", (Stage("bake", tuple(map(Step, functions))),), sources, frozenset({"seed"}))


def test_a_step_declares_itself_by_its_signature() -> None:
    step = Step(silver_bread)
    assert (step.name, step.inputs, step.settings, step.kind) == ("silver_bread", ("raw_flour",), ("seed",), "table")
    assert [Step(f).kind for f in (gold_toast, burn_report)] == ["table", "document"]


def test_steps_that_fit_make_a_pipeline() -> None:
    assert [step.name for step in pipeline(silver_bread, gold_toast, burn_report).steps()] == [
        "silver_bread",
        "gold_toast",
        "burn_report",
    ]


def test_a_name_without_maker_is_refused() -> None:
    with pytest.raises(WiringError, match="gold_toast reads silver_bread, which no earlier step makes"):
        pipeline(gold_toast, silver_bread)


def test_a_name_with_two_makers_is_refused() -> None:
    with pytest.raises(WiringError, match="two makers"):
        pipeline(silver_bread, silver_bread)


def test_an_unknown_setting_is_refused() -> None:
    def silver_rolls(raw_flour: pl.LazyFrame, *, oven: int) -> pl.LazyFrame: ...

    with pytest.raises(WiringError, match="oven, which is no setting"):
        pipeline(silver_rolls)


@pytest.mark.parametrize("mode", ["train", "score"])
def test_every_stored_table_of_the_pipelines_has_a_schema(mode: str) -> None:
    partial = {"silver_meter_sums", "silver_meter_corrections"}
    tables = {step.name for step in PIPELINES[mode].steps() if step.kind == "table"}
    assert tables - partial <= set(SCHEMAS)
