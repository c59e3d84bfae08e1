"""The twin's files into a lake, wherever it is."""

import tempfile
from datetime import date
from pathlib import Path

from spanishgas.cli.progress import ProgressReport
from spanishgas.lake import Lake
from spanishgas.twin import simulate
from spanishgas.twin.files.layouts import Layout
from spanishgas.twin.files.writers import FileFormat


def simulate_into(
    lake: Lake,
    *,
    customers: int,
    seed: int,
    scenario: str,
    until: date,
    layout: Layout,
    file_format: FileFormat,
    progress: ProgressReport,
) -> dict[str, object]:
    """Write a twin's files into a lake; on S3 they are made in a scratch folder and brought there."""
    with tempfile.TemporaryDirectory(prefix="spanishgas-twin-") as scratch:
        folder = Path(scratch) if lake.is_s3 else Path(lake.root)
        facts = simulate(
            folder,
            customers=customers,
            seed=seed,
            scenario=scenario,
            until=until,
            layout=layout,
            file_format=file_format,
            progress=progress,
        )
        files = sorted(path for path in folder.rglob("*") if path.is_file()) if lake.is_s3 else []
        for number, file in enumerate(files, start=1):
            progress(f"bringing {file.name} to the lake", number / len(files))
            lake.upload(file, file.relative_to(folder).as_posix())
    return facts
