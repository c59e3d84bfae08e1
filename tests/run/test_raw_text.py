"""Bytes as text; what is no UTF-8 is refused by its row, another format by its name."""

import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.run.raw_text import decode


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" * marks + b"a,\xc3\xb1\n" for marks in (0, 1, 2)])
def test_text_is_utf_8_with_or_without_its_mark(data: bytes) -> None:
    assert decode("f.csv", data) == "a,ñ\n"


@pytest.mark.parametrize(
    ("data", "row", "byte"), [(b"\xf1", 1, "f1"), (b"\n\xf1", 2, "f1"), (b"a\nb\n\xc3\xb1,\x81\n\xff", 3, "81")]
)
def test_the_row_of_the_first_other_byte_is_named(data: bytes, row: int, byte: str) -> None:
    with says(
        InputError, f"f.csv, row {row}: byte 0x{byte} is not UTF-8 (is the file in latin-1?). Export it as UTF-8."
    ):
        decode("f.csv", data)


def test_rows_go_on_where_the_text_before_ended() -> None:
    with pytest.raises(InputError, match=r"^f\.csv, row 12: byte 0xf1"):
        decode("f.csv", b"a\nb\n\xf1", 10)


@pytest.mark.parametrize("data", [b"<!DOCTYPE html>\n<p>", b"\n <HTML lang=es>", b"\xef\xbb\xbf<html>"])
def test_a_web_page_is_called_so(data: bytes) -> None:
    with says(
        InputError,
        "f.csv, row 1: is a web page, probably that of a login, and no data. Sign in and export the file again.",
    ):
        decode("f.csv", data)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_called_so(encoding: str) -> None:
    text = "customer_id,churn\nC1,0\n".encode(encoding)
    excel = ' (Excel\'s "Unicode text"). Export it as CSV UTF-8.'
    for name, advice in {"f.csv": excel, "f.JSON": ". Export it as UTF-8."}.items():
        with says(InputError, f"{name}, row 1: the file is in UTF-16{advice}"):
            decode(name, text)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04x", "a workbook or a zip archive. Save the sheet as CSV UTF-8, or unpack it"),
        (b"\xd0\xcf\x11\xe0x", "an old workbook. Save the sheet as CSV UTF-8"),
        (b"\x1f\x8b\x08", "packed with gzip. Let its name end in .gz"),
        (b"PAR1", "parquet. Name it .parquet"),
    ],
)
def test_another_format_is_called_by_its_name(data: bytes, what: str) -> None:
    with says(InputError, f"f.csv, row 1: is not text but {what}."):
        decode("f.csv", data)
