"""Gzip files unpacked piece by piece, with a limit: no archive may fill memory or disk, whatever it claims to hold."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from spanishgas.errors import InputError
from spanishgas.settings import GIGABYTE

_MAGIC = b"\x1f\x8b"
_PACKED = 1024 * 1024
_PIECE = 16 * 1024 * 1024
_TARBALL = slice(257, 262)


def unpacked(
    name: str, chunks: Iterable[bytes], limit_gb: float, setting: str = "SPANISHGAS_MAX_UNPACKED_GB"
) -> Iterator[bytes]:
    """What a gzip file holds, in pieces of at most 16 MB; members one after the other are one content.

    Raises:
        InputError: the file is no gzip, is damaged or cut off, holds another archive, or more than ``limit_gb``.
    """
    size, row = 0, 1
    try:
        for piece in _members(chunks):
            if size == 0:
                _refuse_archives(name, piece)
            size, row = size + len(piece), row + piece.count(b"\n")
            if size > limit_gb * GIGABYTE:
                raise InputError(
                    f"{name}, row {row:,}: unpacks to more than {limit_gb:g} GB. If that is right, raise {setting}; "
                    "else export the file again."
                )
            yield piece
    except _BrokenError as error:
        raise InputError(f"{name}, {error.place.format(row=row)}: {error}") from error.__cause__


class _BrokenError(Exception):
    """What is wrong with a gzip file, and where in terms of the row that was unpacked last."""

    def __init__(self, place: str, text: str) -> None:
        super().__init__(text)
        self.place = place


def _members(chunks: Iterable[bytes]) -> Iterator[bytes]:
    member, is_first = _new_member(), True
    for packed in _small(chunks):
        data = packed
        while data:
            if member.eof:
                member, is_first = _new_member(), False
            try:
                piece = member.decompress(data, _PIECE)
            except zlib.error as error:
                raise _damaged(is_first, error) from error
            data = member.unconsumed_tail or member.unused_data
            if piece:
                yield piece
    if not member.eof:
        raise _BrokenError("row {row:,}", "the gzip file is cut off here, before its end. Copy it again.")


def _small(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces that are unpacked in few steps: what a step leaves is copied."""
    for chunk in chunks:
        yield from (chunk[at : at + _PACKED] for at in range(0, len(chunk), _PACKED))


def _new_member() -> Any:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _damaged(is_first: bool, error: zlib.error) -> _BrokenError:
    if "header" in str(error):
        if is_first:
            return _BrokenError("row 1", "not a gzip file, whatever its name says. Copy it again, or name it .csv.")
        return _BrokenError("row {row:,}", "after its end the gzip file goes on with other bytes. Copy it again.")
    if "check" in str(error):
        text = "the gzip file is damaged (its content does not fit its checksum). Copy it again."
        return _BrokenError("from row {row:,} on", text)
    return _BrokenError(
        "from row {row:,} on", "the gzip file is damaged (its content cannot be unpacked). Copy it again."
    )


def _refuse_archives(name: str, beginning: bytes) -> None:
    if beginning.startswith(_MAGIC):
        raise InputError(f"{name}, row 1: is packed twice with gzip. Unpack it once.")
    if beginning.startswith(b"PK\x03\x04") or beginning[_TARBALL] == b"ustar":
        raise InputError(f"{name}, row 1: holds an archive of files. Pack the file alone, with gzip.")
