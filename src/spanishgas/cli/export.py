"""A table of a run as a file for people: CSV, parquet or Excel."""

from pathlib import Path

import polars as pl

from spanishgas.errors import RunError
from spanishgas.run.reader import Run

_FORMULA_STARTS = "^\\s*[=+\\-@＝＋－＠\t\r\n]"


def export_table(run: Run, name: str, out: Path) -> pl.DataFrame:
    """Write a table of a run and return it. Raises RunError when there is none, or the file cannot be."""
    if out.suffix not in (".csv", ".parquet", ".xlsx"):
        raise RunError(f"{out}: the file's ending says its format; .csv, .parquet and .xlsx are known.")
    if not out.parent.is_dir():
        raise RunError(f"{out}: there is no folder {out.parent}. Make it first.")
    table = run.table(name)
    partial = out.with_name(f".{out.name}.partial")
    if out.suffix == ".parquet":
        table.write_parquet(partial)
    elif out.suffix == ".csv":
        _harmless(table).write_csv(partial)
    else:
        _harmless(table).write_excel(partial, worksheet=name[:31], autofit=True, freeze_panes=(1, 0))
    partial.replace(out)
    return table


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as a formula get a leading apostrophe (CSV injection, OWASP)."""
    text = pl.col(pl.String)
    return table.with_columns(pl.when(text.str.contains(_FORMULA_STARTS)).then("'" + text).otherwise(text).name.keep())
