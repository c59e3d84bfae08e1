"""Raw files are kept by content: once, never as a link, within a limit."""

from pathlib import Path

import pytest
from support.runs import add_raw

from spanishgas.errors import SupersededError
from spanishgas.lake import Lake
from spanishgas.run.kept_raw import keep_raw, kept_raw_key


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def test_a_file_that_is_overwritten_stays_as_it_was_read(lake: Lake) -> None:
    item = add_raw(lake, "bronze_labels", "churn_label.csv", "before")
    keep_raw(lake, [item], 1.0)
    (Path(lake.root) / item.key).write_text("after")
    assert kept_raw_key(item) == f"kept/raw/{item.fingerprint.removeprefix('sha256:')}.csv"
    assert lake.read(kept_raw_key(item)) == b"before"


def test_the_same_content_is_kept_once_and_no_partial_file_stays(lake: Lake) -> None:
    items = [add_raw(lake, "bronze_readings", f"consumption_hourly_{n}.CSV.GZ", "same") for n in (1, 2)]
    keep_raw(lake, items, 1.0)
    kept = [path.name for path in (Path(lake.root) / "kept" / "raw").iterdir()]
    assert len(kept) == 1
    assert kept[0].endswith(".csv.gz")


@pytest.mark.parametrize(("limit_bytes", "kept"), [(0, 0), (5, 0), (6, 1), (11, 1), (12, 2)])
def test_no_more_is_kept_than_the_limit_allows(limit_bytes: int, kept: int, lake: Lake) -> None:
    items = [add_raw(lake, "bronze_labels", f"{word}.csv", word) for word in ("first ", "second")]
    keep_raw(lake, items, limit_bytes / 1e9)
    assert len(lake.list("kept/raw/")) == kept


def test_a_file_that_is_not_kept_is_noted(lake: Lake) -> None:
    items = [add_raw(lake, "bronze_labels", f"{word}.csv", word) for word in ("first ", "second")]
    (found,) = keep_raw(lake, items, 6e-9)
    assert (found.check, found.value, found.limit, found.severity) == ("not_kept", 12, 6, "info")
    assert found.message == (
        "raw/second.csv was not kept: with it, copies of raw files would take more than 6e-09 GB "
        "(SPANISHGAS_KEEP_RAW_GB). Once it is replaced, this run cannot be replayed."
    )


@pytest.mark.parametrize("limit_bytes", [0, 12])
def test_nothing_is_noted_where_all_is_kept_or_none_on_purpose(limit_bytes: int, lake: Lake) -> None:
    items = [add_raw(lake, "bronze_labels", f"{word}.csv", word) for word in ("first ", "second")]
    assert keep_raw(lake, items, limit_bytes / 1e9) == []


def test_a_file_that_is_replaced_while_it_is_copied_is_not_kept(lake: Lake) -> None:
    item = add_raw(lake, "bronze_labels", "churn_label.csv", "before")
    lake.write(item.key, b"afterwards")
    with pytest.raises(SupersededError, match=r"raw/churn_label\.csv was replaced while it was copied"):
        keep_raw(lake, [item], 1.0)
    assert lake.list("kept/raw/") == []
