"""Files that a person asks for: where they cannot be is said in words, before any work is done for them."""

import errno
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from spanishgas.errors import RunError
from spanishgas.folder_entries import beside
from spanishgas.lake import Lake

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_WHY = {
    errno.EACCES: "you may not write into {folder}. Name a file elsewhere, or have it opened to you",
    errno.EPERM: "you may not write into {folder}. Name a file elsewhere, or have it opened to you",
    errno.EROFS: "{folder} can only be read. Name a file elsewhere",
    errno.ENAMETOOLONG: "the name is longer than the disk allows. Name a shorter one",
}


def check_place(lake: Lake, out: Path) -> None:
    """Raises RunError for a file that cannot be made: no such folder, a place in the lake, or one closed to us."""
    with refused_in_words(out):
        if not out.parent.is_dir():
            raise RunError(f"{out}: there is no folder {out.parent}. Make it first.")
        if out.exists() and out.is_dir():
            raise RunError(f"{out}: is a folder. Name a file.")
        if not lake.is_s3 and out.resolve().is_relative_to(lake.root):
            raise RunError(f"{out}: lies in the lake {lake}, which only runs write to. Name a file outside it.")
        trial = beside(out)
        trial.touch()
        trial.unlink()


@contextmanager
def whole_file(out: Path) -> Generator[Path]:
    """A file beside another, whose place it takes when it is whole; else nothing of it is left."""
    partial = beside(out)
    try:
        with refused_in_words(out):
            yield partial
            partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


def write_whole(out: Path, text: str) -> None:
    """Write a text, whole or not at all. Raises RunError where no file can be made."""
    with whole_file(out) as partial:
        partial.write_text(text, "utf-8")


@contextmanager
def refused_in_words(out: Path) -> Generator[None]:
    """What the system says of a place, as a refusal; a full disk is said elsewhere. Raises RunError."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.errno in _FULL:
            raise
        why = _WHY.get(error.errno, f"no file can be made in {{folder}} ({error.strerror}). Name a file elsewhere")
        raise RunError(f"{out}: {why.format(folder=out.parent)}.") from error
