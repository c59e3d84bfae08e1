"""Turns: publications come one after another, in folders by the system's locks, on S3 by a lease whose time ends."""

import json
import select
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore.exceptions
import pytest
import structlog
from structlog.testing import capture_logs
from support.processes import python
from support.sentences import says

from spanishgas.content import json_bytes
from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake
from spanishgas.locks import folder_lock
from spanishgas.run import turns
from spanishgas.run.turns import LEASE, LEASE_SECONDS, alone, at_work, publication_turn


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    structlog.reset_defaults()


@pytest.fixture
def s3(bucket: str) -> Lake:
    return Lake(bucket)


def until(lake: Lake) -> datetime:
    return datetime.fromisoformat(json.loads(lake.read(LEASE))["until"])


def lease_of_another(lake: Lake, ends_in: float) -> bytes:
    """Somebody else's lease, which holds for so many seconds."""
    ends = datetime.now(UTC) + timedelta(seconds=ends_in)
    lake.write(LEASE, json_bytes({"until": ends.isoformat(), "holder": "another-machine:7:00ff00ff"}))
    return lake.read(LEASE)


def test_in_a_folder_a_publication_holds_the_lock_of_the_lake_and_leaves_nothing(tmp_path: Path) -> None:
    with publication_turn(Lake(tmp_path)), pytest.raises(ConflictError), folder_lock(tmp_path, wait=False):
        pytest.fail("two publish")
    with folder_lock(tmp_path, wait=False):
        pass
    assert list(tmp_path.iterdir()) == []


def test_on_s3_a_publication_holds_a_lease_and_then_ends_it(s3: Lake) -> None:
    before = datetime.now(UTC)
    with publication_turn(s3):
        assert before < until(s3) - timedelta(seconds=LEASE_SECONDS) <= datetime.now(UTC)
    assert before < until(s3) <= datetime.now(UTC)
    with publication_turn(s3):  # at once
        assert until(s3) > datetime.now(UTC)


def test_every_lease_is_another_also_within_the_same_moment(s3: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    leases = {turns._lease(60) for _ in range(100)}
    assert len({json.loads(lease)["holder"] for lease in leases}) == 100


@pytest.mark.parametrize("error", [ZeroDivisionError, RunError, KeyboardInterrupt])
def test_a_publication_that_fails_gives_its_turn_back(error: type[BaseException], any_lake: Lake) -> None:
    with pytest.raises(error), publication_turn(any_lake):
        raise error
    with publication_turn(any_lake):
        pass


def test_a_lease_whose_time_is_up_is_taken_over(s3: Lake) -> None:
    lease_of_another(s3, -0.001)
    with publication_turn(s3):
        assert "another-machine" not in s3.read(LEASE).decode()


def test_a_lease_that_holds_is_waited_for(s3: Lake) -> None:
    lease_of_another(s3, 1.0)
    ends = until(s3)
    with publication_turn(s3):
        assert datetime.now(UTC) >= ends


def test_who_waits_for_ever_is_told_what_to_do(s3: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    before = lease_of_another(s3, 3600)
    clock = iter(range(0, 10_000, 7))
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(turns.time, "sleep", lambda seconds: None)
    with (
        says(
            RunError,
            f"{s3}/{LEASE}: another publication does not end. Take this file away if none is under way.",
        ),
        publication_turn(s3),
    ):
        pytest.fail("two publish")
    assert 2 * LEASE_SECONDS <= next(clock) <= 2 * LEASE_SECONDS + 21
    assert s3.read(LEASE) == before


def test_who_slept_through_his_lease_leaves_that_of_the_next_one_alone(s3: Lake) -> None:
    with capture_logs() as events, publication_turn(s3):
        before = lease_of_another(s3, 3600)
    assert s3.read(LEASE) == before
    assert events == [{"event": "lease_was_taken_over", "log_level": "warning", "key": LEASE}]


@pytest.mark.parametrize("error", [OSError("no network"), obstore.exceptions.GenericError("no network")])
def test_a_lease_that_cannot_be_given_back_undoes_nothing(error: Exception, s3: Lake, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise error

    with capture_logs() as events, publication_turn(s3):
        monkeypatch.setattr(Lake, "swap", fail)
    entries = {"event": "lease_not_given_back", "log_level": "warning", "key": LEASE}
    assert events == [{**entries, "error": type(error).__name__}]


def test_a_lease_that_goes_away_while_it_is_looked_at_is_taken(s3: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lease_of_another(s3, 3600)
    look = Lake.look

    def gone(lake: Lake, key: str) -> tuple[bytes, str]:
        monkeypatch.undo()
        lake.delete([key])
        return look(lake, key)

    monkeypatch.setattr(Lake, "look", gone)
    with publication_turn(s3):
        assert until(s3) > datetime.now(UTC)


def test_a_lease_that_goes_away_before_it_is_taken_over_is_taken_all_the_same(s3: Lake, monkeypatch) -> None:
    lease_of_another(s3, -1)
    swap, seen = Lake.swap, []

    def gone(lake: Lake, key: str, data: bytes, tag: str | None) -> str:
        if not seen:
            lake.delete([key])
        seen.append(tag)
        return swap(lake, key, data, tag)

    monkeypatch.setattr(Lake, "swap", gone)
    with publication_turn(s3):
        assert seen[0] is not None
        assert seen[1:] == [None]


@pytest.mark.parametrize("content", [b"", b"{}", b'"x"', b'{"until": 1}', b'{"until": "soon"}', b"\xff"])
def test_a_damaged_lease_is_named(content: bytes, s3: Lake) -> None:
    s3.write(LEASE, content)
    sentence = f"{s3}/{LEASE} is damaged. Take this file away if no publication is under way."
    with says(RunError, sentence), publication_turn(s3):
        pytest.fail("nobody knows whose turn it is")
    assert s3.read(LEASE) == content


def test_of_many_who_publish_at_once_each_has_its_turn(any_lake: Lake) -> None:
    inside: list[int] = []
    most: list[int] = []

    def take_a_turn(number: int) -> None:
        with publication_turn(any_lake):
            inside.append(number)
            most.append(len(inside))
            any_lake.write("count", str(int(any_lake.read("count")) + 1).encode())
            inside.remove(number)

    any_lake.write("count", b"0")
    threads = [threading.Thread(target=take_a_turn, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]
    assert any_lake.read("count") == b"4"


WORKING = """
from spanishgas.lake import Lake
from spanishgas.run.turns import at_work
with at_work(Lake({!r})):
    print("at work", flush=True)
    input()
"""


def test_nothing_is_taken_away_while_a_run_is_at_work(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    lake = Lake(tmp_path)
    sentence = f"A run is at work in {lake}. Wait until it is done, then try again."
    with python(WORKING.format(lake.root)) as other:
        assert other.stdout.readline() == "at work\n"
        with at_work(lake):
            pass  # several may be
        with says(RunError, sentence), alone(lake):
            pytest.fail("a run is at work")
        other.kill()
        other.wait()
        with alone(lake):
            pass
    assert list((tmp_path / "raw").iterdir()) == []


def test_a_run_waits_until_what_is_to_go_is_gone(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    with python(f"input('ready\\n')\n{WORKING.format(str(tmp_path))}") as other:
        assert other.stdout.readline() == "ready\n"
        with alone(Lake(tmp_path)):
            other.stdin.write("\n")
            other.stdin.flush()
            assert select.select([other.stdout], [], [], 0.3)[0] == []
        assert other.stdout.readline() == "at work\n"


def test_two_who_take_away_are_not_alone(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    lake = Lake(tmp_path)
    with alone(lake), pytest.raises(RunError, match="A run is at work"), alone(lake):
        pytest.fail("two are alone")


def test_a_lake_without_raw_files_and_one_on_s3_have_no_lock_of_work(tmp_path: Path, s3: Lake) -> None:
    for lake in (Lake(tmp_path), s3):
        with at_work(lake), alone(lake):
            pass
        assert lake.list("") == []
