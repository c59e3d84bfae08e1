"""Ids as text, written in one way whatever file or type they came in, so that the same customer is the same text.

Blanks at either end, characters that nobody sees and the two ways of writing an accent are no part of an id. Upper and
lower case, leading zeros and dashes may be: where they keep files apart it is said (``silver.differences``).
"""

import polars as pl

_UNSEEN = r"[\p{Cc}\p{Cf}]"
"""Control characters and those without a shape: zero-width blanks, soft hyphens, byte order marks."""
_WHOLE = r"^([0-9]+)\.0+$"


def tidy_id(column: pl.Expr) -> pl.Expr:
    """A column of text as ids: nothing unseen, no outer blanks, Unicode NFC, 12.0 as 12; empty ones null."""
    return seen(column).str.strip_chars().str.replace(_WHOLE, "$1").replace("", None)


def seen(column: pl.Expr) -> pl.Expr:
    """A column of text without characters that nobody sees, in Unicode NFC."""
    return column.str.replace_all(_UNSEEN, "").str.normalize("NFC")


def id_words(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A column of any type as text, cheaply: a whole number of a parquet file is the text that a CSV would hold."""
    if not dtype.is_float():
        return column.cast(pl.String)
    is_whole = column == column.round(0)
    return pl.when(is_whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))


def padded_number(column: pl.Expr, digits: int) -> pl.Expr:
    """Numbers of fewer digits with leading zeros, as Spanish province codes have them; words stay as they are."""
    return pl.when(column.str.contains(r"^[0-9]+$")).then(column.str.zfill(digits)).otherwise(column)
