"""A table of the lake as a file for people: CSV, parquet or Excel."""

from pathlib import Path

import polars as pl

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.metrics import read_table
from spanishgas.run.record import current_run_id, load_record
from spanishgas.tables.checks import findings_table

_FORMULA_STARTS = "^\\s*[=+\\-@＝＋－＠\t\r\n]"


def export_table(lake: Lake, name: str, out: Path, run_id: str | None = None) -> pl.DataFrame:
    """Write a table of a run (the published one by default) and return it. Raises RunError when there is none."""
    if out.suffix not in (".csv", ".parquet", ".xlsx"):
        raise RunError(f"{out}: the file's ending says its format; .csv, .parquet and .xlsx are known.")
    if not out.parent.is_dir():
        raise RunError(f"{out}: there is no folder {out.parent}. Make it first.")
    chosen = run_id or current_run_id(lake)
    if chosen is None:
        raise RunError(f"Nothing is published in {lake} yet. Start with: spanishgas run --lake {lake}")
    record = load_record(lake, chosen)
    is_unpublished = name == "quality_findings" and record.step(name) is None
    table = findings_table(record.findings) if is_unpublished else read_table(lake, record, name)
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
