"""Rows as they stand in a table for reading: some of their columns, under titles in the reader's words."""

from collections.abc import Mapping

import polars as pl


def titled(rows: pl.DataFrame, titles: Mapping[str, str]) -> pl.DataFrame:
    """The columns that have a title, in the order of the titles."""
    return rows.select(pl.col(column).alias(title) for column, title in titles.items())
