"""The fidelity table as a Markdown page."""

import polars as pl

from spanishgas.fidelity.rules import RULES, failing

_INTRODUCTION = """# Fidelity of the digital twin

Every figure that was published about the real data, beside the same figure of the twin, but for those of a model that
the pipeline does not train (logistic regression). The twin's figures are computed from the tables the pipeline made of
the twin's raw files, so a row that passes says two things: the twin has the statistic, and the pipeline computes it.
The twin's customers are invented; no figure in the column *twin* is a real one.

What was published of models is of a test part. The twin's figures are pooled: those of its test part and, out of fold,
of all others, weighed by the leavers of each, because among the 400 leavers of a test part two draws of the same book
differ by more than a band is wide. What the *test part alone* gives stands beside them, not judged.
"""


def fidelity_page(rows: pl.DataFrame) -> str:
    """Markdown: how many rows pass, which fail and why, the rules, and all rows by section."""
    judged = rows.filter("judged")
    failed = failing(rows)
    parts = [
        _INTRODUCTION,
        f"**{judged.height - failed.height} of {judged.height} judged figures pass**, "
        f"{rows.height - judged.height} more are shown.\n",
    ]
    if failed.height:
        parts += ["## Failing\n", _table(failed)]
    parts += ["## Rules\n", *(f"- *{name}*: {text}." for name, text in RULES.items()), ""]
    for (section,), frame in rows.group_by(["section"], maintain_order=True):
        parts += [f"## {str(section).capitalize()}\n", _table(frame)]
    return "\n".join(parts)


def _table(rows: pl.DataFrame) -> str:
    lines = ["| figure | published | twin | tolerance | rule | | note |", "|---|--:|--:|--:|---|---|---|"]
    for row in rows.iter_rows(named=True):
        mark = {True: "pass", False: "**FAIL**", None: ""}[row["passed"]]
        figures = " | ".join(_figure(row[name]) for name in ("published", "twin", "tolerance"))
        lines.append(f"| {row['statistic']} | {figures} | {row['rule']} | {mark} | {row['note']} |")
    return "\n".join([*lines, ""])


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.4f}".rstrip("0").rstrip(".")
