"""Small raw files as words: what is readable comes in file order, what is not is refused by file and row."""

import gzip
import io
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.run.raw_words import (
    csv_words,
    decode,
    first_line,
    gunzip,
    gunzip_start,
    header_columns,
    json_words,
    parquet_words,
)

ZIPPED = gzip.compress(b"a,b\n" * 1_000, mtime=0)


def rows(frame: pl.LazyFrame) -> list[dict[str, str | None]]:
    assert set(frame.collect_schema().dtypes()) <= {pl.String}
    return frame.collect().to_dicts()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,x\n2,y\n", [("1", "x"), ("2", "y")]),
        ("a,b\n1,x\n2,y", [("1", "x"), ("2", "y")]),
        ("a,b\r\n1,x\r\n2,y\r\n", [("1", "x"), ("2", "y")]),
        ("a,b\n1,x\n\r\n\n\n", [("1", "x")]),
        ('"a" , b \n1,x\n', [("1", "x")]),
        ('a,b\n1,"x, ""y"""\n', [("1", 'x, "y"')]),
        ('a,b\n"1\n2",x\n3,y\n', [("1\n2", "x"), ("3", "y")]),
        ("a,b\n1,\n,x\n", [("1", None), (None, "x")]),
        ("a,b\n1,x\n\n2,y\n", [("1", "x"), (None, None), ("2", "y")]),
        ("a,b\n007,1e3\n", [("007", "1e3")]),
        ("a,b\n1,\t", [("1", "\t")]),
    ],
)
def test_the_rows_of_a_csv_are_words_in_file_order(text: str, expected: list[tuple[str | None, ...]]) -> None:
    frame = csv_words("f.csv", text).collect()
    assert frame.schema == {"a": pl.String, "b": pl.String}
    assert frame.rows() == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a;b\n1;2\n", "f.csv, row 1: columns are separated by a semicolon; a comma is expected."),
        ("a\tb\n1\t2\n", "f.csv, row 1: columns are separated by a tab; a comma is expected."),
        ("a|b\n1|2\n", "f.csv, row 1: columns are separated by a bar; a comma is expected."),
        ("a,b,a\n1,2,3\n", "f.csv, row 1: column a stands more than once. Keep one."),
        ("b,a,b , a,c\n1,2,3,4,5\n", "f.csv, row 1: column a, b stands more than once. Keep one."),
        ("a,b\r1,2\r", "f.csv, row 1: lines end in a lone carriage return; a line feed is expected."),
        ("", "f.csv: the file has a header but no rows. Export it again."),
        ("a,b\n", "f.csv: the file has a header but no rows. Export it again."),
        ("a,b\r\n \r\n\t\n", "f.csv: the file has a header but no rows. Export it again."),
        ("a,b\n1,2\n1,2,3\n", "f.csv, row 3: 3 values for 2 columns (a decimal comma?)."),
        ("a,b\n1\n1,2,3\n", "f.csv, row 2: 1 values for 2 columns (is the file cut off?)."),
        ("a,b\n1,2\n\n3", "f.csv, row 4: 1 values for 2 columns (is the file cut off?)."),
        (
            "a,b\n1,2\n3,4\r5,6\n",
            "f.csv, row 2 or after: not readable as CSV: new-line character seen in unquoted field - do you need to "
            "open the file in universal-newline mode?.",
        ),
    ],
)
def test_a_csv_that_is_none_is_refused_by_its_row(text: str, sentence: str) -> None:
    with says(InputError, sentence):
        csv_words("f.csv", text)


@pytest.mark.parametrize("line", ["a;b,c", "a|b,c\td", "abc", "a b"])
def test_another_delimiter_within_a_name_is_no_delimiter(line: str) -> None:
    assert header_columns("f.csv", line) == line.split(",")


def test_a_header_may_be_empty() -> None:
    assert header_columns("f.csv", "") == []


PLAIN = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=5)


@given(st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=5))
def test_whatever_is_written_as_csv_comes_back(records: list[tuple[str, str]]) -> None:
    text = pl.DataFrame(records, schema={"a": pl.String, "b": pl.String}, orient="row").write_csv()
    assert csv_words("f.csv", text).collect().rows() == records


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1, "b": null}, {"c": 1.5, "b": "x"}]', [("1", None, None), (None, "x", "1.5")]),
        ('\n [{"a": true, "b": "ñ", "c": 12345678901234567890}]\n', [("True", "ñ", "12345678901234567890")]),
        ('{"a": "x", "b": 1, "c": ""}\n{"b": 2}\n', [("x", "1", ""), (None, "2", None)]),
    ],
)
def test_the_records_of_json_are_words_whatever_they_name(text: str, expected: list[tuple[str | None, ...]]) -> None:
    frame = json_words("f.json", text).collect()
    assert frame.schema == {"a": pl.String, "b": pl.String, "c": pl.String}
    assert frame.rows() == expected


def test_an_empty_list_has_no_columns() -> None:
    assert json_words("f.json", "[]").collect_schema() == {}


def test_columns_that_are_null_in_the_first_records_are_words_all_the_same() -> None:
    text = json.dumps([{"a": None}] * 200 + [{"a": "x"}])
    assert rows(json_words("f.json", text))[-1] == {"a": "x"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1]", "f.json, record 1: expected an object with named values, found 1."),
        ('[{"a": 1}, "x"]', "f.json, record 2: expected an object with named values, found 'x'."),
        ('{"a": 1}\nnull', "f.json, record 2: expected an object with named values, found None."),
        (f'["{"x" * 70}"]', f"f.json, record 1: expected an object with named values, found '{'x' * 59}."),
        ('[{"a":\n x}]', "f.json, row 2, column 2: not valid JSON: Expecting value."),
        ('[{"a": 1}', "f.json, row 1, column 10: not valid JSON: Expecting ',' delimiter."),
        ("a,b", "f.json, row 1, column 1: not valid JSON: Expecting value."),
    ],
)
def test_json_that_is_no_list_of_records_is_refused_by_its_place(text: str, sentence: str) -> None:
    with says(InputError, sentence):
        json_words("f.json", text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1}\n{"a": 2}\n{"a":\n', "f.json, row 3, column 6: not valid JSON: Expecting value."),
        ('{"a": 1}\n\n{"a": 2}', "f.json, row 2, column 1: not valid JSON: Expecting value."),
    ],
)
def test_a_line_that_is_no_json_is_refused_by_its_row(text: str, sentence: str) -> None:
    with says(InputError, sentence):
        json_words("f.json", text)


def test_empty_lines_at_the_end_are_no_records() -> None:
    assert rows(json_words("f.json", '{"a": 1}\r\n{"a": 2}\r\n\r\n\n')) == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_within_a_text_ends_no_record(mark: str) -> None:
    text = f'{{"a": "x{mark}y"}}\n{{"a": "z"}}\n'
    assert rows(json_words("f.json", text)) == [{"a": f"x{mark}y"}, {"a": "z"}]


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ('a,b\n"x"y,1\n', "f.csv, row 1 or after: not readable as CSV: ',' expected after '\"'."),
        ('a,b\n1,2\n3,"x"y\n5,6\n7,8\n', "f.csv, row 2 or after: not readable as CSV: ',' expected after '\"'."),
        ('a,b\n1,2\n3,5" pipe\n5,6\n7,8\n', "f.csv, row 1 or after: not readable as CSV: CSV malformed: "),
    ],
)
def test_a_quote_that_nobody_can_read_is_not_said_to_be_in_a_later_row(text: str, beginning: str) -> None:
    with pytest.raises(InputError) as refused:
        csv_words("f.csv", text)
    assert str(refused.value).startswith(beginning)


def test_the_values_of_parquet_are_words() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"a": [1, None], "b": [1.5, 2.0], "c": ["x", None]}).write_parquet(buffer)
    assert rows(parquet_words("f.parquet", buffer.getvalue())) == [
        {"a": "1", "b": "1.5", "c": "x"},
        {"a": None, "b": "2.0", "c": None},
    ]


def test_parquet_that_is_cut_off_is_refused() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"a": [1, 2, 3]}).write_parquet(buffer)
    with pytest.raises(InputError, match=r"^f\.parquet: not a readable parquet file \(cut off\?\): parquet: \S.*$"):
        parquet_words("f.parquet", buffer.getvalue()[:-20])


def test_a_column_that_no_word_can_say_is_refused() -> None:
    buffer = io.BytesIO()
    pl.DataFrame({"a": [b"\xf3"]}).write_parquet(buffer)
    with pytest.raises(InputError, match=r"^f\.parquet: not a readable parquet file"):
        parquet_words("f.parquet", buffer.getvalue())


def test_gzip_is_unpacked_whole_and_from_its_beginning() -> None:
    assert gunzip("f.gz", ZIPPED) == b"a,b\n" * 1_000
    assert gunzip_start("f.gz", ZIPPED) == b"a,b\n" * 1_000
    assert gunzip_start("f.gz", ZIPPED[:-8]) == b"a,b\n" * 1_000


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ZIPPED[:-1], "Compressed file ended before the end-of-stream marker was reached"),
        (b"a,b\n1,2\n", "Not a gzipped file (b'a,')"),
        (b"\x1f\x8b\x08" + b"\xff" * 30, None),
        (ZIPPED[:-8] + b"\0" * 8, "CRC check failed"),
        (ZIPPED[:12] + b"\xff\xff\xff" + ZIPPED[15:], None),
    ],
)
def test_a_gzip_that_is_cut_off_or_damaged_is_refused(data: bytes, why: str | None) -> None:
    with pytest.raises(InputError) as refused:
        gunzip("f.gz", data)
    assert str(refused.value).startswith("f.gz: the gzip file is cut off or damaged (" + (why or ""))
    assert str(refused.value).endswith("). Copy it again.")


def test_a_beginning_that_is_no_gzip_is_refused() -> None:
    with says(
        InputError, "f.gz: not a gzip file (Error -3 while decompressing data: incorrect header check). Copy it again."
    ):
        gunzip_start("f.gz", b"a,b\n1,2\n")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa,\xc3\xb1\n", b"a,\xc3\xb1\n"])
def test_text_is_utf_8_with_or_without_its_mark(data: bytes) -> None:
    assert decode("f.csv", data) == "a,ñ\n"


@pytest.mark.parametrize(
    ("data", "row", "byte"), [(b"\xf1", 1, "f1"), (b"\n\xf1", 2, "f1"), (b"a\nb\n\xc3\xb1,\x81\n\xff", 3, "81")]
)
def test_the_row_of_the_first_other_byte_is_named(data: bytes, row: int, byte: str) -> None:
    with says(
        InputError, f"f.csv, row {row}: byte 0x{byte} is not UTF-8 (is the file in latin-1?). Export it as UTF-8."
    ):
        decode("f.csv", data)


def test_of_an_error_only_the_first_line_is_told_and_not_too_much_of_it() -> None:
    assert first_line(ValueError("\n burnt\nblack")) == "burnt"
    assert first_line(ValueError("x" * 300)) == "x" * 200
