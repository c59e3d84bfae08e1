"""JSON that is set out otherwise, or that is none."""

import json
import random

from fuzz.draft import Draft, NotApplicableError, Note
from fuzz.registry import STRUCTURE, mutation

_ON = ("customer_interactions",)


def _records(draft: Draft) -> list[dict[str, object]]:
    if "json" not in draft.ending:
        raise NotApplicableError
    try:
        records = json.loads(draft.text)
    except ValueError:
        raise NotApplicableError from None
    if not isinstance(records, list) or not records or not all(isinstance(record, dict) for record in records):
        raise NotApplicableError
    return records


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@mutation("json", rank=STRUCTURE, files=_ON)
def one_record_a_line(draft: Draft, rng: random.Random) -> Note:
    draft.text = "\n".join(map(_dumps, _records(draft))) + rng.choice(["", "\n", "\n\n"])
    return Note(is_same=True, text="one record a line")


@mutation("json", rank=STRUCTURE, files=_ON)
def set_out_in_lines(draft: Draft, rng: random.Random) -> Note:
    draft.text = json.dumps(_records(draft), indent=rng.choice([1, 4, "\t"]), ensure_ascii=rng.random() < 0.5)
    return Note(is_same=True, text="indented")


@mutation("json", rank=STRUCTURE, files=_ON)
def keys_in_another_order(draft: Draft, rng: random.Random) -> Note:
    draft.text = _dumps([dict(rng.sample(list(record.items()), len(record))) for record in _records(draft)])
    return Note(is_same=True, text="keys shuffled")


@mutation("json", rank=STRUCTURE, files=_ON, weight=3)
def lines_gone_wrong(draft: Draft, rng: random.Random) -> Note:
    lines = [_dumps(record) for record in _records(draft)]
    row = rng.randrange(len(lines))
    garbage = rng.choice(
        [
            "xx",
            "{",
            "}",
            "null",
            "[]",
            "1",
            '"text"',
            "{}",
            ",",
            "# comment",
            lines[row][:-5],
            lines[row] * 2,
            lines[row] + ",",
            "",
        ]
    )
    lines[row] = garbage
    draft.text = "\n".join(lines)
    return Note(text=f"line {row + 1}: {garbage[:30]!r}")


@mutation("json", rank=STRUCTURE, files=_ON, weight=4)
def a_value_of_another_kind(draft: Draft, rng: random.Random) -> Note:
    records = _records(draft)
    record = rng.choice(records)
    key = rng.choice(list(record))
    deep: object = 1
    for _ in range(50):
        deep = [deep]
    value = rng.choice(
        [{}, {"text": "x"}, [], ["a", "b"], True, False, 12.5, -1, 10**300, deep, "", None, "x" * 200_000]
    )
    record[key] = value
    draft.text = _dumps(records)
    column = draft.canonical.get(key)
    is_possible = column in (
        "interaction_summary",
        "channel",
        "interaction_type",
        "resolution_status",
        "sentiment_score",
    )
    return Note((column,) if column else (), is_undetectable=is_possible, text=f"{key} is {str(value)[:30]}")


@mutation("json", rank=STRUCTURE, files=_ON)
def ids_as_numbers(draft: Draft, rng: random.Random) -> Note:
    records = _records(draft)
    for record in records:
        record["customer_id"] = int("".join(c for c in str(record.get("customer_id")) if c.isdigit()) or 0)
    draft.text = _dumps(records)
    return Note(("customer_id",), text="ids are numbers")


@mutation("json", rank=STRUCTURE, files=_ON, weight=4)
def text_gone_wrong(draft: Draft, rng: random.Random) -> Note:
    text = _dumps(_records(draft))
    at = text.find("}", rng.randrange(len(text))) if rng.random() < 0.8 else len(text) - 2
    cases = {
        "a comma at the end": text[:-1] + ",]",
        "single quotes": text.replace('"', "'"),
        "a doubled key": text[:at] + ',"customer_id":"C00001"' + text[at:],
        "a doubled unknown key": text[:at] + ',"a":1,"a":2' + text[at:],
        "NaN": text.replace('"sentiment_score": "', '"sentiment_score": NaN, "other": "', 1),
        "a comment": text.replace("[", "[ // all\n", 1),
        "within an object": '{"data": ' + text + "}",
        "two lists": text + text,
        "words after the end": text + "\nOK",
        "a function": f"callback({text})",
        "not closed": text[:-1],
        "deeply nested": "[" * 100_000,
        "deeply nested and closed": "[" * 5_000 + "]" * 5_000,
        "a huge number": text[:at] + ',"n":' + "9" * 6_000 + text[at:],
        "a lone surrogate": text.replace('"interaction_type": "', '"interaction_type": "\\ud83d', 1),
        "a surrogate as a key": text[:at] + ',"\\udfff":1' + text[at:],
        "a line feed in a text": text.replace(". ", ".\n", 1),
        "a wrong escape": text.replace(". ", ".\\x ", 1),
        "no list": "{}",
        "an empty list": "[]",
        "an empty object in a list": "[{}]",
        "nulls": "[null, null]",
        "lists": "[[1, 2], [3, 4]]",
        "a text": '"interactions"',
        "a number": "12",
        "blanks": "   \n  ",
        "keys in upper case": text.replace('"customer_id"', '"CUSTOMER_ID"'),
        "a key missing in one": text.replace('"customer_id"', '"client"', 1),
        "a date missing in one": text.replace('"date"', '"day"', 1),
        "a list as key": text.replace('"customer_id":', "[1]:", 1),
        "true in capitals": text.replace('"customer_id":', '"x":True,"customer_id":', 1),
        "a colon missing": text.replace('":', '"', 1),
        "a comma missing": text.replace('","', '""', 1).replace('", "', '" "', 1),
        "control characters": text.replace(". ", ".\x01", 1),
    }
    case = rng.choice(list(cases))
    draft.text = cases[case]
    return Note(text=case, is_same=case == "keys in upper case")


@mutation("json", rank=STRUCTURE, files=_ON, weight=2)
def json_cut_off(draft: Draft, rng: random.Random) -> Note:
    text = _dumps(_records(draft))
    if rng.random() < 0.5:
        text = "\n".join(map(_dumps, _records(draft)))
    at = rng.randrange(len(text))
    draft.text = text[:at]
    return Note(text=f"cut off after {at:,} characters")
