"""CSV files row by row: what is readable comes in file order, what is not is refused by its row."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.run.raw_csv import csv_words, header_columns


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
        ('a,b\n1,""\n', [("1", None)]),
        ('a,b\n1,5" pipe\n2,y\n', [("1", '5" pipe'), ("2", "y")]),
        ('a,b\nx"1,y"2\n', [('x"1', 'y"2')]),
        ('a,b\n1,x\n\n2,"y"\n', [("1", "x"), (None, None), ("2", "y")]),
        ("a,b\n1,x\u2028y\n", [("1", "x\u2028y")]),
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
        ("", "f.csv, row 2: the file has a header but no rows. Export it again."),
        ("a,b\n", "f.csv, row 2: the file has a header but no rows. Export it again."),
        ("a,b\r\n \r\n\t\n", "f.csv, row 2: the file has a header but no rows. Export it again."),
        ("a,b\n1,2\n1,2,3\n", "f.csv, row 3: 3 values for 2 columns (a decimal comma?)."),
        ("a,b\n1\n1,2,3\n", "f.csv, row 2: 1 values for 2 columns (is the file cut off?)."),
        ("a,b\n1,2\n\n3", "f.csv, row 4: 1 values for 2 columns (is the file cut off?)."),
        ("a,b\n1,2\n3,4\r5,6\n", "f.csv, row 3: a lone carriage return; lines end in a line feed."),
        (
            'a,b\n1,2\n3,"4\n5,6\n',
            "f.csv, row 3: a quote that begins here is not closed to the end of the file. Close it, or double it.",
        ),
        ('a,b\n1,2\n3,"x"y\n', "f.csv, row 3: a quote within a quoted value; within quotes it is written twice."),
        (
            "a,b\n1,2\na,b\n",
            "f.csv, row 3: is the header again. Were several files put together? Keep the first header.",
        ),
        (
            "a,b\n1,2\n\ufeffa , b\n",
            "f.csv, row 3: is the header again. Were several files put together? Keep the first header.",
        ),
        (
            "a,b\n\ufeff1,2\n",
            "f.csv, row 2: a byte order mark within the file. Were several files put together? Take it out.",
        ),
        (
            '"a\nb",c\n1,2\n',
            "f.csv, row 1: a quote in the header is not closed on its line. Name columns on one line.",
        ),
        ("C1,2024-01-01,0,0\nC2,1,1,1\n", "f.csv, row 1: column 0 stands more than once. Is the header missing?"),
        ("sep=,\na,b\n1,2\n", "f.csv, row 1: 'sep=,' is a sign for Excel and no header. Take the line out."),
        ("Sep=;\r\na;b\r\n1;2\r\n", "f.csv, row 1: 'Sep=;' is a sign for Excel and no header. Take the line out."),
        (
            "Labels of 2024\na,b\n1,2\n",
            "f.csv, row 1: 1 columns, and row 2 has 2 values. Is row 1 a title? Take out what stands above the names "
            "of the columns.",
        ),
        (
            "Prices, 2024\na,b,c,d,e\n1,2,3,4,5\n",
            "f.csv, row 1: 2 columns, and row 2 has 5 values. Is row 1 a title? Take out what stands above the names "
            "of the columns.",
        ),
        ("a,b\n1,5,2,5\n", "f.csv, row 2: 4 values for 2 columns (a decimal comma?)."),
        ("a,b\n1,2\n1,2,3,4,5\n", "f.csv, row 3: 5 values for 2 columns (a decimal comma?)."),
        (
            "\na,b\n1,2\n",
            "f.csv, row 1: is empty, and the names of the columns are expected there. Take the row out.",
        ),
        (
            " \r\na,b\r\n1,2\r\n",
            "f.csv, row 1: is empty, and the names of the columns are expected there. Take the row out.",
        ),
        ("a,,\n1,2,3\n", "f.csv, row 1: column without a name stands more than once. Keep one."),
        (
            "a," + "x" * 201 + "\n1,2\n",
            f"f.csv, row 1: a column name of 201 characters ({'x' * 40}…); at most 200 are expected. Is the header "
            "missing?",
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


def test_a_long_text_is_no_lost_quote() -> None:
    text = "x" * 1_000_000
    assert csv_words("f.csv", f'a,b\n1,"{text}"\n').collect().rows() == [("1", text)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_empty_lines_are_rows_without_values_wherever_they_stand(end: str) -> None:
    lines = ["a,b", "", "1,2", "", "3,4"]
    assert csv_words("f.csv", end.join(lines) + end).collect().rows() == [
        (None, None), ("1", "2"), (None, None), ("3", "4")
    ]  # fmt: skip
