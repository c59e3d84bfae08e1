"""The twin's files into a lake, wherever it is."""

import tempfile
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from spanishgas.cli.progress import ProgressReport
from spanishgas.lake import Lake
from spanishgas.run.raw_files import RAW
from spanishgas.twin import simulate
from spanishgas.twin.files.assignment import read_assignment
from spanishgas.twin.files.layouts import Layout
from spanishgas.twin.files.mark import MARK, Made, Present, content_hash, mark_bytes, read_mark, refuse_foreign
from spanishgas.twin.files.writers import FileFormat


def simulate_into(
    lake: Lake,
    *,
    customers: int,
    seed: int,
    scenario: str,
    begins: date | None,
    until: date,
    layout: Layout,
    file_format: FileFormat,
    campaigns: Sequence[Path],
    progress: ProgressReport,
) -> dict[str, object]:
    """Write a twin's files into a lake; on S3 they are made in a scratch folder and brought there.

    Raises:
        InputError: the lake holds raw files that no twin made, or a campaign cannot be played.
    """
    before = _marked_files(lake) if lake.is_s3 else {}
    with tempfile.TemporaryDirectory(prefix="spanishgas-twin-") as scratch:
        folder = Path(scratch) if lake.is_s3 else Path(lake.root)
        facts = simulate(
            folder,
            customers=customers,
            seed=seed,
            scenario=scenario,
            begins=begins,
            until=until,
            layout=layout,
            file_format=file_format,
            campaigns=[read_assignment(path) for path in campaigns],
            progress=progress,
        )
        if lake.is_s3:
            _bring(folder, lake, before, progress)
    return facts


def _bring(folder: Path, lake: Lake, before: dict[str, Made | None], progress: ProgressReport) -> None:
    """Bring a twin's files to the lake: the mark comes first and last, so that a half-brought twin is known as one."""
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    new = {key.removeprefix(RAW) for key in files if key.startswith(RAW)}
    lake.write(MARK, mark_bytes({**before, **dict.fromkeys(new)}))
    for number, (key, file) in enumerate(files.items(), start=1):
        progress(f"bringing {file.name} to the lake", number / len(files))
        if key != MARK:
            lake.upload(file, key)
    lake.delete(RAW + name for name in before.keys() - new)
    lake.write(MARK, files[MARK].read_bytes())


def _marked_files(lake: Lake) -> dict[str, Made | None]:
    """The files of a former twin in the lake. Raises InputError when there are others."""
    mark = read_mark(lake.read(MARK) if lake.exists(MARK) else None)
    present = {
        item.key.removeprefix(RAW): Present(item.size, partial(_hash_of, lake, item.key)) for item in lake.list(RAW)
    }
    refuse_foreign(lake.uri(RAW), present, mark)
    return mark


def _hash_of(lake: Lake, key: str) -> str:
    return content_hash(lake.chunks(key))
