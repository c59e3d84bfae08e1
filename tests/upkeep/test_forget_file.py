"""A file without a customer: rows and records go, mentions are replaced, and every other byte stays."""

import gzip
import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from spanishgas.errors import InputError
from spanishgas.upkeep import forget_csv
from spanishgas.upkeep.forget_file import forget_in_file
from spanishgas.upkeep.persons import Persons

C1 = Persons.of(["C1"])


def forgotten(folder: Path, name: str, content: bytes, persons: Persons = C1) -> tuple[bytes, int, int]:
    """What is left of a file, and how many rows and mentions went."""
    source, target = folder / name, folder / "target"
    target.unlink(missing_ok=True)
    source.write_bytes(content)
    looked = forget_in_file(source, None, persons)
    assert not target.exists()
    found = forget_in_file(source, target, persons, name)
    assert found == looked
    left = target.read_bytes() if target.exists() else content
    assert (left != content) == found.is_something
    return left, found.rows, found.mentions


@pytest.mark.parametrize(
    ("before", "after", "rows", "mentions"),
    [
        ("customer_id,a\nC1,1\nC2,2\n", "customer_id,a\nC2,2\n", 1, 0),
        ("customer_id,a\r\nC2,2\r\nC1,1\r\n", "customer_id,a\r\nC2,2\r\n", 1, 0),
        ("customer_id,a\nC2,2\nC1,1", "customer_id,a\nC2,2\n", 1, 0),
        ("\ufeff Customer_ID ,a\nC1,1\nC10,2\n", "\ufeff Customer_ID ,a\nC10,2\n", 1, 0),
        ("a;customer_id\n1;C1\n2;C2\n", "a;customer_id\n2;C2\n", 1, 0),
        ('a,customer_id\n"x\nC2,y",C1\n"x\nC1,y",C2\n', 'a,customer_id\n"x\n[forgotten],y",C2\n', 1, 1),
        ('a,customer_id\n"1"" pipe, C1",C2\n', 'a,customer_id\n"1"" pipe, [forgotten]",C2\n', 0, 1),
        ("customer_id,t\nC2,a (c1). C10 C1-2\n", "customer_id,t\nC2,a ([forgotten]). C10 C1-2\n", 0, 1),
        ('customer_id,a\n" C1 ",1\n"C1\u200b",2\n', "customer_id,a\n", 2, 0),
        ("customer_id,a\nC2,2\n\nC3,\"\"\n", "customer_id,a\nC2,2\n\nC3,\"\"\n", 0, 0),
        ("customer_id,other\nc1,1\n", "customer_id,other\nc1,1\n", 0, 0),
        ("", "", 0, 0),
    ],
)  # fmt: skip
def test_a_csv_file_loses_rows_and_mentions_and_keeps_every_other_byte(
    before: str, after: str, rows: int, mentions: int, tmp_path: Path
) -> None:
    assert forgotten(tmp_path, "a.csv", before.encode()) == (after.encode(), rows, mentions)


def test_a_csv_file_is_read_in_pieces_that_end_where_a_record_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "customer_id,text\n" + "".join(f'C{n % 4},"line {n}\nsecond, ""{n}"""\n' for n in range(50))
    kept = "customer_id,text\n" + "".join(f'C{n % 4},"line {n}\nsecond, ""{n}"""\n' for n in range(50) if n % 4 != 1)
    for size in (1, 7, 20, 64):
        monkeypatch.setattr(forget_csv, "_PIECE", size)
        assert forgotten(tmp_path, "a.csv", text.encode())[0] == kept.encode()


def test_bytes_that_are_no_text_pass_through_a_csv_file(tmp_path: Path) -> None:
    content = b"customer_id,a\nC2,\xff\xfe C1\nC1,\xff\nC3,\xe9\n"
    assert forgotten(tmp_path, "a.csv", content)[0] == b"customer_id,a\nC2,\xff\xfe [forgotten]\nC3,\xe9\n"


@pytest.mark.parametrize("name", ["a.csv.gz", "a.json.gz"])
def test_a_packed_file_stays_packed(name: str, tmp_path: Path) -> None:
    before, after = (
        (b"customer_id\nC1\nC2\n", b"customer_id\nC2\n")
        if "csv" in name
        else (b'[{"customer_id": "C1"}, {"customer_id": "C2"}]', b'[{"customer_id": "C2"}]')
    )
    left, rows, _ = forgotten(tmp_path, name, gzip.compress(before[:9]) + gzip.compress(before[9:]))
    assert (gzip.decompress(left), rows) == (after, 1)
    assert forgotten(tmp_path, name, gzip.compress(before))[0] == left  # no time of day in it


NUMBERS = Persons.of(["12"])


@pytest.mark.parametrize(
    ("before", "after", "rows", "mentions"),
    [
        ("customer_id,kwh\n12,5\n3,12\n4,12.0\n", "customer_id,kwh\n3,12\n4,12.0\n", 1, 0),
        ("customer_id,day\n3,2024-12-01\n012,1\n12.0,2\n", "customer_id,day\n3,2024-12-01\n012,1\n", 1, 0),
        ('customer_id,a,t\n3,12,"of 12, again"\n', 'customer_id,a,t\n3,12,"of 12, again"\n', 0, 0),
        ("customer_id,a,t\n3,12,of customer 12\n", "customer_id,a,t\n3,12,of customer [forgotten]\n", 0, 1),
    ],
)  # fmt: skip
def test_a_number_is_no_mention_of_an_id_of_digits(
    before: str, after: str, rows: int, mentions: int, tmp_path: Path
) -> None:
    assert forgotten(tmp_path, "a.csv", before.encode(), NUMBERS) == (after.encode(), rows, mentions)


@pytest.mark.parametrize(
    ("before", "after", "rows", "mentions"),
    [
        ('[{"customer_id": "C1"}, {"customer_id":"C2" } ]', '[{"customer_id":"C2" } ]', 1, 0),
        ('[\n {"customer_id": "C2"},\n {"customer_id": "C1"}\n]\n', '[\n {"customer_id": "C2"}\n ]\n', 1, 0),
        ('[{"customer_id": "C1"}]', "[]", 1, 0),
        ('[{"customer_id": "C2", "t": "ask C1"}, 1.50]', '[{"customer_id": "C2", "t": "ask [forgotten]"}, 1.50]', 0, 1),
        ('{"customer_id": "C1"}\n{"customer_id": "C2"}\n\n', '{"customer_id": "C2"}\n\n', 1, 0),
        ('{"customer_id": "C1"}\n', "", 1, 0),
        ('{"rows": [{"customer_id": "C1"}], "n": 1}', '{\n  "rows": [],\n  "n": 1\n}\n', 1, 0),
        ('{"to C1": ["c1", "C10"]}', '{\n  "to [forgotten]": [\n    "[forgotten]",\n    "C10"\n  ]\n}\n', 0, 2),
        ('{"C1": ["kwh"], "C10": 1}', '{\n  "C10": 1\n}\n', 1, 0),
        ("not JSON, but C1", "not JSON, but [forgotten]", 0, 1),
    ],
)  # fmt: skip
def test_a_json_file_loses_records_and_mentions_and_keeps_every_other_byte(
    before: str, after: str, rows: int, mentions: int, tmp_path: Path
) -> None:
    assert forgotten(tmp_path, "a.json", before.encode()) == (after.encode(), rows, mentions)


def test_numbers_of_a_json_file_are_ids_only_where_ids_stand(tmp_path: Path) -> None:
    before = '[{"customer_id": 12, "n": 1}, {"customer_id": 3, "n": 12, "t": "call client 12"}]'
    left, rows, mentions = forgotten(tmp_path, "a.json", before.encode(), NUMBERS)
    assert json.loads(left) == [{"customer_id": 3, "n": 12, "t": "call client [forgotten]"}]
    assert (rows, mentions) == (1, 1)


def test_what_json_keeps_under_a_number_is_nobodys(tmp_path: Path) -> None:
    before = b'{"11": {"kwh": 5}, "12": {"kwh": 7}}'
    assert forgotten(tmp_path, "months.json", before, NUMBERS) == (before, 0, 0)


def test_an_id_that_is_not_ascii_is_found_escaped_and_in_either_form(tmp_path: Path) -> None:
    persons = Persons.of(["ñ1"])
    before = '[{"customer_id": "\\u00f11"}, {"customer_id": "n\u03031"}, {"customer_id": "C2", "t": "\\u00f11"}]'
    left, rows, mentions = forgotten(tmp_path, "a.json", before.encode(), persons)
    assert json.loads(left) == [{"customer_id": "C2", "t": "[forgotten]"}]
    assert (rows, mentions) == (2, 1)


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical])
def test_a_parquet_file_keeps_types_and_order(dtype, tmp_path: Path) -> None:
    table = pl.DataFrame(
        {
            "customer_id": pl.Series(["C3", "C1", None, " C1", "C10"], dtype=dtype),
            "day": [date(2024, 1, day) for day in range(1, 6)],
            "text": ["C1 rang", "mine", None, "mine", "C10"],
            "value": [1.5, None, 3.0, 4.0, 5.0],
        }
    )
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    left, rows, mentions = forgotten(tmp_path, "a.parquet", buffer.getvalue())
    expected = table[[0, 2, 4]].with_columns(text=pl.Series(["[forgotten] rang", None, "C10"]))
    assert pl.read_parquet(left).equals(expected)
    assert pl.read_parquet(left).schema == table.schema
    assert (rows, mentions) == (2, 1)


@pytest.mark.parametrize("dtype", [pl.Int64, pl.Float64])
def test_a_parquet_file_with_numbers_as_ids(dtype, tmp_path: Path) -> None:
    table = pl.DataFrame({"customer_id": pl.Series([1, 12, 112], dtype=dtype)})
    table.write_parquet(tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    left, rows, _ = forgotten(tmp_path, "a.parquet", content, NUMBERS)
    assert (pl.read_parquet(left)["customer_id"].to_list(), rows) == ([1, 112], 1)


def test_a_big_parquet_file_is_streamed_to_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("spanishgas.upkeep.forget_parquet._WHOLE", 0)
    table = pl.DataFrame({"customer_id": [f"C{n % 7}" for n in range(10_000)], "n": range(10_000)})
    table.write_parquet(tmp_path / "a.parquet", row_group_size=1000)
    left, rows, _ = forgotten(tmp_path, "a.parquet", (tmp_path / "a.parquet").read_bytes())
    assert pl.read_parquet(left).equals(table.filter(pl.col("customer_id") != "C1"))
    assert rows == 1429


def test_plain_text_loses_its_mentions_and_what_nobody_can_rewrite_is_said(tmp_path: Path) -> None:
    assert forgotten(tmp_path, "notes.txt", "é: C1 rang".encode()) == ("é: [forgotten] rang".encode(), 0, 1)
    pl.DataFrame({"customer_id": ["C1", "C2"]}).write_excel(tmp_path / "notes.xlsx")
    found = forget_in_file(tmp_path / "notes.xlsx", tmp_path / "new", C1)
    assert found.unread is not None
    assert not (tmp_path / "new").exists()
    assert forget_in_file(tmp_path / "notes.xlsx", None, Persons.of(["C3"])).unread is None


def test_an_id_must_be_one() -> None:
    assert Persons.of([" C1 ", "C1", "7.0"]).ids == ("7", "C1")
    with pytest.raises(InputError, match=r"' ' is no customer's id"):
        Persons.of(["C1", " "])


def test_a_word_that_is_no_clear_id_is_not_looked_for_in_texts() -> None:
    assert Persons.of(["a", "Ana", "1"]).without("Ana has a 1") == ("Ana has a 1", 0)
