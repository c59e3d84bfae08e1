"""Jobs as AWS starts them, each a process of its own on S3, make the bytes that one run in a folder makes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.bucket import ENVIRONMENT, moto_server, new_bucket

from spanishgas.lake import Lake
from spanishgas.run.inputs import raw_digest
from spanishgas.run.store import load_record

FUSED = (("bronze", "silver", "gold"), ("train", "evaluate"), ("score", "drift", "publish"))
OWN_TO_A_RUN = ("raw/", "runs/", "kept/", "locks/", "truth/")
"""Where a lake may differ: records, pointers, cache keys, and what no run makes."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with moto_server() as found:
        yield found


def run_jobs(root: str, address: str, policy: Path, listing: str, home: Path) -> None:
    """Run the three jobs of a training without HOME and in another time zone, by what the environment names."""
    environment = {
        **ENVIRONMENT,
        "AWS_ENDPOINT_URL": address,
        "DATA_SOURCE": "s3",
        "SPANISHGAS_LAKE": root,
        "SPANISHGAS_POLICY_FILE": str(policy),
        "SPANISHGAS_KEEP_RAW_GB": "0",
        "SPANISHGAS_EXIT_MESSAGE_FILE": str(home / "message"),
        "PATH": os.environ["PATH"],
        "TZ": "Pacific/Kiritimati",
    }
    for stages in FUSED:
        words = [*stages, "--run-id", "first", "--mode", "train", "--listing", listing]
        code = "from spanishgas.__main__ import main; main()"
        done = subprocess.run(
            [sys.executable, "-c", code, "job", *words],
            env=environment,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]


def made(lake: Lake) -> dict[str, bytes]:
    return {item.key: lake.read(item.key) for item in lake.list("") if not item.key.startswith(OWN_TO_A_RUN)}


def test_three_jobs_on_s3_make_the_bytes_of_a_run_in_a_folder(
    address: str, few_raw: Path, few_policy: Path, few_published: Path, tmp_path: Path
) -> None:
    root = new_bucket()
    lake, local = Lake(root), Lake(few_published)
    for file in sorted((few_raw / "raw").rglob("*")):
        lake.upload(file, file.relative_to(few_raw).as_posix())
    run_jobs(root, address, few_policy, raw_digest(lake), tmp_path)
    record, once = load_record(lake, "first"), load_record(local, "first")
    assert record.status == "published"
    assert [step.sha256 for step in record.steps] == [step.sha256 for step in once.steps]
    assert made(lake) == made(local)
