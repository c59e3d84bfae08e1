"""The mark that a folder of raw files is the twin's own: what it did not make it never touches."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from spanishgas.errors import InputError

MARK = "truth/twin.json"
_SHOWN = 3
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Made:
    """A file as the twin left it."""

    bytes: int
    sha1: str | None = None
    """None in marks of former versions, which knew sizes alone."""


@dataclass(frozen=True)
class Present:
    """A file as it stands now; the hash is asked for only where it decides."""

    bytes: int
    sha1: Callable[[], str]

    def is_as(self, made: Made) -> bool:
        """Whether it holds what the twin wrote."""
        return self.bytes == made.bytes and (made.sha1 is None or self.sha1() == made.sha1)


Mark = Mapping[str, Made | None]


def read_mark(content: bytes | None) -> dict[str, Made | None]:
    """The files that the twin made, by name; null while one is being written."""
    files = {} if content is None else json.loads(content)["files"]
    return {name: Made(**of) if isinstance(of, dict) else of if of is None else Made(of) for name, of in files.items()}


def mark_bytes(files: Mark) -> bytes:
    """The mark as it is stored."""
    what = "A digital twin made these files of raw/; spanishgas simulate may replace them."
    of = {name: made and asdict(made) for name, made in sorted(files.items())}
    return (json.dumps({"what": what, "files": of}, indent=2) + "\n").encode()


def content_hash(pieces: Iterable[bytes]) -> str:
    """A hash that tells an edit from a copy, three times as fast as one that would also tell a forgery."""
    found = hashlib.sha1(usedforsecurity=False)
    for piece in pieces:
        found.update(piece)
    return found.hexdigest()


def refuse_foreign(where: str, present: Mapping[str, Present], mark: Mark) -> None:
    """Raises InputError when a folder of raw files holds one that the twin did not make, or that was changed since."""
    foreign = sorted(name for name, file in present.items() if name not in mark or not _is_own(file, mark[name]))
    if foreign:
        shown = ", ".join(foreign[:_SHOWN]) + (f" and {len(foreign) - _SHOWN} more" if len(foreign) > _SHOWN else "")
        raise InputError(
            f"{where} holds files that simulate did not make, or that were changed since: {shown}. A twin would take "
            "their place, so nothing was written: name another lake by --lake."
        )


def _is_own(file: Present, made: Made | None) -> bool:
    return made is None or file.is_as(made)


def own_mark(target: Path) -> dict[str, Made | None]:
    """The mark of a folder that a twin may write below. Raises InputError for files in its ``raw`` that are not its."""
    raw, path = target / "raw", target / MARK
    mark = read_mark(path.read_bytes() if path.exists() else None)
    present = {file.relative_to(raw).as_posix(): _present(file) for file in raw.rglob("*") if file.is_file()}
    refuse_foreign(str(raw), present, mark)
    return mark


def claim(target: Path, names: Iterable[str]) -> None:
    """Mark files of a twin that are about to be written below ``target/raw``. Raises InputError for foreign files."""
    mark, path = own_mark(target), target / MARK
    for folder in (target / "raw", path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mark_bytes({**mark, **dict.fromkeys(names)}))


def settle(target: Path, names: Iterable[str]) -> None:
    """Take the twin's former files away and say in the mark what stands now."""
    raw, path = target / "raw", target / MARK
    keep = set(names)
    for name in read_mark(path.read_bytes()):
        if name not in keep:
            (raw / name).unlink(missing_ok=True)
    present = {name: _present(raw / name) for name in keep}
    path.write_bytes(mark_bytes({name: Made(of.bytes, of.sha1()) for name, of in present.items()}))


def _present(file: Path) -> Present:
    return Present(file.stat().st_size, lambda: _hash_of(file))


def _hash_of(file: Path) -> str:
    with file.open("rb") as content:
        return content_hash(iter(lambda: content.read(_PIECE), b""))
