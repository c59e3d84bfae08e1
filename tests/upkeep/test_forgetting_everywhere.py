"""Odd ids in odd files: whatever writes them, they go, and what cannot go is said."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.cli.export import export_table
from spanishgas.lake import Lake
from spanishgas.run.pointers import Move, list_moves
from spanishgas.run.store import write_document
from spanishgas.upkeep import forget_csv, forget_file, forget_json, forget_parquet
from spanishgas.upkeep.forget import forget
from spanishgas.upkeep.forget_file import forget_in_file
from spanishgas.upkeep.look_again import still_named
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import Proof

ODD = ["Ñ8", 'Pérez, "Juan" 5', "A/1", "A\\1", "José 7", "+34 600", "=1+1", "O'Neil & 9"]
IDS = st.text(st.sampled_from("aZ19ñÉß ,;\"'\\/&<.-_#\n"), min_size=1, max_size=6).filter(str.strip)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.create(tmp_path / "lake")


def forgotten(lake: Lake, *ids: str) -> Proof:
    return forget(lake, Persons.of(ids), "key", export_table, lambda _what, _share: None).proof


def table(*rows: list[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_id_goes_from_every_kind_of_file(odd: str, lake: Lake) -> None:
    others = [{"customer_id": "C2", "t": "x"}, {"customer_id": "C3", "t": "y"}]
    records = [others[0], {"customer_id": odd, "t": "x"}, others[1]]
    rows = [["customer_id", "t"], *([each["customer_id"], each["t"]] for each in records)]
    lake.write("raw/a.csv", table(*rows))
    lake.write("raw/a.csv.gz", gzip.compress(table(*rows)))
    lake.write("raw/a.json", json.dumps(records).encode())
    lake.write("raw/b.json", json.dumps(records, ensure_ascii=False).replace("/", "\\/").encode())
    lake.write("raw/c.jsonl", "".join(json.dumps(each) + "\n" for each in records).encode())
    lake.write_table("gold/a.parquet", pl.DataFrame(records))
    lake.write("notes.txt", f"we met {odd}; twice".encode())
    proof = forgotten(lake, odd)
    assert rows_of(lake.read("raw/a.csv")) == [["customer_id", "t"], ["C2", "x"], ["C3", "y"]]
    assert gzip.decompress(lake.read("raw/a.csv.gz")) == lake.read("raw/a.csv")
    assert json.loads(lake.read("raw/a.json")) == json.loads(lake.read("raw/b.json")) == others
    assert lake.read("raw/c.jsonl") == "".join(json.dumps(each) + "\n" for each in others).encode()
    assert lake.scan("gold/a.parquet").collect().to_dicts() == others
    assert lake.read("notes.txt") == b"we met [forgotten]; twice"
    assert proof.remaining == []


@given(each=IDS)
def test_of_whatever_id_the_row_goes_and_no_other(each: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    persons, folder = Persons.of([each]), tmp_path_factory.getbasetemp()
    (folder / "a.csv").write_bytes(table(["customer_id", "n"], [each, "1"], ["C777", "2"]))
    (folder / "a.json").write_text(json.dumps([{"customer_id": each}, {"customer_id": "C777"}]))
    for name in ("a.csv", "a.json"):
        found = forget_in_file(folder / name, folder / "new", persons)
        assert (found.rows, found.mentions) == (1, 0)
        (folder / "new").replace(folder / name)
        assert still_named(folder / name, persons, name) is None
    assert rows_of((folder / "a.csv").read_bytes()) == [["customer_id", "n"], ["C777", "2"]]
    assert json.loads((folder / "a.json").read_text()) == [{"customer_id": "C777"}]


def test_two_at_once_of_whom_one_is_the_beginning_of_the_other(lake: Lake) -> None:
    lake.write("a.csv", b"customer_id,t\nC1,\nC10,\nC100,C1 C10 C100 C1-0 XC1 C1_0\n")
    lake.write("b.json", b'{"C1": 1, "C10": 2, "C100": 3}')
    forgotten(lake, "C1", "C10")
    assert lake.read("a.csv") == b"customer_id,t\nC100,[forgotten] [forgotten] C100 C1-0 XC1 C1_0\n"
    assert json.loads(lake.read("b.json")) == {"C100": 3}


@pytest.mark.parametrize("size", [1, 7, 64])
def test_readings_in_latin_letters_and_quotes_are_read_record_by_record(
    size: int, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forget_csv, "_PIECE", size)
    lake.write("raw/a.csv", 'customer_id,t\n"Ñ8",é\n"C2",é\n'.encode("cp1252"))
    forgotten(lake, "Ñ8")
    assert lake.read("raw/a.csv") == 'customer_id,t\n"C2",é\n'.encode("cp1252")


def test_the_delimiter_is_the_one_that_gives_a_column_of_ids(lake: Lake) -> None:
    lake.write("a.csv", b'customer_id;"a,b,c"\nC1;1\nC2;2\n')
    forgotten(lake, "C1")
    assert lake.read("a.csv") == b'customer_id;"a,b,c"\nC2;2\n'


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["C1", "C2", "see C1"])])
def test_a_dictionary_of_a_parquet_file_keeps_no_word(dtype: pl.DataType, lake: Lake) -> None:
    words = pl.DataFrame(
        {"customer_id": ["C1", "C2"], "t": ["C2", "see C1"]}, schema=dict.fromkeys(("customer_id", "t"), dtype)
    )
    words.write_parquet(f"{lake}/a.parquet", compression="uncompressed")
    assert forgotten(lake, "C1").remaining == []
    left = pl.read_parquet(f"{lake}/a.parquet")
    assert left.cast(pl.String).rows() == [("C2", "see [forgotten]")]
    assert type(left.schema["t"]) is type(words.schema["t"])
    left.write_parquet(f"{lake}/a.parquet", compression="uncompressed")
    assert b"C1" not in lake.read("a.parquet")


def test_reasons_of_moves_name_nobody(lake: Lake) -> None:
    lake.write("a.csv", b"customer_id\nC1\nC2\n")
    at = "2025-01-06T06:00:00Z"
    move = Move.model_validate_json(
        json.dumps({"pointer": "run", "before": None, "after": "a", "reason": "C1 left", "at": at})
    )
    write_document(lake, "runs/moves/a.json", move)
    forgotten(lake, "C1")
    assert [each.reason for each in list_moves(lake)] == ["[forgotten] left"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"month,C1,C2\n1,2,3\n", "the names of its columns name a customer, and nobody rewrites those"),
        ("a.csv", "customer_id\nC1\n".encode("utf-16"), "only the program that wrote it can rewrite it"),
        ("a.txt", "Señor C1".encode("cp1252"), "only the program that wrote it can rewrite it"),
        ("a.bz2", b"BZh91AY", "it is packed in a way that is not known here"),
        ("a.json.gz", gzip.compress(gzip.compress(b"[]")), "it is packed in a way that is not known here"),
        ("a.parquet", b"PAR1 no more", "it is damaged, and nobody could look into all of it"),
        ("a.csv.gz", gzip.compress(b"customer_id\nC1\n" * 99)[:-20], "it is damaged, and nobody could look into"),
        ("a.csv", b'customer_id,t\nC2,"{""id"": ""\\nC1""}"\n', "column t names a customer still"),
        ("a.json", b'{"customer_id": "C1", "customer_id": "C2"}', "column customer_id names a customer still"),
        ("C1.txt", b"", "the name of this file names a customer"),
    ],
    ids=[
        "header",
        "utf-16",
        "cp1252",
        "bzip2",
        "packed twice",
        "no parquet",
        "cut off",
        "json in csv",
        "twice",
        "name",
    ],
)
def test_what_cannot_go_is_for_a_person_to_do(name: str, content: bytes, sentence: str, lake: Lake) -> None:
    lake.write("raw/customers.csv", b"customer_id\nC1\nC2\n")
    lake.write(name, content)
    proof = forgotten(lake, "C1")
    assert sentence in " ".join(proof.remaining)
    assert "C1" not in proof.model_dump_json()
    assert lake.read(name) == content


def test_a_column_of_lists_is_said(lake: Lake) -> None:
    pl.DataFrame({"customer_id": ["C1", "C2"], "t": [["C1"], ["C2"]]}).write_parquet(f"{lake}/a.parquet")
    assert "lists, structures or bytes" in forgotten(lake, "C1").remaining[0]


def test_what_a_link_leads_to_is_rewritten_and_the_link_stays(lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "master.csv").write_bytes(b"customer_id\nC1\nC2\n")
    (Path(lake.root) / "raw").mkdir()
    (Path(lake.root) / "raw/a.csv").symlink_to(tmp_path / "master.csv")
    forgotten(lake, "C1")
    assert (Path(lake.root) / "raw/a.csv").is_symlink()
    assert (tmp_path / "master.csv").read_bytes() == b"customer_id\nC2\n"


def test_a_long_name_leaves_room_for_the_file_beside_it(lake: Lake) -> None:
    file = Path(lake.root) / ("a" * 250 + ".csv")
    file.write_bytes(b"customer_id\nC1\nC2\n")
    forgotten(lake, "C1")
    assert file.read_bytes() == b"customer_id\nC2\n"


@pytest.mark.parametrize("module", [forget_csv, forget_json, forget_parquet])
def test_a_rewriting_that_passes_over_somebody_is_noticed(module, lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.write("a.csv", b"customer_id\nC1\nC2\n")
    lake.write("b.json", b'[{"customer_id": "C1"}]')
    lake.write_table("c.parquet", pl.DataFrame({"customer_id": ["C1", "C2"]}))
    name = module.__name__.rsplit("_", 1)[1]
    nothing = (lambda text, _: (text, forget_file.Found())) if name == "json" else lambda *_: forget_file.Found()
    monkeypatch.setattr(forget_file, f"forget_in_{name}", nothing)
    (sentence,) = forgotten(lake, "C1").remaining
    assert "column customer_id names a customer still. Take the customer out." in sentence


def test_a_workbook_is_read_between_its_tags(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("s.xml", "<t>P&#233;rez, &quot;Juan&quot; 5</t><t>C1</t><t>0</t>")
    assert still_named(tmp_path / "a.xlsx", Persons.of(['Pérez, "Juan" 5']), "a.xlsx") is not None
    assert still_named(tmp_path / "a.xlsx", Persons.of(["C10"]), "a.xlsx") is None
