"""A lake to make a run again in: gone afterwards, or kept where somebody wants to look at it."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from spanishgas.errors import RunError
from spanishgas.lake import Lake


@contextmanager
def scratch_lake(into: Path | None, of: Lake) -> Generator[Lake]:
    """An empty lake; where it stays, its links to raw files go.

    Raises:
        RunError: its folder is not empty, or lies in the lake that a run is made again of.
    """
    if into is None:
        with tempfile.TemporaryDirectory(prefix="spanishgas-replay-") as folder:
            yield Lake(folder)
        return
    if not of.is_s3 and into.resolve().is_relative_to(of.root):
        raise RunError(f"{into}: lies in the lake {of}, which only runs write to. Name a folder outside it.")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise RunError(f"{into} is not empty: a replay keeps what it makes in a new folder.")
    lake = Lake.create(into)
    try:
        yield lake
    finally:
        for file in Path(lake.root, "raw").rglob("*"):
            if file.is_symlink():
                file.unlink()
