"""Files that a process left half-written when it was ended: never whole, never read, and only those that are ours."""

import re
from collections.abc import Iterator
from pathlib import Path

from spanishgas.folder_entries import MARK, PARTIAL
from spanishgas.lake import Lake
from spanishgas.run.store import LAYERS, REPORTS
from spanishgas.twin.files.mark import MARK as TWIN_MARK
from spanishgas.twin.files.mark import read_mark
from spanishgas.upkeep.survey import Removal

OURS = (*LAYERS, REPORTS, "models", "runs", "kept", "exports", "upkeep", "locks", "campaigns")
"""Prefixes below which nobody else writes."""
_HALF_WRITTEN = re.compile(r"\.(parquet|json|ubj|csv|gz|html|md)#\d+$")


def strays(lake: Lake) -> Iterator[Removal]:
    """Half-written files of a folder; S3 shows none (parts of an upload end by the bucket's lifecycle rule)."""
    if lake.is_s3:
        return
    root = Path(lake.root)
    for prefix in OURS:
        for file in sorted((root / prefix).rglob("*#*")):
            if _HALF_WRITTEN.search(file.name):
                yield _removal(root, file)
    for file in sorted([*root.rglob(f"{MARK}*{PARTIAL}"), *(root / "kept").rglob(f"*{PARTIAL}"), *_of_the_twin(root)]):
        yield _removal(root, file)


def _of_the_twin(root: Path) -> Iterator[Path]:
    """Raw files that a simulation was writing: its mark names them."""
    mark = root / TWIN_MARK
    names = read_mark(mark.read_bytes()) if mark.is_file() else {}
    for file in [*(root / "raw" / name for name in names), *(root / "truth").glob(f"*{PARTIAL}")]:
        if file.name.endswith(PARTIAL) and file.is_file():
            yield file


def _removal(root: Path, file: Path) -> Removal:
    key = file.relative_to(root).as_posix()
    return Removal(key, file.stat().st_size, "stray files", "left half-written by a process that was ended")
