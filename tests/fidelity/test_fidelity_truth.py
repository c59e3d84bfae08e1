"""Fidelity is judged by the truth of the day that the run listed for."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import polars as pl
from support.sentences import says

from spanishgas.errors import RunError
from spanishgas.fidelity.measure import TRUTH, measure
from spanishgas.lake import Lake


def test_a_run_of_a_day_of_which_no_truth_is_told_is_refused_by_the_days_that_are(tmp_path: Path) -> None:
    lake = Lake.create(tmp_path / "lake")
    days = pl.DataFrame({"customer_id": ["C00001"] * 2, "as_of": [date(2024, 12, 31), date(2025, 4, 30)]})
    (tmp_path / "lake" / "truth").mkdir()
    days.write_parquet(tmp_path / "lake" / TRUTH)
    with says(
        RunError,
        f"{lake.uri(TRUTH)} tells nothing of 2025-03-31, the day that run r1 lists for, only of 2024-12-31, "
        "2025-04-30: run anew on the files that are there, or simulate until that day.",
    ):
        measure(SimpleNamespace(lake=lake, record=SimpleNamespace(as_of=date(2025, 3, 31), run_id="r1")))
