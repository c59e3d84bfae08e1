"""Which process is at work: known by its machine, its id and its beginning, because ids are used again."""

import os
import socket

import pytest
from support.processes import GONE, waiting_process

from spanishgas.run import process
from spanishgas.run.process import ProcessRecord, is_at_work, is_gone, this_process

ELSEWHERE = "another-machine"


def test_this_process_is_named_by_machine_id_and_beginning() -> None:
    own = this_process()
    assert (own.host, own.pid) == (socket.gethostname(), os.getpid())
    assert own.began is not None
    assert own.began.isdigit()
    assert this_process() == own


def test_this_process_is_there_and_no_other_that_is_at_work() -> None:
    assert not is_gone(this_process())
    assert not is_at_work(this_process())


def test_another_process_is_at_work_until_it_ends() -> None:
    with waiting_process() as other:
        assert is_at_work(other)
        assert not is_gone(other)
    assert not is_at_work(other)
    assert is_gone(other)


def test_a_process_that_was_given_an_old_id_is_another_one() -> None:
    with waiting_process() as other:
        former = other.model_copy(update={"began": "1"})
        assert is_gone(former)
        assert not is_at_work(former)


def test_a_number_that_no_process_has_is_gone() -> None:
    assert is_gone(GONE)
    assert not is_at_work(GONE)


def test_of_another_machine_nobody_here_can_tell() -> None:
    for other in (GONE, this_process()):
        there = other.model_copy(update={"host": ELSEWHERE})
        assert not is_gone(there)
        assert not is_at_work(there)


def test_a_process_of_somebody_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(pid: int, number: int) -> None:
        assert number == 0
        raise PermissionError

    monkeypatch.setattr(process.os, "kill", forbidden)
    assert is_at_work(GONE)
    assert not is_gone(GONE)


def test_a_beginning_is_read_behind_a_name_with_brackets_and_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = " ".join(str(number) for number in range(3, 53))
    monkeypatch.setattr(process.Path, "read_text", lambda _: f"7 (a) b (c)) {fields}")
    assert process._began(7) == "22"


def test_where_the_system_tells_no_beginning_the_id_has_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_began", lambda pid: None)
    own = this_process()
    assert own.began is None
    assert not is_gone(own)
    assert ProcessRecord.model_validate_json(own.model_dump_json()) == own
