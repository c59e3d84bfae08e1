"""What a raw file holds, in one line: whoever sent less than last week sees it in the numbers."""

import polars as pl

from spanishgas.bronze.registry import RawDataset
from spanishgas.tables.findings import Finding


def contents(table: pl.DataFrame, file: str, name: str, dataset: RawDataset) -> Finding:
    """Rows, whom they are of, from when to when, and what nobody filled in, as a finding on the whole file.

    Args:
        table: the typed rows, in canonical names.
        file: the file's name, for the message.
        name: the bronze table that it becomes.
        dataset: its rules; the first id column with values says whom, the first column of dates when.
    """
    ids = next((c for c in table.columns if dataset.columns[c].is_id and table[c].count()), None)
    days = next((c for c in table.columns if table[c].dtype == pl.Date and table[c].count()), None)
    whom = f" of {table[ids].n_unique() - (table[ids].null_count() > 0):,} different {ids}" if ids else ""
    when = f", {days} from {table[days].min()} to {table[days].max()}" if days else ""
    of_layouts = {column for names in dataset.layouts.values() for column in names}
    nothing = [c for c in table.columns if c not in of_layouts and not table[c].count()]
    without = f", without values of {', '.join(nothing)}" if nothing else ""
    text = f"{file}: {table.height:,} rows{whom}{when}{without}."
    return Finding("bronze", name, "*", "rows", float(table.height), None, "info", text)
