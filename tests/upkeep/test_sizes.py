"""Sizes of a lake, by listing it."""

from pathlib import Path

import pytest
from support.weeks import add_week

from spanishgas.lake import Lake
from spanishgas.upkeep.sizes import lake_sizes, readable_size


def test_sizes_are_those_of_each_kind_and_run(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    for week in range(2):
        add_week(lake, week, size=100 + week)
    lake.write("raw/a.csv", b"1234")
    lake.write("gold/gold_master.parquet", b"a stable copy")
    sizes = lake_sizes(lake)
    assert sizes.by_run == {"week-00": 500, "week-01": 505}
    assert (sizes.raw, sizes.runs, sizes.kept_results) == (4, 1005, 201)
    assert sizes.raw_copies == 2 * (len("customers 0") + len("interactions 0")) * 10
    assert sizes.models == 2 * len(b"a card") + len(lake.read("models/champion.json"))


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_550_000_000, "1.6 GB"), (3 * 10**16, "30000.0 TB")],
)
def test_bytes_are_said_in_the_unit_that_fits(size: int, words: str) -> None:
    assert readable_size(size) == words
