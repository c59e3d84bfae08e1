"""CSV files whose rows and columns are set out otherwise."""

import csv
import io
import random

from fuzz.draft import Draft, NotApplicableError, Note
from fuzz.registry import STRUCTURE, mutation

_ON = (
    "customer_attributes",
    "customer_contracts",
    "churn_label",
    "price_history",
    "costs_by_province_month",
    "consumption_hourly",
)


def _lines(draft: Draft) -> list[str]:
    if "json" in draft.ending:
        raise NotApplicableError
    return draft.text.split("\n")


def _any_row(lines: list[str], rng: random.Random) -> int:
    if len(lines) < 4:
        raise NotApplicableError
    return rng.randrange(1, len(lines) - 1)


@mutation("csv", rank=STRUCTURE, files=_ON, weight=2)
def another_delimiter(draft: Draft, rng: random.Random) -> Note:
    delimiter = rng.choice([";", "\t", "|", ", "])
    draft.text = "\n".join(_lines(draft)).replace(",", delimiter)
    return Note(is_same=delimiter == ", " and draft.file != "consumption_hourly", text=f"delimiter {delimiter!r}")


@mutation("csv", rank=STRUCTURE, files=_ON)
def sheet_with_semicolons_and_commas(draft: Draft, rng: random.Random) -> Note:
    """What a Spanish Excel writes: semicolons, and decimal commas."""
    draft.text = "\r\n".join(line.replace(",", ";").replace(".", ",") for line in _lines(draft))
    return Note(text="semicolons and decimal commas")


@mutation("csv", rank=STRUCTURE, files=_ON)
def decimal_commas_without_quotes(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    rows = [_any_row(lines, rng)] if rng.random() < 0.5 else range(1, len(lines))
    for row in rows:
        lines[row] = lines[row].replace(".", ",")
    draft.text = "\n".join(lines)
    return Note(text=f"decimal commas in {len(rows)} rows")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=2)
def line_ends(draft: Draft, rng: random.Random) -> Note:
    end = rng.choice(["\r\n", "\r", "\n\n", "\r\r\n"])
    draft.text = "\n".join(_lines(draft)).replace("\n", end)
    return Note(is_same=end == "\r\n", text=f"lines end in {end!r}")


@mutation("csv", rank=STRUCTURE, files=_ON)
def some_line_ends(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    for row in rng.sample(range(len(lines) - 1), min(20, len(lines) - 1)):
        lines[row] += "\r"
    draft.text = "\n".join(lines)
    return Note(is_same=True, text="some lines end in CRLF")


@mutation("csv", rank=STRUCTURE, files=_ON)
def everything_quoted(draft: Draft, rng: random.Random) -> Note:
    if draft.file == "consumption_hourly":
        raise NotApplicableError
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(_lines(draft)[:-1]))
    draft.text = out.getvalue()
    return Note(is_same=True, text="every value in quotes")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=3)
def fields_of_a_row(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    row = _any_row(lines, rng)
    values = lines[row].split(",")
    how = rng.choice(["too few", "one too many", "an empty one too many", "twice", "none", "a comma first", "one line"])
    lines[row] = {
        "too few": ",".join(values[: rng.randrange(1, len(values))]),
        "one too many": lines[row] + ",1",
        "an empty one too many": lines[row] + ",",
        "twice": lines[row] + "," + lines[row],
        "none": "",
        "a comma first": "," + lines[row],
        "one line": lines[row] + "," + lines[min(row + 1, len(lines) - 2)],
    }[how]
    draft.text = "\n".join(lines)
    return Note(text=f"row {row + 1}: {how}")


@mutation("csv", rank=STRUCTURE, files=_ON)
def a_comma_at_the_end_of_all_rows(draft: Draft, rng: random.Random) -> Note:
    draft.text = "\n".join(line + "," if line else line for line in _lines(draft))
    return Note(text="a further column without a name")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=2)
def quotes_gone_wrong(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    row = _any_row(lines, rng)
    values = lines[row].split(",")
    at = rng.randrange(len(values))
    how = rng.choice(
        [
            '"' + values[at],
            values[at] + '"',
            values[at][:1] + '"' + values[at][1:],
            f'"{values[at]}',
            f'"{values[at]}\n"',
        ]
    )
    values[at] = how
    lines[row] = ",".join(values)
    draft.text = "\n".join(lines)
    return Note(text=f"row {row + 1}: {how[:30]!r}")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=3)
def headers(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    first, names = lines[0], lines[0].split(",")
    some = rng.randrange(len(names))
    cases = {
        "missing": lines[1:],
        "twice": [first, *lines],
        "again in the middle": [*lines[: len(lines) // 2], first, *lines[len(lines) // 2 :]],
        "a column twice": [",".join([*names[:-1], names[0]]), *lines[1:]],
        "a name empty": [",".join([*names[:some], "", *names[some + 1 :]]), *lines[1:]],
        "a line feed within": [first.replace(names[some], f'"{names[some][:4]}\n{names[some][4:]}"'), *lines[1:]],
        "a quote not closed": ['"' + first, *lines[1:]],
        "a title before": ["Listado de clientes", *lines],
        "a comment before": ["# exported 2024-12-31", *lines],
        "sep before": ["sep=,", *lines],
        "an empty line before": ["", *lines],
        "blanks before": ["   ", *lines],
        "types below": [first, ",".join(["string"] * len(names)), *lines[1:]],
        "quoted": [",".join(f'"{name}"' for name in names), *lines[1:]],
        "one name less": [",".join(names[:-1]), *lines[1:]],
        "only": [first, ""],
        "only, without an end": [first],
        "a megabyte": [first + "," + "x" * 1_000_000, *lines[1:]],
    }
    case = rng.choice(list(cases))
    draft.text = "\n".join(cases[case])
    return Note(is_same=case == "quoted", text=f"header: {case}")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=2)
def rows_at_the_end(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    columns = lines[0].count(",")
    case = rng.choice(["no line end", "empty lines", "a total", "commas", "an end mark", "blanks", "SQL"])
    rows = {
        "no line end": [],
        "empty lines": ["", "", "", ""],
        "a total": ["Total" + "," * columns, ""],
        "commas": ["," * columns, ""],
        "an end mark": ["\x1a"],
        "blanks": ["   ", ""],
        "SQL": ["(120 rows affected)", ""],
    }[case]
    draft.text = "\n".join([*lines[:-1], *rows])
    return Note(is_same=case == "empty lines", text=case)


@mutation("csv", rank=STRUCTURE, files=_ON)
def empty_lines_within(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    row = _any_row(lines, rng)
    draft.text = "\n".join([*lines[:row], *[""] * rng.choice([1, 3]), *lines[row:]])
    return Note(text=f"an empty line before row {row + 1}")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=3)
def cut_off(draft: Draft, rng: random.Random) -> Note:
    """Within the last number nobody can tell; the file says only that its last line has no end."""
    text = "\n".join(_lines(draft))
    at = rng.choice([rng.randrange(len(text)), len(text) - rng.randrange(1, 12), rng.randrange(1, 400)])
    draft.text = text[: max(at, 0)]
    return Note(text=f"cut off after {at:,} characters")


@mutation("csv", rank=STRUCTURE, files=_ON)
def two_files_in_one(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    draft.text = "\n".join(lines) + ("\ufeff" if rng.random() < 0.5 else "") + "\n".join(lines)
    return Note(text="the file twice, header included")


@mutation("csv", rank=STRUCTURE, files=_ON, weight=2)
def odd_characters(draft: Draft, rng: random.Random) -> Note:
    lines = _lines(draft)
    row = rng.randrange(len(lines) - 1) if len(lines) > 1 else 0
    at = rng.randrange(len(lines[row]) + 1)
    mark = rng.choice(
        [
            "\0",
            "\u2028",
            "\x85",
            "\x0b",
            "\x0c",
            "\x1e",
            "\u00ad",
            "\u200b",
            "\u202e",
            "\ufeff",
            "\u00a0",
            "\t",
            "\x1b[2J",
            "\ufffd",
        ]
    )
    lines[row] = lines[row][:at] + mark + lines[row][at:]
    draft.text = "\n".join(lines)
    return Note(text=f"{mark!a} in row {row + 1}")
