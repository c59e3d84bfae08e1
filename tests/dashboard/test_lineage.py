"""What a table is made from, by the wiring of the run's pipeline."""

from pathlib import Path

import pytest
from support.runs import run_record

from spanishgas.dashboard import lineage
from spanishgas.dashboard.language import speak
from spanishgas.lake import Lake
from spanishgas.run.reader import Run
from spanishgas.run.record import InputRecord


def file(dataset: str, name: str) -> InputRecord:
    return InputRecord(dataset=dataset, key=f"raw/{name}", size=1, fingerprint="x")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    inputs = [file("bronze_costs", "costs.csv"), *(file("bronze_readings", f"kwh_{month}.csv") for month in "123")]
    return Run(Lake(tmp_path), run_record(inputs=inputs))


def test_a_table_of_the_first_layer_comes_from_its_file(run: Run) -> None:
    assert lineage.as_table(run, lineage.lineage(run, "bronze_costs")).rows() == [
        ("bronze_costs", "table", "Bronze", "costs.csv"),
        ("costs.csv", "file", "Files and beginnings", "–"),
    ]


def test_several_files_are_named_by_the_first_and_a_view_is_said_to_be_one(run: Run) -> None:
    speak("es")
    rows = lineage.as_table(run, lineage.lineage(run, "silver_meter_sums")).rows()
    assert rows[-1][0] == "kwh_1.csv y 2 más"
    assert ("bronze_readings", "vista, no se guarda", "Bronce", "kwh_1.csv y 2 más") in rows


def test_a_dataset_without_a_file_is_said_to_have_none(run: Run) -> None:
    assert lineage.as_table(run, lineage.lineage(run, "bronze_labels")).rows()[-1][0] == "no file (labels)"


def test_everything_that_is_read_is_made_before(run: Run) -> None:
    for step in run.pipeline.steps():
        origins = lineage.lineage(run, step.name)
        names = [each.name for each in origins]
        assert names[-1] == step.name
        assert all(names.index(one) < names.index(each.name) for each in origins for one in each.made_from)


def test_tables_that_stand_on_foundations_stand_on_what_these_are(run: Run) -> None:
    names = {each.name for each in lineage.lineage(run, "leakage_sources")}
    assert {"features_lifecycle", "silver_market_month", "bronze_costs", "raw_costs"} <= names
    assert "feature_foundations" not in names


def test_what_no_step_makes_has_no_lineage(run: Run) -> None:
    assert lineage.lineage(run, "quality_findings") == []


def test_the_picture_has_a_line_each_and_a_curve_from_each_to_what_is_made_of_it(run: Run) -> None:
    origins = lineage.lineage(run, "silver_costs")
    nodes = lineage.nodes(run, origins)
    assert nodes.select("label", "x", "y", "role").rows() == [
        ("costs.csv", 0, 0, "further"),
        ("bronze_costs", 1, 1, "direct"),
        ("silver_costs", 2, 2, "own"),
    ]
    curves = lineage.curves(origins, nodes)
    ends = [
        (rows["edge"][0], rows["role"][0], rows.row(0)[1:3], rows.row(-1)[1:3])
        for _, rows in curves.group_by("edge", maintain_order=True)
    ]
    assert ends == [
        ("raw_costs bronze_costs", "further", (0.0, 0.0), (1.0, 1.0)),
        ("bronze_costs silver_costs", "direct", (1.0, 1.0), (2.0, 2.0)),
    ]
