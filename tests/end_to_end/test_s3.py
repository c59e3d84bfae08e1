"""The same pipeline on an s3:// lake: moto's server over HTTP, nothing in this process is patched."""

from pathlib import Path

import polars as pl
import pytest
from conftest import run

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.plan import check_unchanged, plan_run
from spanishgas.settings import Settings


def upload(folder: Path, lake: Lake) -> None:
    for file in sorted((folder / "raw").rglob("*")):
        lake.upload(file, file.relative_to(folder).as_posix())


def test_a_run_on_s3_publishes_the_same_bytes_as_on_a_folder(bucket: str, small_raw: Path, published: Path) -> None:
    lake, local = Lake(bucket), Lake(published)
    upload(small_raw, lake)
    record = run(lake, run_id="first")
    assert record.status == "published"
    for key in ("gold/first/gold_master.parquet", "scored/first/recommendations.parquet", "models/champion.json"):
        assert lake.read(key) == local.read(key)
    assert all(item.fingerprint.startswith("etag:") for item in record.inputs)


def test_a_changed_input_is_noticed_on_s3(bucket: str, small_raw: Path) -> None:
    lake = Lake(bucket)
    upload(small_raw, lake)
    record = plan_run(lake, Settings(lake=str(lake)), "train", "first")
    check_unchanged(lake, record)
    lake.write("raw/churn_label.csv", lake.read("raw/churn_label.csv") + b"\n")
    with pytest.raises(InputError, match="has changed"):
        check_unchanged(lake, record)


@pytest.mark.parametrize(
    ("folder", "sibling"), [("br[1]", "br1"), ("a*b", "axb"), ("q?", "qq"), ("p%31", "p1"), ("ñ #~", "x")]
)
def test_no_name_is_a_pattern_on_s3(folder: str, sibling: str, bucket: str) -> None:
    for name in (sibling, folder):
        lake = Lake(f"{bucket}/{name}")
        lake.write_table(f"raw/{folder}.parquet", pl.DataFrame({"a": [name]}))
        lake.write(f"raw/{folder}.csv", f"a\n{name}\n".encode())
    assert lake.scan(f"raw/{folder}.parquet").collect().rows() == [(folder,)]
    assert lake.read(f"raw/{folder}.csv").decode() == f"a\n{folder}\n"
    assert [item.key for item in lake.list("raw/")] == [f"raw/{folder}.csv", f"raw/{folder}.parquet"]
