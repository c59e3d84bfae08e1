"""Texts that are damaged as a whole: each could be read, and says something else to whoever looks for words."""

from collections.abc import Iterator

import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import RawDataset
from spanishgas.tables.findings import Finding

_SECOND = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""The second byte of a letter of UTF-8, as latin-1 and as Windows' own code page show it."""
_TRACES = (
    ("read_twice", f"[ÂÃ][{_SECOND}]|â[\x80\x82€‚]", "hold letters in another encoding than that of the"
     " file", "Export them as UTF-8 once"),
    ("entities", "&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});",
     "hold signs as a web page writes them", "Turn them into plain letters (unescape HTML) when you export"),
)  # fmt: skip


def damaged_texts(words: pl.DataFrame, raw: RawTable, table: str, dataset: RawDataset) -> Iterator[Finding]:
    """Texts with traces of another encoding or of HTML, and texts without small letters where most are.

    ``words`` are those of the file, before control characters are taken out: they are half of what a wrong encoding
    makes of a letter.
    """
    for name in (name for name in words.columns if dataset.columns[name].is_text):
        yield from _traces(words[name], raw, table)
        yield from _capitals(words[name], raw, table, dataset)


def _traces(texts: pl.Series, raw: RawTable, table: str) -> Iterator[Finding]:
    for check, pattern, what, advice in _TRACES:
        rows = texts.str.contains(pattern).fill_null(False).arg_true()
        if rows.is_empty():
            continue
        row, share = int(rows[0]), len(rows) / texts.count()
        trace = texts.str.extract(f"({pattern})")[row]  # no more of what a customer wrote
        text = (
            f"{raw.file}: {len(rows):,} of {texts.count():,} texts ({share:.2%}) of {texts.name} {what}, such as "
            f"{trace!r} in row {row + raw.first_line}. {advice}: words are not known in this form."
        )
        yield Finding("bronze", table, texts.name, check, share, None, "warning", text)


def _capitals(texts: pl.Series, raw: RawTable, table: str, dataset: RawDataset) -> Iterator[Finding]:
    limit = dataset.columns[texts.name].usual_capitals_share
    has_letters = texts.str.contains(r"\p{L}").fill_null(False)
    total, rows = int(has_letters.sum()), (has_letters & ~texts.str.contains(r"\p{Ll}")).fill_null(False).arg_true()
    if limit is None or total < dataset.judged_from or len(rows) <= limit * total:
        return
    text = (
        f"{raw.file}: {len(rows):,} of {total:,} texts ({len(rows) / total:.2%}) of {texts.name} have no small letter, "
        f"such as row {int(rows[0]) + raw.first_line}. What a customer wrote in capitals cannot be told any more: "
        "export the texts as they were written."
    )
    yield Finding("bronze", table, texts.name, "capitals", len(rows) / total, limit, "warning", text)
