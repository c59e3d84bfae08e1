"""However a writer writes an id, the cheap question of bytes says yes, and the pattern finds it in texts."""

import csv
import html
import io
import json
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.spellings import decodings, polars_pattern, squeezed, squeezed_ascii, word_pattern

IDS = st.text(st.sampled_from("aZ19ñÉß€\U0001f600 ,;\"'\\/&<.-_#"), min_size=1, max_size=8).filter(str.strip)


def csv_cell(text: str) -> str:
    cells = io.StringIO(newline="")
    csv.writer(cells, quoting=csv.QUOTE_ALL).writerow(["x", text])
    return cells.getvalue()


WRITERS = {
    "plain": str.encode,
    "csv": lambda each: csv_cell(each).encode(),
    "json": lambda each: json.dumps({"id": each}).encode(),
    "json with letters": lambda each: json.dumps([each], ensure_ascii=False).encode(),
    "json with slashes": lambda each: json.dumps(each).replace("/", "\\/").encode(),
    "json in csv": lambda each: csv_cell(json.dumps([each])).encode(),
    "xml": lambda each: f"<t>{html.escape(each)}</t>".encode("ascii", "xmlcharrefreplace"),
    "utf-16": lambda each: f"id;{each}\n".encode("utf-16"),
    "cp1252": lambda each: f"idÿ;{each}\n".encode("cp1252"),
}


@pytest.mark.parametrize("writer", WRITERS)
@given(each=IDS)
def test_the_cheap_question_never_passes_over_an_id(each: str, writer: str) -> None:
    if writer == "cp1252":
        each = each.replace("\U0001f600", "x")
    assert Persons.of([each]).may_be_in(WRITERS[writer](each))


@pytest.mark.parametrize(
    ("each", "content"),
    [
        ("Ñ8", "ñ8".encode()),
        ("Ñ8", "N\u03038".encode()),
        ("C1", "C\u200b1".encode()),
        ("C1", b'"C\\n1"'),
        ("A\\n1", b"A\\n1"),
        ("Juan 5", b"juan  5"),
    ],
)
def test_what_readers_take_for_the_same_is_the_same(each: str, content: bytes) -> None:
    assert Persons.of([each]).may_be_in(content)


def test_who_is_not_there_is_passed_over() -> None:
    c1 = Persons.of(["C1"])
    assert not any(c1.may_be_in(content) for content in (b"C2,11\n", "Ñ\\u00f1 &amp; c 2".encode(), b""))


@given(st.binary(max_size=40).filter(bytes.isascii))
def test_the_fast_way_is_the_slow_way(content: bytes) -> None:
    assert squeezed_ascii(content).decode() == squeezed(content.decode())


def test_bytes_are_read_in_every_way_they_may_be_meant() -> None:
    assert list(decodings(b"a")) == ["a"]
    assert list(decodings(b'"\\u00e9\\\\ \\ud83d\\ude00 \\/"')) == [
        '"\\u00e9\\\\ \\ud83d\\ude00 \\/"',
        '"é\\ \U0001f600 /"',
    ]
    assert list(decodings(b"a&#241;&amp;")) == ["a&#241;&amp;", "añ&"]
    assert list(decodings(b"\xd18")) == ["8", "Ñ8"]
    assert "C1" in list(decodings("C1".encode("utf-16-le")))


@pytest.mark.parametrize(
    ("each", "text", "is_found"),
    [
        ("C1", "of c1.", True),
        ("C1", "C10 C1-2 XC1 C1_2 C1/7", False),
        ("C1", "C\u200b1", True),
        ("Ñ8", "see ñ8, N\u03038", True),
        ("Ñ8", r'{"id": "\u00f18"}', True),
        ("Ñ8", r'{"id": "\u00D18"}', True),
        ("Jose1", "José1", False),
        ("1e", "1e\u0301", False),
        ('a"1', 'say a""1 or a\\"1', True),
        ("A/1", "A\\/1", True),
        ("A\\1", "A\\\\1", True),
        ("Juan 5", "Juan\u00a0 5", True),
        ("Juan 5", "Juan 55", False),
        ("#12", "client#12", True),
        ("12#", "12#a", True),
    ],
)
def test_an_id_in_a_text_stands_by_itself(each: str, text: str, is_found: bool) -> None:
    assert (re.search(word_pattern(each), text) is not None) == is_found


@given(each=IDS, writer=st.sampled_from(["plain", "csv", "json", "json in csv"]))
def test_what_the_pattern_finds_polars_does_not_pass_over(each: str, writer: str) -> None:
    (tidy,) = Persons.of([each]).ids
    text = WRITERS[writer](tidy.upper()).decode()
    if re.search(word_pattern(tidy), text):
        assert pl.Series([text]).str.contains(polars_pattern(tidy)).item()


def test_an_exact_id_is_found_in_its_own_case_alone() -> None:
    assert re.search(word_pattern("C1", exact=True), "c1") is None
    assert re.search(word_pattern("C1", exact=True), "C1") is not None


def test_ids_are_tidied_as_tables_have_them() -> None:
    assert Persons.of(["\u200b Ñ8 "]).ids == ("Ñ8",)
