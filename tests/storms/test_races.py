"""Processes race each other on one lake, in a folder and on S3: pointers agree, nothing is lost, losers say why."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import run
from support.agreement import check_agreement, check_whole
from support.bucket import copied_bucket, moto_server, new_bucket
from support.command import Done
from support.runs import overwrite
from support.workers import Worker, at_once, moments

from spanishgas.lake import Lake
from spanishgas.run.execute import execute_stage, stage_names, start_run
from spanishgas.run.pointers import load_current
from spanishgas.run.reader import Run
from spanishgas.run.record import Mode
from spanishgas.run.store import has_record, load_record
from spanishgas.settings import Settings
from spanishgas.twin import simulate

CUSTOMERS = 280
SECONDS_OF_A_RUN = 2.0
TELLS_WHO_WAS_FASTER = re.compile(
    r"Stopped: (Run (?P<run>\S+) is published as of \S+, and run \S+ looks from|"
    r"Run \S+ was started later than run \S+ and is published already|"
    r"\S+ was promoted since run \S+ started, and \S+ was never compared with it|"
    r"Run \S+ was taken up by another process in the meantime|"
    r"Process \d+ of this machine is at work on run \S+|"
    r"Run \S+ was published and then replaced|"
    r"Run \S+ exists already)[^\n]*\n"
)


class Silent:
    def started(self, stage: str, step: str) -> None: ...
    def progressed(self, text: str, share: float) -> None: ...

    def finished(self, step: object) -> None: ...


@pytest.fixture(scope="module")
def small(few_policy: Path) -> Callable[[int], dict[str, object]]:
    """Settings with which a training takes a moment; another seed gives another model."""
    return lambda seed: {"policy_file": few_policy, "experiment": "E1", "threads": 1, "seed": seed}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """S3 over HTTP, in this process."""
    with moto_server() as address:
        yield address


@pytest.fixture(scope="module", params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, server: str) -> str:
    """Where the lakes are: in a folder, or on S3."""
    return request.param


@pytest.fixture(scope="module")
def workers(server: str, few_policy: Path) -> Iterator[list[Worker]]:
    """Four processes for both places: to start them costs more than most races."""
    environment = {"SPANISHGAS_POLICY_FILE": str(few_policy), "SPANISHGAS_EXPERIMENT": "E1"}
    with at_once(4, **environment) as processes:
        yield processes


def new_lake(place: str, factory: pytest.TempPathFactory) -> Lake:
    """An empty lake."""
    return Lake(factory.mktemp("lake") if place == "folder" else new_bucket())


def copy_of(lake: Lake, factory: pytest.TempPathFactory) -> Lake:
    """A lake of one's own with all that is in this one."""
    if lake.is_s3:
        return Lake(copied_bucket(lake.root))
    target = factory.mktemp("race") / "lake"
    shutil.copytree(lake.root, target)
    return Lake(target)


@pytest.fixture
def opened(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Lake], Lake]:
    """Copies lakes."""
    return lambda lake: copy_of(lake, tmp_path_factory)


@pytest.fixture(scope="module")
def raw(place: str, small, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with the raw files of a tiny twin and their sums, and no run."""
    folder, lake = tmp_path_factory.mktemp("tiny"), new_lake(place, tmp_path_factory)
    simulate(folder, customers=CUSTOMERS, seed=7)
    for file in sorted(path for path in (folder / "raw").iterdir() if path.is_file()):
        lake.upload(file, f"raw/{file.name}")
    make_ready(lake, "for-the-sums", "train", stages=2, **small(1))
    lake.delete(item.key for item in lake.list("") if not item.key.startswith(("raw/", "kept/")))
    return lake


@dataclass(frozen=True)
class Template:
    """A lake of which copies are made, with runs that only have to be published."""

    lake: Lake
    ready: tuple[str, ...]


def make_ready(lake: Lake, run_id: str, mode: Mode, stages: int = -1, **settings: object) -> str:
    """A run of which the first stages are done, all but the publication, and that no process is at work on."""
    record = start_run(lake, Settings(lake=str(lake), **settings), mode, run_id)
    for stage in stage_names(mode)[:stages]:
        execute_stage(lake, record, stage, Silent())
    record.process = None
    overwrite(lake, record)
    return run_id


@pytest.fixture(scope="module")
def first_trainings(raw: Lake, small, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Four trainings of which none has seen a champion: one of them can be the first."""
    lake = copy_of(raw, tmp_path_factory)
    ready = tuple(make_ready(lake, f"training-{seed}", "train", **small(seed)) for seed in range(1, 5))
    assert len({Run(lake, load_record(lake, run_id)).model().model_id for run_id in ready}) == 4
    return Template(lake, ready)


@pytest.fixture(scope="module")
def scorings(raw: Lake, small, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Three scorings by one champion, which may follow each other in the order of their start, and a training."""
    lake = copy_of(raw, tmp_path_factory)
    run(lake, run_id="base", **small(1))
    ready = [make_ready(lake, f"scoring-{number}", "score", **small(1)) for number in range(3)]
    ready.insert(2, make_ready(lake, "training", "train", **{**small(2), "experiment": "E5"}))
    return Template(lake, tuple(ready))


def check_losers(done: list[Done]) -> None:
    """Whoever did not get through has said so in one sentence that tells who was faster."""
    for each in done:
        assert "Traceback" not in each.stderr
        if each.returncode == 0:
            assert each.stderr == ""
        else:
            assert each.returncode == 1
            assert TELLS_WHO_WAS_FASTER.fullmatch(each.stderr), each.stderr


def check_records(lake: Lake, done: dict[str, Done]) -> None:
    """What each run's record says is what its process has answered."""
    for run_id, each in done.items():
        record = load_record(lake, run_id) if has_record(lake, run_id) else None
        if each.returncode == 0:
            assert record is not None
            assert record.status == "published"
        elif record is not None:  # else it was refused before it started
            assert (record.status, record.metrics is not None) == ("failed", True)
            assert record.error is not None
            assert (record.error.stage, record.error.kind) == ("publish", "RunError")
            assert each.stderr == f"Stopped: {record.error.message}\n"


def test_trainings_at_once_leave_one_whole_published_run(raw: Lake, opened, workers: list[Worker], rounds: int) -> None:
    chance = random.Random(4)
    for each in range(rounds):
        if each % 2 == 0:
            lake = opened(raw)  # nobody is champion yet; in the next round somebody is
        number = (4, 2)[each // 2 % 2]
        names = [f"race-{each}-{index}" for index in range(number)]
        waits = moments(chance, number, chance.choice([0.0, 0.1, SECONDS_OF_A_RUN]))
        for worker, run_id, wait in zip(workers, names, waits, strict=False):
            seed = str(chance.randrange(1_000))
            worker.begin("run", "--lake", lake, "--run-id", run_id, wait=wait, SPANISHGAS_SEED=seed)
        done = {run_id: worker.end() for worker, run_id in zip(workers, names, strict=False)}
        check_losers(list(done.values()))
        check_records(lake, done)
        check_agreement(lake)
        current = load_current(lake)
        assert current is not None
        assert current.run_id in names


@pytest.mark.usefixtures("place")  # the template that is asked for by its name lies there
@pytest.mark.parametrize("which", ["first_trainings", "scorings"])
def test_publications_at_once_leave_one_whole_published_run(
    which: str, opened, workers: list[Worker], rounds: int, request: pytest.FixtureRequest
) -> None:
    template: Template = request.getfixturevalue(which)
    chance = random.Random(which)
    for _ in range(rounds):
        lake = opened(template.lake)
        ready = chance.sample(template.ready, 4)
        waits = moments(chance, 4, chance.choice([0.0, 0.02, 0.2]))
        for worker, run_id, wait in zip(workers, ready, waits, strict=True):
            worker.begin("stage", "publish", "--run-id", run_id, "--lake", lake, wait=wait)
        done = {run_id: worker.end() for worker, run_id in zip(workers, ready, strict=True)}
        check_losers(list(done.values()))
        check_records(lake, done)
        check_agreement(lake)
        current = load_current(lake)
        assert current is not None
        assert current.run_id in ready
        through = [run_id for run_id, each in done.items() if each.returncode == 0]
        assert len(through) == 1 if which == "first_trainings" else through


@pytest.mark.parametrize("hosts", [(None, None, None), ("machine-1", "machine-2", "machine-3")])
def test_a_run_and_those_who_resume_it(
    hosts: tuple[str | None, ...], raw: Lake, opened, workers: list[Worker], rounds: int, small
) -> None:
    """On one machine whoever comes later sees that another is at work; from another machine it takes the run over."""
    chance = random.Random(str(hosts))
    lake = opened(raw)
    expected = run(opened(raw), run_id="undisturbed", **small(11))
    compared = ("gold_master", "scored_customers", "recommendations", "model_split")
    for each in range(rounds):
        run_id = f"resumed-{each}"
        waits = [0.0, *(chance.uniform(0.0, SECONDS_OF_A_RUN) for _ in range(2))]
        make_ready(lake, run_id, "train", stages=1, **small(11))
        for worker, host, wait in zip(workers, hosts, waits, strict=False):
            worker.begin("run", "--resume", run_id, "--lake", lake, wait=wait, host=host)
        done = [worker.end() for worker in workers[:3]]
        check_losers(done)
        assert any(each.returncode == 0 for each in done)
        record = load_record(lake, run_id)
        assert (record.status, record.error) == ("published", None)
        check_whole(lake, record)
        for name in compared:
            assert record.step(name).sha256 == expected.step(name).sha256
        check_agreement(lake)
        current = load_current(lake)
        assert current is not None
        assert current.run_id == run_id
        assert [step.name for step in record.steps] == [step.name for step in expected.steps]  # each is done once


def test_a_start_and_those_who_resume_it_before_it_is_done(
    raw: Lake, opened, workers: list[Worker], rounds: int
) -> None:
    chance = random.Random(3)
    lake = opened(raw)
    for each in range(rounds):
        run_id = f"started-{each}"
        waits = [0.0, *(chance.uniform(0.0, SECONDS_OF_A_RUN) for _ in range(2))]
        workers[0].begin("run", "--run-id", run_id, "--lake", lake, wait=waits[0], SPANISHGAS_SEED="3")
        workers[1].begin("run", "--run-id", run_id, "--lake", lake, wait=waits[1], SPANISHGAS_SEED="4")
        workers[2].begin("run", "--resume", run_id, "--lake", lake, wait=waits[2], host="another-machine")
        done = [worker.end() for worker in workers[:3]]
        never_started = f"Stopped: There is no run {run_id} in {lake}."
        check_losers([each for each in done if not each.stderr.startswith(never_started)])
        assert load_record(lake, run_id).status == "published"
        check_agreement(lake)
