"""The wiring: derived from signatures, checked before anything runs."""

from typing import Any, Optional

import polars as pl
import pytest
from support.sentences import says

from spanishgas.errors import RunError, WiringError
from spanishgas.pipeline import Artefact, Pipeline, RawSource, Stage, Step, settings_of
from spanishgas.pipelines import PIPELINES
from spanishgas.run.reader import FINDINGS
from spanishgas.tables import experiments
from spanishgas.tables.base import table_name
from spanishgas.tables.document import Document
from spanishgas.tables.findings import Audited
from spanishgas.tables.registry import SCHEMAS


def silver_bread(raw_flour: pl.LazyFrame, *, seed: int) -> pl.LazyFrame: ...


def gold_toast(silver_bread: pl.LazyFrame) -> Audited: ...


class BurnReport(Document):
    """What was burnt."""

    slices: int


def burn_report(gold_toast: pl.LazyFrame) -> BurnReport: ...


def pipeline(*functions: Any, **steps: bool) -> Pipeline:
    stage = Stage("bake", tuple(Step(function, **steps) for function in functions), layer="gold")
    return Pipeline("bakery", (stage,), {"raw_flour": RawSource("bronze_flour")}, frozenset({"seed"}))


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


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (dict, "returns dict: no table, document, model or pages"),
        (None, "says no kind"),
        (pl.LazyFrame | BurnReport, "says no kind"),
    ],
)
def test_a_step_whose_annotation_says_no_kind_is_refused(annotation: object, message: str) -> None:
    def gold_crumbs(raw_flour: pl.LazyFrame): ...

    gold_crumbs.__annotations__["return"] = annotation
    with pytest.raises(WiringError, match=message):
        pipeline(gold_crumbs)


def test_a_document_is_named_as_its_class() -> None:
    def gold_report(raw_flour: pl.LazyFrame) -> BurnReport: ...

    with pytest.raises(WiringError, match="name it burn_report"):
        pipeline(gold_report)


def test_an_input_with_a_default_needs_no_maker() -> None:
    def silver_cake(raw_flour: pl.LazyFrame, raw_sugar: pl.LazyFrame | None = None) -> pl.LazyFrame: ...

    step = pipeline(silver_cake).step("silver_cake")
    assert (step.inputs, step.optional_inputs) == (("raw_flour", "raw_sugar"), {"raw_sugar"})


class Recipe:
    """What is stored as files of its own."""

    def to_files(self) -> dict[str, bytes]: ...


def test_what_has_files_of_its_own_is_a_model() -> None:
    def recipe(raw_flour: pl.LazyFrame) -> Recipe: ...

    def old_recipe(raw_flour: pl.LazyFrame) -> Recipe | None: ...

    def any_recipe(raw_flour: pl.LazyFrame) -> Optional[Recipe]: ...  # noqa: UP045

    assert isinstance(Recipe(), Artefact)
    for step in pipeline(recipe, old_recipe, any_recipe).steps():
        assert (step.kind, step.makes) == ("model", Recipe)


def test_what_a_step_makes_is_stored_whole_and_crowns_nobody_unless_it_says_so() -> None:
    step = Step(silver_bread)
    assert (step.stored, step.per_file, step.becomes_champion, step.explain) == (True, False, False, None)


def test_settings_are_the_keyword_only_parameters_in_their_order() -> None:
    def bake(flour: object, water: object = None, *, seed: int, clock: str = "local") -> None: ...

    assert settings_of(bake) == ("seed", "clock")
    assert settings_of(gold_toast) == ()


TWO = Pipeline(
    "bakery",
    (Stage("bake", (Step(silver_bread),), layer="silver"), Stage("serve", (Step(gold_toast),), layer="gold")),
    {"raw_flour": RawSource("bronze_flour")},
    frozenset({"seed"}),
)


def test_steps_and_stages_are_found_by_their_names() -> None:
    assert [TWO.step(name).function for name in ("silver_bread", "gold_toast")] == [silver_bread, gold_toast]
    assert [TWO.stage(name).layer for name in ("bake", "serve")] == ["silver", "gold"]
    assert [TWO.makes(name) for name in ("raw_flour", "gold_toast", "raw_salt")] == [True, True, False]


def test_a_name_that_is_not_there_is_said_with_those_that_are() -> None:
    with says(WiringError, "bakery: no step makes gold_crumbs."):
        TWO.step("gold_crumbs")
    with says(RunError, "There is no stage 'knead'; the stages are bake, serve, and publish."):
        TWO.stage("knead")
    with says(WiringError, "bakery: no step makes the champion."):
        TWO.champion_step()


def test_a_wrong_wiring_is_said_in_full() -> None:
    def gold_cake(raw_eggs: pl.LazyFrame, raw_flour: pl.LazyFrame, raw_milk: pl.LazyFrame) -> pl.LazyFrame: ...

    def gold_pie(raw_flour: pl.LazyFrame, *, oven: int, seed: int, hours: int) -> pl.LazyFrame: ...

    def raw_flour(silver_bread: pl.LazyFrame) -> pl.LazyFrame: ...

    def gold_report(raw_flour: pl.LazyFrame) -> BurnReport: ...

    def gold_rows(raw_flour: pl.LazyFrame) -> int: ...

    def gold_guess(raw_flour: pl.LazyFrame): ...

    for functions, sentence in [
        ((gold_cake,), "bakery: step gold_cake reads raw_eggs, raw_milk, which no earlier step makes."),
        ((gold_pie,), "bakery: step gold_pie asks for oven, hours, which is no setting."),
        ((silver_bread, silver_bread), "bakery: silver_bread has two makers."),
        ((silver_bread, raw_flour), "bakery: raw_flour has two makers."),
        ((gold_report,), "bakery: step gold_report makes the document BurnReport; name it burn_report."),
        ((gold_rows,), "Step gold_rows returns int: no table, document, model or pages."),
        ((gold_guess,), "Step gold_guess: what it returns is annotated as None, which says no kind."),
    ]:
        with says(WiringError, sentence):
            pipeline(*functions)


@pytest.mark.parametrize("mode", ["train", "score"])
def test_one_step_makes_the_champion(mode: str) -> None:
    assert PIPELINES[mode].champion_step().kind == "model"
    assert sum(step.becomes_champion for step in PIPELINES[mode].steps()) == 1
    with pytest.raises(WiringError, match="no step makes the champion"):
        pipeline(silver_bread).champion_step()


def test_every_table_of_the_pipelines_has_a_schema_and_every_schema_a_table() -> None:
    tables = {step.name for pipeline in PIPELINES.values() for step in pipeline.steps() if step.kind == "table"}
    compared = set(map(table_name, experiments.SCHEMAS))  # of a run, but by no step of it
    assert tables | {FINDINGS} | compared == set(SCHEMAS)


def test_a_step_that_runs_once_per_file_makes_a_plain_table() -> None:
    with pytest.raises(WiringError, match="gold_toast runs once per file and returns Audited; a LazyFrame is expected"):
        pipeline(silver_bread, gold_toast, per_file=True)


def test_a_step_stands_on_all_that_its_inputs_stand_on() -> None:
    made = pipeline(silver_bread, gold_toast, burn_report)
    assert [step.name for step in made.below(made.step("burn_report"))] == ["silver_bread", "gold_toast"]
    assert made.below(made.step("silver_bread")) == ()


def test_files_are_cut_for_label_dates_alone() -> None:
    with pytest.raises(WiringError, match="does not run once per label date"):
        pipeline(silver_bread, on_cut_files=True)
