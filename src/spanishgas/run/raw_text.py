"""Bytes of a text file as text; what is no UTF-8 is refused by its row, another format by its name."""

import codecs
import re

from spanishgas.errors import InputError

_OTHER_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MARK = "\ufeff"
_BEGINNING = 2_000
_OTHER_FORMATS = {
    b"PK\x03\x04": "a workbook or a zip archive. Save the sheet as CSV UTF-8, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old workbook. Save the sheet as CSV UTF-8",
    b"\x1f\x8b": "packed with gzip. Let its name end in .gz",
    b"PAR1": "parquet. Name it .parquet",
}


def decode(name: str, data: bytes, first_row: int = 1) -> str:
    """A UTF-8 file as text, without its byte order marks. Raises InputError naming the row of the first other byte."""
    if first_row == 1:
        _refuse_other_formats(name, data[:_BEGINNING])
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + first_row
        raise InputError(
            f"{name}, row {row}: byte 0x{data[error.start]:02x} is not UTF-8 (is the file in latin-1?). "
            "Export it as UTF-8."
        ) from error
    return text.lstrip(_MARK) if first_row == 1 else text  # some programs write the mark twice


def _refuse_other_formats(name: str, beginning: bytes) -> None:
    for start, what in _OTHER_FORMATS.items():
        if beginning.startswith(start):
            raise InputError(f"{name}, row 1: is not text but {what}.")
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html)", beginning, re.IGNORECASE):
        raise InputError(
            f"{name}, row 1: is a web page, probably that of a login, and no data. Sign in and export the file again."
        )
    if beginning.startswith(_OTHER_MARKS) or beginning.count(0) > len(beginning) // 4:  # every other byte is zero
        is_json = ".json" in name.lower()
        advice = ". Export it as UTF-8." if is_json else ' (Excel\'s "Unicode text"). Export it as CSV UTF-8.'
        raise InputError(f"{name}, row 1: the file is in UTF-16{advice}")
