"""JSON records as words: numbers stay as they are written, what is no plain value is refused by record and key."""

import json

import polars as pl
import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.run.raw_json import json_words

KNOWN = frozenset("abc")


def rows(frame: pl.LazyFrame) -> list[dict[str, str | None]]:
    assert set(frame.collect_schema().dtypes()) <= {pl.String}
    return frame.collect().to_dicts()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1, "b": null}, {"c": 1.5, "b": "x"}]', [("1", None, None), (None, "x", "1.5")]),
        ('\n [{"a": true, "b": "ñ", "c": 12345678901234567890}]\n', [("true", "ñ", "12345678901234567890")]),
        ('{"a": "x", "b": 1, "c": ""}\n{"b": 2}\n', [("x", "1", ""), (None, "2", None)]),
        ('[{"a": 1e400, "b": 1.50, "c": -0}]', [("1e400", "1.50", "-0")]),
    ],
)
def test_the_records_of_json_are_words_whatever_they_name(text: str, expected: list[tuple[str | None, ...]]) -> None:
    frame = json_words("f.json", text, KNOWN).collect()
    assert frame.schema == {"a": pl.String, "b": pl.String, "c": pl.String}
    assert frame.rows() == expected


def test_a_number_of_thousands_of_digits_is_a_word_as_any_other() -> None:
    assert rows(json_words("f.json", f'[{{"a": {"9" * 10_000}}}]', KNOWN)) == [{"a": "9" * 10_000}]


def test_an_empty_list_has_no_columns() -> None:
    assert json_words("f.json", "[]", KNOWN).collect_schema() == {}


def test_columns_that_are_null_in_the_first_records_are_words_all_the_same() -> None:
    text = json.dumps([{"a": None}] * 200 + [{"a": "x"}])
    assert rows(json_words("f.json", text, KNOWN))[-1] == {"a": "x"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1]", "f.json, record 1: expected an object with named values, found '1'."),
        ('[{"a": 1}, "x"]', "f.json, record 2: expected an object with named values, found 'x'."),
        ('{"a": 1}\nnull', "f.json, record 2: expected an object with named values, found null."),
        (f'["{"x" * 70}"]', f"f.json, record 1: expected an object with named values, found '{'x' * 59}."),
        ("[NaN]", "f.json, record 1: expected an object with named values, found NaN."),
        ('[{"a":\n x}]', "f.json, row 2, column 2: not valid JSON: a value is expected here."),
        ('[{"a": 1}', "f.json, row 1, column 10: not valid JSON: a comma is expected here."),
        ('[{"a": 1}]\n{"a": 2}', "f.json, row 2, column 1: not valid JSON: something follows after the end."),
        (
            "a,b",
            "f.json, row 1, column 1: not valid JSON: a value is expected here; expected a list of objects, or "
            "one object a line.",
        ),
        (
            '{\n"a": 1}\n',
            "f.json, row 1, column 2: not valid JSON: a name in double quotes is expected here; expected a list "
            "of objects, or one object a line.",
        ),
        (
            "[" * 100_000,
            "f.json, row 1: lists within lists, deeper than anybody reads; expected a list of objects, or one object a "
            "line.",
        ),
        (
            '{"a": 1}\n' + '{"a":' * 100_000,
            "f.json, row 2: lists within lists, deeper than anybody reads; expected a list of objects, or one object "
            "a line.",
        ),
        ('[{"a": 1}, {"a": 1, "b": 2, "a": 1}]', "f.json, record 2: 'a' stands twice in one object. Keep one."),
        (
            '[{"a": NaN}]',
            "f.json, record 1, a: found NaN, which is no number in JSON. Write null where nothing is known.",
        ),
        (
            '{"a": 1}\n{"a": -Infinity}',
            "f.json, record 2, a: found -Infinity, which is no number in JSON. Write null where nothing is known.",
        ),
        ('[{"a": [1]}]', "f.json, record 1, a: found a list, expected one plain value."),
        ('[{"a": 1}, {"a": {"b": 1}}]', "f.json, record 2, a: found an object, expected one plain value."),
        (
            '[{"a": "xy\\ud800z"}]',
            "f.json, record 1, a: character 3 is half a character (a lone surrogate, '\\ud800').",
        ),
        ('[{"a\\udc00": 1}]', "f.json, record 1: the name 'a\\udc00' holds half a character (a lone surrogate)."),
        ('{"a": 1}\n{"a": 2}\n{"a":\n', "f.json, row 3, column 6: not valid JSON: a value is expected here."),
        ('{"a": 1}\n\n{"a": 2}', "f.json, row 2, column 1: not valid JSON: a value is expected here."),
    ],
)
def test_json_that_is_no_list_of_records_is_refused_by_its_place(text: str, sentence: str) -> None:
    with says(InputError, sentence):
        json_words("f.json", text, KNOWN)


def test_a_column_that_is_kept_out_may_hold_lists_and_objects() -> None:
    text = '[{"A ": 1, "tags": ["x"], "by": {"name": "y"}}]'
    assert rows(json_words("f.json", text, frozenset({"a"}))) == [{"A ": "1", "tags": "…", "by": "…"}]
    with says(InputError, "f.json, record 1, Tags: found a list, expected one plain value."):
        json_words("f.json", '[{"Tags": []}]', frozenset({"tags"}))


def test_empty_lines_at_the_end_are_no_records() -> None:
    assert rows(json_words("f.json", '{"a": 1}\r\n{"a": 2}\r\n\r\n\n', KNOWN)) == [{"a": "1"}, {"a": "2"}]


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_within_a_text_ends_no_record(mark: str) -> None:
    text = f'{{"a": "x{mark}y"}}\n{{"a": "z"}}\n'
    assert rows(json_words("f.json", text, KNOWN)) == [{"a": f"x{mark}y"}, {"a": "z"}]


def test_a_list_within_an_object_is_said_to_be_the_whole_file() -> None:
    known = frozenset({"customer_id"})
    sentence = (
        "f.json, record 1: the list of records lies under 'data', and it should be the whole file. Export the list"
    )
    with says(InputError, f"{sentence} alone."):
        json_words("f.json", '{"count": 1, "data": [{"customer_id": "C1"}]}', known)
    frame = json_words("f.json", '{"customer_id": "C1", "tags": [{"a": 1}]}', known)
    assert rows(frame) == [{"customer_id": "C1", "tags": "…"}]
