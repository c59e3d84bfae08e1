"""Gzip files unpacked piece by piece: whole or refused, and never more than the limit."""

import gzip

import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.run.raw_gzip import unpacked

TEXT = b"a,b\n" * 1_000
ZIPPED = gzip.compress(TEXT, mtime=0)
DAMAGED = "the gzip file is damaged (its content {}). Copy it again."


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
@pytest.mark.parametrize("members", [1, 3])
def test_members_are_one_content_however_the_pieces_fall(members: int, size: int) -> None:
    assert b"".join(unpacked("f.gz", pieces(ZIPPED * members, size), 1)) == TEXT * members


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (ZIPPED[:-1], "row 1,001: the gzip file is cut off here, before its end. Copy it again."),
        (b"", "row 1: the gzip file is cut off here, before its end. Copy it again."),
        (ZIPPED + ZIPPED[:9], "row 1,001: the gzip file is cut off here, before its end. Copy it again."),
        (b"a,b\n1,2\n", "row 1: not a gzip file, whatever its name says. Copy it again, or name it .csv."),
        (ZIPPED + b"a,b\n1,2\n", "row 1,001: after its end the gzip file goes on with other bytes. Copy it again."),
        (ZIPPED[:-8] + b"\0" * 8, "from row 1 on: " + DAMAGED.format("does not fit its checksum")),
        (ZIPPED[:12] + b"\xff\xff\xff" + ZIPPED[15:], "from row 1 on: " + DAMAGED.format("cannot be unpacked")),
        (gzip.compress(ZIPPED, mtime=0), "row 1: is packed twice with gzip. Unpack it once."),
        (gzip.compress(b"PK\x03\x04xx", mtime=0), "row 1: holds an archive of files. Pack the file alone, with gzip."),
        (
            gzip.compress(b"a" * 257 + b"ustar", mtime=0),
            "row 1: holds an archive of files. Pack the file alone, with gzip.",
        ),
    ],
)
def test_what_is_no_whole_gzip_file_is_refused(data: bytes, sentence: str) -> None:
    with says(InputError, f"f.gz, {sentence}"):
        list(unpacked("f.gz", [data], 1))


def test_no_more_is_unpacked_than_the_limit() -> None:
    bomb, seen = gzip.compress(b"0" * 60_000_000), []
    with says(
        InputError,
        "f.gz, row 1: unpacks to more than 0.02 GB. If that is right, raise SPANISHGAS_MAX_UNPACKED_GB; else export "
        "the file again.",
    ):
        seen.extend(len(piece) for piece in unpacked("f.gz", [bomb], 0.02))
    assert sum(seen) <= 20_000_000
