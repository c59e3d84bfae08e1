"""Pointers: they move only from what was seen, say what they replaced, and every move is written down."""

import json
from pathlib import Path

import pytest
from support.runs import DAY, point
from support.sentences import says

from spanishgas.content import json_bytes
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.pointers import (
    Current,
    Place,
    list_moves,
    load_champion,
    load_current,
    look_at_current,
    move_pointer,
    replaced_by,
)
from spanishgas.run.record import Champion

CURRENT = Current(
    run_id="tuesday",
    mode="train",
    as_of=DAY,
    model_id="E5-1",
    tables={"gold_master": Place(key="gold/tuesday/gold_master.parquet", rows=3)},
    documents={"evaluation": Place(key="models/tuesday/evaluation.json")},
)
CHAMPION = Champion(model_id="E5-1", run_id="tuesday", threshold=0.25)


def again(lake: Lake) -> str:
    publish, runs = f"spanishgas publish RUN --lake {lake}", f"spanishgas runs --lake {lake}"
    return f"Take it away or restore it. Once it is away, `{publish}` names a run again; `{runs}` lists them."


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def test_before_the_first_run_no_pointer_is_there(lake: Lake) -> None:
    assert load_current(lake) is None
    assert load_champion(lake) is None


def test_pointers_come_back_as_they_were_saved_each_at_its_key(lake: Lake) -> None:
    point(lake, CURRENT)
    point(lake, CHAMPION)
    assert lake.exists("runs/current.json")
    assert lake.exists("models/champion.json")
    assert load_current(lake) == CURRENT
    assert load_champion(lake) == CHAMPION


def test_the_pointer_says_rows_of_tables_only(lake: Lake) -> None:
    point(lake, CURRENT)
    places = json.loads(lake.read("runs/current.json"))
    assert places["tables"] == {"gold_master": {"key": "gold/tuesday/gold_master.parquet", "rows": 3}}
    assert places["documents"] == {"evaluation": {"key": "models/tuesday/evaluation.json"}}


@pytest.mark.parametrize("name", ["", "..", "a/b", "../models", "x" * 101])
def test_a_pointer_that_names_nothing_is_damaged(name: str, lake: Lake) -> None:
    lake.write("runs/current.json", json_bytes({**CURRENT.model_dump(mode="json"), "run_id": name}))
    with says(RunError, f"{lake}/runs/current.json is damaged: run_id is {name!r}, which names nothing. {again(lake)}"):
        load_current(lake)
    lake.write("models/champion.json", json_bytes({**CHAMPION.model_dump(mode="json"), "model_id": name}))
    with says(
        RunError, f"{lake}/models/champion.json is damaged: model_id is {name!r}, which names nothing. {again(lake)}"
    ):
        load_champion(lake)


def test_a_pointer_without_its_figure_is_damaged(lake: Lake) -> None:
    lake.write("models/champion.json", json_bytes({"model_id": "E5-1", "run_id": "tuesday"}))
    with says(RunError, f"{lake}/models/champion.json is damaged: threshold: is missing. {again(lake)}"):
        load_champion(lake)


def test_a_pointer_that_is_cut_off_is_damaged(lake: Lake) -> None:
    point(lake, CURRENT)
    lake.write("runs/current.json", lake.read("runs/current.json")[:40])
    with pytest.raises(RunError, match=r"runs/current\.json is damaged: the file: this cannot be read"):
        load_current(lake)


def test_a_pointer_moves_only_from_what_its_mover_has_seen(lake: Lake) -> None:
    point(lake, CURRENT)
    _, seen = look_at_current(lake)
    move_pointer(lake, CURRENT.model_copy(update={"run_id": "wednesday"}), seen, "it is done")
    moved = f"{lake}/runs/current.json was moved by somebody else in the meantime. Try again."
    for stale in (seen, None):
        with says(RunError, moved):
            move_pointer(lake, CURRENT, stale, "too late")
    current = load_current(lake)
    assert current is not None
    assert current.run_id == "wednesday"


@pytest.mark.parametrize(
    ("moves", "name", "before"),
    [
        ("a b c", "c", "b"),
        ("a b c", "b", "a"),
        ("a b c", "a", None),
        ("a b c <b", "b", "a"),
        ("a b c <b", "c", None),
        ("a b c <b d", "b", "a"),
        ("a b c <b d <b <a e", "e", "a"),
        ("a b a", "b", "a"),
        ("a b a", "a", "b"),
        ("", "a", None),
        ("<a b", "b", "a"),
    ],
)
def test_what_came_before_is_told_by_the_moves_that_were_not_taken_back(
    moves: str, name: str, before: str | None, lake: Lake
) -> None:
    seen = None
    for move in moves.split():
        move_pointer(lake, CURRENT.model_copy(update={"run_id": move.strip("<")}), seen, "", is_back="<" in move)
        _, seen = look_at_current(lake)
    assert replaced_by(lake, "run", name) == before
    assert replaced_by(lake, "champion", name) is None


def test_every_move_is_written_down_with_its_reason_and_a_refused_one_is_not(lake: Lake) -> None:
    move_pointer(lake, CHAMPION, None, "promoted by run tuesday")
    with pytest.raises(RunError):
        move_pointer(lake, CHAMPION, None, "again")
    move_pointer(lake, CURRENT.model_copy(update={"replaced": "monday"}), None, "the run is done")
    told = [(move.pointer, move.before, move.after, move.reason) for move in list_moves(lake)]
    assert told == [
        ("champion", None, "E5-1", "promoted by run tuesday"),
        ("run", "monday", "tuesday", "the run is done"),
    ]
