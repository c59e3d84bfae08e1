"""Rule files of a retailer: columns_file and policy, cut, broken, or saying what cannot be."""

import random

from fuzz.draft import Draft, NotApplicableError, Note
from fuzz.registry import BYTES, mutation

RULES = ("columns_file", "policy_file")


def _text(draft: Draft) -> str:
    return draft.data.decode("utf-8", "replace")


@mutation("rules", rank=BYTES, files=RULES, weight=3)
def rules_broken(draft: Draft, rng: random.Random) -> Note:
    text = _text(draft)
    lines = text.split("\n")
    row = rng.randrange(len(lines))
    cases = {
        "a tab": "\n".join([*lines[:row], "\t" + lines[row], *lines[row + 1 :]]),
        "a brace": text + "\n{",
        "a bracket": "\n".join([*lines[:row], lines[row] + " [", *lines[row + 1 :]]),
        "a quote": "\n".join([*lines[:row], lines[row] + ' "', *lines[row + 1 :]]),
        "a colon": "\n".join([*lines[:row], lines[row] + ": x: y", *lines[row + 1 :]]),
        "a reference": text + "\na: &a [1]\nb: *a\n",
        "an unknown reference": text + "\nb: *nobody\n",
        "a tag": text + "\nx: !!python/object/apply:os.system [ls]\n",
        "two documents": text + "\n---\na: 1\n",
        "deeply nested": "[" * 50_000,
        "a list": "- a\n- b\n",
        "a text": "hello",
        "a number": "12",
        "nothing": "",
        "comments": "# nothing here\n",
        "twice": text + "\n" + text,
        "an unknown entry": text + "\nsurprise: 1\n",
        "a date that cannot be": text + "\nsurprise: 2024-02-30\n",
        "a huge number": text + "\nsurprise: " + "9" * 5_000 + "\n",
        "sexagesimal": text + "\nsurprise: 190:20:30\n",
        "a percent": text + "\nsurprise: %TAG\n",
        "an at": text + "\nsurprise: @home\n",
        "a merge": text + "\n<<: {a: 1}\n",
        "a key of a list": text + "\n? [a, b]\n: 1\n",
        "a key that is nothing": text + "\n~: 1\n",
        "JSON cut off": '{"a": [1, 2',
    }
    case = rng.choice(list(cases))
    draft.data = cases[case].encode()
    return Note(text=case)


@mutation("rules", rank=BYTES, files=RULES, weight=2)
def rules_cut_off(draft: Draft, rng: random.Random) -> Note:
    """Whole entries may be left: a file of additions that says less is one that says less."""
    at = rng.randrange(len(draft.data))
    draft.data = draft.data[:at]
    return Note(is_undetectable=draft.file == "columns_file", text=f"cut off after {at} bytes")


@mutation("rules", rank=BYTES, files=RULES)
def rules_in_another_encoding(draft: Draft, rng: random.Random) -> Note:
    name = rng.choice(["utf-16", "latin-1", "utf-8-sig", "cp500"])
    draft.data = ("# a\u00f1o\n" + _text(draft)).encode(name)
    return Note(text=name)


@mutation("rules", rank=BYTES, files=RULES, weight=3)
def rules_with_other_values(draft: Draft, rng: random.Random) -> Note:
    lines = _text(draft).split("\n")
    rows = [row for row, line in enumerate(lines) if ":" in line and not line.lstrip().startswith("#")]
    if not rows:
        raise NotApplicableError
    row = rng.choice(rows)
    name = lines[row].partition(":")[0]
    value = rng.choice(
        [
            "",
            "-1",
            "1e9",
            ".nan",
            ".inf",
            "abc",
            "[]",
            "{}",
            "null",
            "{a: {b: 1}}",
            "2024-01-01",
            "'0.5'",
            "~",
            "!!binary aGk=",
        ]
    )
    lines[row] = f"{name}: {value}"
    draft.data = "\n".join(lines).encode()
    return Note(is_undetectable=True, text=f"row {row + 1} is {lines[row][:40]!r}")


@mutation("rules", rank=BYTES, files=RULES)
def rules_without_a_row(draft: Draft, rng: random.Random) -> Note:
    lines = _text(draft).split("\n")
    row = rng.randrange(len(lines))
    draft.data = "\n".join([*lines[:row], *lines[row + 1 :]]).encode()
    return Note(is_undetectable=draft.file == "columns_file", text=f"without row {row + 1}: {lines[row][:40]!r}")


@mutation("rules", rank=BYTES, files=("columns_file",), weight=3)
def columns_that_cannot_be(draft: Draft, rng: random.Random) -> Note:
    cases = {
        "an unknown file": "facturas: {a: {aliases: [b]}}",
        "an unknown column": "price_history: {precio: {aliases: [b]}}",
        "a taken name": "customer_attributes: {region: {aliases: [province]}}",
        "aliases as a text": "customer_attributes: {region: {aliases: zona}}",
        "values of words": "customer_attributes: {is_urban: {values: {urbano: quizas}}}",
        "an unknown entry": "customer_attributes: {region: {alias: [zona]}}",
        "an alias of numbers": "customer_attributes: {region: {aliases: [1, 2]}}",
        "nothing for a file": "customer_attributes:",
        "a list for a file": "customer_attributes: [region]",
    }
    case = rng.choice(list(cases))
    draft.data = cases[case].encode()
    return Note(text=case)
