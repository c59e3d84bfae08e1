"""Fixtures that several test modules share."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import hypothesis
import pytest
from support.bucket import moto_server, new_bucket

from spanishgas.lake import Lake
from spanishgas.run.execute import execute_run, start_run
from spanishgas.run.kept_raw import kept_raw_key
from spanishgas.run.pointers import load_current
from spanishgas.run.record import RunRecord, StepRecord
from spanishgas.run.store import load_record
from spanishgas.sentences import ENGLISH, saying_in
from spanishgas.settings import Settings
from spanishgas.twin import simulate

os.environ["COLUMNS"] = "200"  # a console measures its width when it is made, and ours is made once

hypothesis.settings.register_profile("no clock", deadline=None)  # the first example may be the one that imports
hypothesis.settings.load_profile("no clock")

SMALL = 2_000
SMALL_GATE = 0.45
FEW = 300
FEW_GATE = 0.01
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--moments", type=int, default=3, help="at how many random moments a run is killed")
    parser.addoption("--weeks", type=int, default=2, help="how many weeks of a year a living book is run through")
    parser.addoption("--rounds", type=int, default=1, help="how many times processes race each other")
    parser.addoption("--orders", type=int, default=6, help="in how many orders files come to the trigger on AWS")
    parser.addoption("--listed", type=int, default=20, help="how many customers two agents call at two browsers")


@pytest.fixture
def listed(request: pytest.FixtureRequest) -> int:
    """How many customers two agents call: few in every test run, two hundred in a storm."""
    return request.config.getoption("--listed")


@pytest.fixture
def moments(request: pytest.FixtureRequest) -> int:
    """At how many random moments a run is killed: few in every test run, a hundred in a storm."""
    return request.config.getoption("--moments")


@pytest.fixture
def weeks(request: pytest.FixtureRequest) -> int:
    """How many weeks of a year a living book is run through: few in every test run, all in a year's."""
    return request.config.getoption("--weeks")


@pytest.fixture
def orders(request: pytest.FixtureRequest) -> int:
    """In how many orders files come to the trigger: few in every test run, two hundred in a storm."""
    return request.config.getoption("--orders")


@pytest.fixture
def rounds(request: pytest.FixtureRequest) -> int:
    """How many times processes race each other: few in every test run, fifty in a storm."""
    return request.config.getoption("--rounds")


class Silent:
    """A watcher that shows nothing."""

    def started(self, stage: str, step: str) -> None: ...
    def progressed(self, text: str, share: float) -> None: ...

    def finished(self, step: StepRecord) -> None: ...


def published_id(lake: Lake) -> str | None:
    """The run that the pointer names."""
    current = load_current(lake)
    return current and current.run_id


def run(
    lake: Lake, mode: str = "train", run_id: str | None = None, *, replace_newer: bool = False, **settings: object
) -> RunRecord:
    """A whole run on a lake."""
    chosen = Settings(**{"lake": str(lake), "keep_raw_gb": 0.0, **settings})
    return execute_run(lake, start_run(lake, chosen, mode, run_id, replace_newer=replace_newer), Silent())


def policy_with_gate(folder: Path, gate: float) -> Path:
    """The packaged business rules with another gate, in a file."""
    packaged = (files("spanishgas") / "config" / "policy.yaml").read_text("utf-8")
    path = folder / "policy.yaml"
    path.write_text(packaged.replace("minimum_pr_auc: 0.70", f"minimum_pr_auc: {gate}"), "utf-8")
    return path


@pytest.fixture(scope="session")
def small_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Business rules with a gate that a model of two thousand customers can reach, and a weak one cannot."""
    return policy_with_gate(tmp_path_factory.mktemp("policy"), SMALL_GATE)


@pytest.fixture(scope="session")
def few_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Business rules with a gate that every model passes, one of a few hundred customers too."""
    return policy_with_gate(tmp_path_factory.mktemp("easy"), FEW_GATE)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, small_policy: Path) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith("SPANISHGAS_") or name in ("DATA_SOURCE", "S3_BUCKET"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SPANISHGAS_POLICY_FILE", str(small_policy))
    monkeypatch.setenv("SPANISHGAS_KEEP_RAW_GB", "0")  # copies double every lake; what tests them asks for them


@pytest.fixture(autouse=True)
def _plain_english() -> Iterator[None]:
    """No test hears what another spoke: runs write model cards in it, and the dashboard's English has its own words."""
    with saying_in(ENGLISH):
        yield


@pytest.fixture(scope="session")
def small_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of a small twin; copy before changing."""
    folder = tmp_path_factory.mktemp("twin")
    simulate(folder, customers=SMALL, seed=7)
    return folder


@pytest.fixture(scope="session")
def published(small_raw: Path, small_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one published run on the small twin; copy before changing."""
    folder = tmp_path_factory.mktemp("published") / "lake"
    shutil.copytree(small_raw, folder)
    run(Lake(folder), run_id="first", policy_file=small_policy)
    return folder


@pytest.fixture(scope="session")
def few_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of a twin of few customers, for tests to whom how good a model is makes no difference.

    The conftest of such a folder takes in ``support.few_customers``; a module lets its own fixtures be these.
    """
    folder = tmp_path_factory.mktemp("few")
    simulate(folder, customers=FEW, seed=7)
    return folder


@pytest.fixture(scope="session")
def few_published(few_raw: Path, few_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake with one published run on the twin of few customers; copy before changing."""
    folder = tmp_path_factory.mktemp("few-published") / "lake"
    shutil.copytree(few_raw, folder)
    run(Lake(folder), run_id="first", policy_file=few_policy)
    return folder


@pytest.fixture
def lake_copy(published: Path, tmp_path: Path) -> Lake:
    """A lake of one's own with a published run in it."""
    shutil.copytree(published, tmp_path / "lake")
    return Lake(tmp_path / "lake")


@pytest.fixture
def kept_copy(lake_copy: Lake) -> Lake:
    """A lake of one's own with a published run whose raw files are kept by content."""
    for item in load_record(lake_copy, "first").inputs:
        lake_copy.clone(item.key, kept_raw_key(item))
    return lake_copy


@pytest.fixture
def raw_copy(small_raw: Path, tmp_path: Path) -> Lake:
    """A lake of one's own with raw files and no run."""
    shutil.copytree(small_raw, tmp_path / "fresh")
    return Lake(tmp_path / "fresh")


@pytest.fixture
def bucket() -> Iterator[str]:
    """The root of a lake in an empty bucket, over HTTP."""
    with moto_server():
        yield new_bucket()


@pytest.fixture(params=["folder", "bucket"])
def any_lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    """An empty lake in a folder, and one in a bucket."""
    return Lake(tmp_path if request.param == "folder" else request.getfixturevalue("bucket"))


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Reference material that is beside the repository on some machines only."""

    def path(name: str) -> Path:
        if not (SHARED / name).exists():
            pytest.skip(f"the reference material ../shared/{name} is not here")
        return SHARED / name

    return path


AS_OF = date(2024, 12, 31)
