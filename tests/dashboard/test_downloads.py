"""A file that a reader downloads opens as what was shown, and runs nothing."""

import io
import zipfile
from datetime import date

import polars as pl

from spanishgas.dashboard.downloads import csv_bytes, excel_bytes

ROWS = pl.DataFrame({"Cliente": ["C1", "=1+1", "+34 600"], "Pérdida": [1.5, -2.0, None]})


def test_csv_is_utf_8_that_excel_recognises_and_its_formulas_are_texts() -> None:
    assert csv_bytes(ROWS).decode("utf-8-sig").splitlines() == ["Cliente,Pérdida", "C1,1.5", "'=1+1,-2.0", "'+34 600,"]
    assert csv_bytes(ROWS).startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_no_formula() -> None:
    with zipfile.ZipFile(io.BytesIO(excel_bytes(ROWS, "clientes", date(2024, 12, 31)))) as book:
        sheet, texts = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    assert "<f>" not in sheet
    assert "'=1+1" in texts


def test_the_same_rows_are_the_same_file() -> None:
    day = date(2024, 12, 31)
    assert excel_bytes(ROWS, "clientes", day) == excel_bytes(ROWS, "clientes", day)
