"""Who may be forgotten, and by which column: the names that settings and past runs know, and the case of ids."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest
from support.command import Done, spanishgas
from support.runs import run_record
from support.sentences import says

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.store import save_record
from spanishgas.upkeep.id_names import IdNames
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.search import searched

OWN = """\
customer_attributes: {customer_id: {aliases: [ID_CLIENTE]}}
consumption_hourly: {customer_id: {aliases: [ID_CLIENTE]}}
customer_interactions: {customer_id: {aliases: [ID_CLIENTE]}}
"""


def quiet(_what: str, _share: float) -> None:
    pass


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own.yaml").write_text(OWN)
    return tmp_path / "own.yaml"


def forget(lake: Lake, *words: str, **env: object) -> Done:
    return spanishgas("forget", *words, "--yes", "--lake", lake, env={name: str(value) for name, value in env.items()})


def proofs(lake: Lake) -> list[dict]:
    return [json.loads(lake.read(item.key)) for item in lake.list("upkeep/forgotten/")]


def contents(lake: Lake) -> dict[str, bytes]:
    return {item.key: lake.read(item.key) for item in lake.list("")}


def retailers_files(lake: Lake) -> None:
    lake.write("raw/customer_attributes.csv", b"ID_CLIENTE,p\nC1,01\nC10,02\n")
    lake.write("raw/consumption_hourly_2024.csv.gz", gzip.compress(b'id_cliente,kwh\n"C1",1\n"C10",2\n"C1",3\n'))
    lake.write("raw/customer_interactions.json", b'[{"ID_CLIENTE": "C1"}, {"ID_CLIENTE": "C10", "t": "C1 rang"}]')


def test_rows_go_by_the_column_names_of_the_settings(lake: Lake, own: Path) -> None:
    retailers_files(lake)
    done = forget(lake, "C1", SPANISHGAS_COLUMNS_FILE=own)
    assert (done.returncode, done.stderr) == (0, "")
    assert lake.read("raw/customer_attributes.csv") == b"ID_CLIENTE,p\nC10,02\n"
    assert gzip.decompress(lake.read("raw/consumption_hourly_2024.csv.gz")) == b'id_cliente,kwh\n"C10",2\n'
    assert json.loads(lake.read("raw/customer_interactions.json")) == [{"ID_CLIENTE": "C10", "t": "[forgotten] rang"}]
    assert [proof["remaining"] for proof in proofs(lake)] == [[]]


def test_rows_go_by_the_column_names_that_a_past_run_knew(lake: Lake, own: Path) -> None:
    retailers_files(lake)
    save_record(lake, run_record(own_columns=OwnColumns.load(own)))
    assert forget(lake, "C1").returncode == 0
    assert lake.read("raw/customer_attributes.csv") == b"ID_CLIENTE,p\nC10,02\n"


def test_a_file_is_read_by_the_names_of_its_own_kind_or_else_by_any(own: Path) -> None:
    own.write_text("contracts: {customer_id: {aliases: [id]}}\n")
    persons = Persons.of(["12"], IdNames.of([OwnColumns.load(own)]))
    assert persons.in_file("raw/contracts.csv").id_columns(["ID", "a"]) == ["ID"]
    assert persons.in_file("raw/customer_interactions.json").id_columns(["id", "customer_id"]) == ["customer_id"]
    assert persons.in_file("raw/customer_interactions.json").id_columns(["id", "a"]) == ["id"]
    assert persons.in_file("campaigns/a.csv").id_columns(["Id", "a", "customer_id"]) == ["Id", "customer_id"]


@pytest.mark.parametrize("typed", ["c00025", "C25", "C-00025"])
def test_an_id_that_is_nobodys_is_refused_and_nothing_is_touched(typed: str, lake: Lake) -> None:
    pl.DataFrame({"customer_id": ["C00025", "C3"], "t": ["", "c00025 rang"]}).write_parquet(f"{lake}/a.parquet")
    lake.write("raw/notes.txt", b"C00025 and c00025")
    before = contents(lake)
    done = forget(lake, typed)
    assert (done.returncode, done.stderr) == (
        1,
        f"Stopped: No row of {typed} is in {lake}, so nothing was touched. Did you mean C00025? Of somebody who is "
        "mentioned only, --mentioned takes the mentions away.\n",
    )
    assert contents(lake) == before


def test_of_two_the_one_who_is_nobody_keeps_both(lake: Lake) -> None:
    lake.write("a.csv", b"customer_id\nC1\n")
    assert "No row of C9 is in" in forget(lake, "C1", "C9").stderr
    assert lake.read("a.csv") == b"customer_id\nC1\n"


def test_who_is_mentioned_only_is_forgotten_when_that_is_said(lake: Lake) -> None:
    lake.write("raw/notes.txt", b"C7 rang")
    assert "--mentioned takes the mentions away" in forget(lake, "C7").stderr
    done = forget(lake, "C7", "--mentioned")
    assert (done.returncode, done.stderr, lake.read("raw/notes.txt")) == (0, "", b"[forgotten] rang")


def test_what_may_mean_another_is_not_taken_away_even_then(lake: Lake) -> None:
    lake.write("a.csv", b"customer_id,t\nC7,c7 rang\n")
    done = forget(lake, "c7", "--mentioned")
    assert (done.returncode, lake.read("a.csv")) == (1, b"customer_id,t\nC7,c7 rang\n")
    assert "Did you mean C7?" in done.stderr


def test_customers_whom_only_case_tells_apart_keep_their_mentions(lake: Lake) -> None:
    lake.write("a.csv", b"customer_id,t\nC7,\nc7,\nC1,c7 and C7\n")
    assert forget(lake, "c7").returncode == 0
    assert lake.read("a.csv") == b"customer_id,t\nC7,\nC1,[forgotten] and C7\n"
    assert proofs(lake)[0]["remaining"] == []


def test_a_forgetting_that_was_begun_goes_on_though_no_row_is_left(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.write("a.csv", b"customer_id\nC1\nC2\n")
    lake.write("z.txt", b"C1")
    with monkeypatch.context() as patch:
        patch.setattr("spanishgas.upkeep.forget.forget_in_models", None)
        lake.write("raw/a.csv", b"customer_id\nC1\nC2\n")
        forget(lake, "C1")
    assert lake.read("z.txt") == b"[forgotten]"
    lake.write("later.txt", b"C1")
    assert forget(lake, "C1").returncode == 0
    assert lake.read("later.txt") == b"[forgotten]"


def test_strangers_are_named_and_nobody_else_is(lake: Lake) -> None:
    lake.write("a.csv", b"customer_id\nC1\n")
    found = searched(lake, Persons.of(["C1", "c2"]), quiet)[1]
    assert found.ids == {"C1"}
    with says(
        RunError,
        f"No row of c2 is in {lake}, so nothing was touched. Of somebody who is mentioned only, --mentioned takes the "
        "mentions away.",
    ):
        found.refuse_strangers(lake, Persons.of(["C1", "c2"]), mentioned=False)
