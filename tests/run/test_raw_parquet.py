"""Parquet files of our senders: plain values as words, anything else refused by its column."""

import io

import polars as pl
import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.run.raw_parquet import parquet_words


def parquet(**columns: object) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


def test_plain_values_are_words() -> None:
    data = parquet(a=[1, None], b=[1.5, 2.0], c=["x", None], d=[True, False])
    assert parquet_words("f.parquet", data, frozenset()).collect().to_dicts() == [
        {"a": "1", "b": "1.5", "c": "x", "d": "true"},
        {"a": None, "b": "2.0", "c": None, "d": "false"},
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [([b"\xf3"], "bytes"), ([[1, 2]], "lists"), ([{"x": 1}], "objects")],
    ids=["bytes", "list", "struct"],
)
def test_a_column_of_no_plain_values_is_refused_where_it_is_read(values: list[object], kind: str) -> None:
    data = parquet(A=values, b=[1])
    with says(InputError, f"f.parquet, column A: holds {kind}; one plain value a row is expected."):
        parquet_words("f.parquet", data, frozenset({"a", "b"}))
    assert parquet_words("f.parquet", data, frozenset({"b"})).collect().to_dicts() == [{"A": "…", "b": "1"}]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda data: data[:-20], "the parquet file is cut off: its last bytes are not there. Copy it again."),
        (lambda data: b"a,b\n1,2\n", "is no parquet file, whatever its name says. Export it again."),
        (lambda data: b"", "is no parquet file, whatever its name says. Export it again."),
        (
            lambda data: data[:4] + b"\xff" * (len(data) - 12) + data[-8:],
            "the parquet file is damaged: its footer, which lists the columns, cannot be read. Copy it again.",
        ),
    ],
)
def test_what_is_no_whole_parquet_file_is_refused(change, sentence: str) -> None:
    with says(InputError, f"f.parquet: {sentence}"):
        parquet_words("f.parquet", change(parquet(a=[1, 2, 3])), frozenset())


def test_a_page_that_is_damaged_is_refused_by_its_column() -> None:
    data = bytearray(parquet(a=list(range(5_000)), b=[f"{number} and more" for number in range(5_000)]))
    end = len(data) * 9 // 10
    data[end - 2_000 : end] = b"\xff" * 2_000
    with pytest.raises(InputError, match=r"^f\.parquet, column b: the parquet file is damaged here\. Copy it again\.$"):
        parquet_words("f.parquet", bytes(data), frozenset())
