"""Gzip files unpacked piece by piece, with a limit: no archive may fill memory or disk, whatever it claims to hold."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

from spanishgas.errors import InputError

GIGABYTE = 1_000_000_000
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
    size = 0
    for piece in _members(name, chunks):
        if size == 0:
            _refuse_archives(name, piece)
        size += len(piece)
        if size > limit_gb * GIGABYTE:
            raise InputError(
                f"{name}: unpacks to more than {limit_gb:g} GB. If that is right, raise {setting}; "
                "else export the file again."
            )
        yield piece


def _members(name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    member, is_first = _new_member(), True
    for packed in _small(chunks):
        data = packed
        while data:
            if member.eof:
                member, is_first = _new_member(), False
            try:
                piece = member.decompress(data, _PIECE)
            except zlib.error as error:
                raise _damaged(name, is_first, error) from error
            data = member.unconsumed_tail or member.unused_data
            if piece:
                yield piece
    if not member.eof:
        raise InputError(f"{name}: the gzip file is cut off before its end. Copy it again.")


def _small(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces that are unpacked in few steps: what a step leaves is copied."""
    for chunk in chunks:
        yield from (chunk[at : at + _PACKED] for at in range(0, len(chunk), _PACKED))


def _new_member() -> Any:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def _damaged(name: str, is_first: bool, error: zlib.error) -> InputError:
    if "header" in str(error):
        if is_first:
            return InputError(f"{name}: not a gzip file, whatever its name says. Copy it again, or name it .csv.")
        return InputError(f"{name}: after its end the gzip file goes on with other bytes. Copy it again.")
    what = "its content does not fit its checksum" if "check" in str(error) else "its content cannot be unpacked"
    return InputError(f"{name}: the gzip file is damaged ({what}). Copy it again.")


def _refuse_archives(name: str, beginning: bytes) -> None:
    if beginning.startswith(_MAGIC):
        raise InputError(f"{name}: is packed twice with gzip. Unpack it once.")
    if beginning.startswith(b"PK\x03\x04") or beginning[_TARBALL] == b"ustar":
        raise InputError(f"{name}: holds an archive of files. Pack the file alone, with gzip.")
