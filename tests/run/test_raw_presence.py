"""Which raw files are there is said by their names alone."""

from pathlib import Path

from support.runs import RAW_FILES, raw_lake

from spanishgas.lake import Lake
from spanishgas.run.raw_presence import raw_presence


def test_every_dataset_has_the_sizes_of_its_files(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    lake.write("raw/consumption_hourly_2.csv", b"12345\n")
    found = raw_presence(lake)
    sizes = {each.name: each.sizes for each in found.datasets}
    assert sizes["consumption_hourly"] == (len(RAW_FILES["consumption_hourly_1.csv"]), 6)
    assert all(len(of) == 1 for name, of in sizes.items() if name != "consumption_hourly")
    assert found.refusals == ()


def test_a_file_that_a_run_needs_is_refused_in_its_words_and_labels_are_optional(tmp_path: Path) -> None:
    found = raw_presence(raw_lake(tmp_path, price_history=None, churn_label=None))
    missing = [(each.name, each.is_optional) for each in found.datasets if not each.sizes]
    assert sorted(missing) == [("churn_label", True), ("price_history", False)]
    assert ["there is no price_history file" in text for text in found.refusals] == [True]


def test_a_lake_without_raw_files_waits_for_all(tmp_path: Path) -> None:
    assert all(not each.sizes for each in raw_presence(Lake(tmp_path)).datasets)
