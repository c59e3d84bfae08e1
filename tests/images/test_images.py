"""The images run as nobody on a read-only root, hold what they need within their budgets, and do their work."""

import json
import os
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from browsing import CHROMIUM, PATIENCE, free_port, settled
from playwright.sync_api import sync_playwright
from support.images import Image

pytestmark = pytest.mark.images
HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src/spanishgas"
BUDGETS_MB = {"processing": 450, "lambda": 60}


@pytest.mark.parametrize("name", ["lambda", "processing", "streamlit"])
def test_an_image_runs_as_a_user_without_rights_who_can_change_nothing_of_it(
    images: dict[str, Image], name: str
) -> None:
    assert images[name].config["User"] == "10001:10001"
    assert images[name].run("id", "-u").stdout == "10001\n"
    written = images[name].run("touch", "/opt/spanishgas/bin/other")
    assert "Read-only" in written.stderr
    owners = subprocess.run(["find", images[name].root / "opt", "!", "-user", "0"], capture_output=True, text=True)
    assert owners.stdout == "", "files of the application belong to root"


@pytest.mark.parametrize("name", BUDGETS_MB)
def test_what_is_ours_in_an_image_keeps_to_its_budget(images: dict[str, Image], name: str) -> None:
    assert images[name].app_mb <= BUDGETS_MB[name]


def test_a_job_runs_its_stage_on_a_read_only_root_with_the_credentials_of_its_role(
    images: dict[str, Image], small_raw: Path
) -> None:
    words = images["processing"].words("spanishgas", "stage", "bronze", "--run-id", "monday")
    done = subprocess.run(
        ["unshare", "--net", sys.executable, HERE / "as_a_job.py", small_raw, *words],
        env=images["processing"].environment(PYTHONPATH=str(HERE.parent), PATH=os.environ["PATH"]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["code"] == 0, told["output"]
    assert set(told["asked"]) == {"/v2/credentials/job"}
    assert told["sizes"] == {}
