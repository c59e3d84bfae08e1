"""0/1 columns and their conjunctions."""

import polars as pl


def as_flag(condition: pl.Expr) -> pl.Expr:
    """A condition as 0/1; unknown stays null."""
    return condition.cast(pl.Int8)


def all_of(*flags: str) -> pl.Expr:
    """1 when every one of these 0/1 columns is 1, 0 when one of them is 0, else unknown."""
    return as_flag(pl.all_horizontal(pl.col(name) == 1 for name in flags))
