"""What lies in a folder of a lake: its files, and what is none, such as a link that leads nowhere, with what to do."""

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PARTIAL = ".partial"
"""What the name of a file ends with until it is whole."""
MARK = ".spanishgas-"
"""What the name of a raw file begins with while it is being rewritten."""
_HALF_WRITTEN = re.compile(r"#\d+$")
"""How the store names a file until it is whole."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PUT = "Put the file itself in its place."
_LEADS_BACK = "is a link that leads back to itself. Take it out."
_BAD_NAME = "has a name that is not UTF-8, or that holds a line feed or the like. Rename it."


class Entry(NamedTuple):
    """An entry below a folder."""

    name: str
    """Its path below the folder, as it can be printed."""
    size: int = 0
    flaw: str | None = None
    """Why it is no file that a lake can hold, and what to do."""

    @property
    def is_empty_folder(self) -> bool:
        """It may lie where it lies as long as nobody means a file by it."""
        return self.flaw is not None and self.flaw.startswith("is an empty folder")

    @property
    def stops_lists(self) -> bool:
        """A store that meets it lists nothing at all."""
        return self.flaw in (_LEADS_BACK, _BAD_NAME)


def entries(folder: Path) -> Iterator[Entry]:
    """All entries below a folder but for folders with something in them; links are followed, and none in a circle."""
    for place, folders, files in os.walk(folder, followlinks=True, onerror=_raise_unless_gone):
        here = Path(place)
        for name in [name for name in folders if _leads_back(here / name)]:
            folders.remove(name)
            yield Entry(_below(folder, here / name), flaw=_LEADS_BACK)
        if not folders and not files and here != folder:
            yield Entry(_below(folder, here), flaw=f"is an empty folder. {_PUT}")
        for name in files:
            if not _HALF_WRITTEN.search(name):
                yield _of_file(folder, here / name)


def beside(path: Path) -> Path:
    """A file to write first what is to take the place of another; its name fits wherever the other's does."""
    return path.with_name(f"{MARK}{secrets.token_hex(4)}{PARTIAL}")


def _of_file(folder: Path, path: Path) -> Entry:
    name = _below(folder, path)
    if name != path.relative_to(folder).as_posix():
        return Entry(name, flaw=_BAD_NAME)
    link = f"a link to {_shown(str(path.readlink()))}, which is " if path.is_symlink() else ""
    try:
        found = path.stat()
    except OSError as error:
        return Entry(name, flaw=_LEADS_BACK if error.errno == errno.ELOOP else f"is {link}not there. {_PUT}")
    return Entry(name, found.st_size, None if stat.S_ISREG(found.st_mode) else f"is {link}no file. {_PUT}")


def _leads_back(folder: Path) -> bool:
    """Whether a link leads to a folder that it lies in."""
    return folder.is_symlink() and folder.parent.resolve().is_relative_to(folder.resolve())


def _below(folder: Path, path: Path) -> str:
    return _shown(path.relative_to(folder).as_posix())


def _shown(name: str) -> str:
    """A name whose characters all show: bytes that are no UTF-8, and what steers a terminal, are escaped."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _raise_unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
