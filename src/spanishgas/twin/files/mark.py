"""The mark that a folder of raw files is the twin's own: what it did not make it never touches."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from spanishgas.errors import InputError

MARK = "truth/twin.json"
_SHOWN = 3


def read_mark(content: bytes | None) -> dict[str, int | None]:
    """The files that the twin made, by name, with their sizes in bytes; null while one is being written."""
    return {} if content is None else json.loads(content)["files"]


def mark_bytes(files: Mapping[str, int | None]) -> bytes:
    """The mark as it is stored."""
    what = "A digital twin made these files of raw/; spanishgas simulate may replace them."
    return (json.dumps({"what": what, "files": dict(sorted(files.items()))}, indent=2) + "\n").encode()


def refuse_foreign(where: str, present: Mapping[str, int], mark: Mapping[str, int | None]) -> None:
    """Raises InputError when a folder of raw files holds one that the twin did not make, or that was changed since."""
    foreign = sorted(name for name, size in present.items() if name not in mark or mark[name] not in (None, size))
    if foreign:
        shown = ", ".join(foreign[:_SHOWN]) + (f" and {len(foreign) - _SHOWN} more" if len(foreign) > _SHOWN else "")
        raise InputError(
            f"{where} holds files that simulate did not make, or that were changed since: {shown}. A twin would take "
            "their place, so nothing was written: name another lake by --lake."
        )


def claim(target: Path, names: Iterable[str]) -> None:
    """Mark files of a twin that are about to be written below ``target/raw``. Raises InputError for foreign files."""
    raw, path = target / "raw", target / MARK
    mark = read_mark(path.read_bytes() if path.exists() else None)
    present = {file.relative_to(raw).as_posix(): file.stat().st_size for file in raw.rglob("*") if file.is_file()}
    refuse_foreign(str(raw), present, mark)
    for folder in (raw, path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mark_bytes({**mark, **dict.fromkeys(names)}))


def settle(target: Path, names: Iterable[str]) -> None:
    """Take the twin's former files away and say in the mark what stands now."""
    raw, path = target / "raw", target / MARK
    keep = set(names)
    for name in read_mark(path.read_bytes()):
        if name not in keep:
            (raw / name).unlink(missing_ok=True)
    path.write_bytes(mark_bytes({name: (raw / name).stat().st_size for name in keep}))
