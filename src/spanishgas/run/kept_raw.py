"""Raw files are kept by content, so that a run can be replayed after a file of its was overwritten.

In a folder the copy shares the blocks of the file where the file system can (reflink), else it is a plain copy; never a
hard link, which an overwrite would follow. On S3 the bucket's own versions do it, and the record names them.
"""

import structlog

from spanishgas.errors import SupersededError
from spanishgas.lake import Lake
from spanishgas.run.record import InputRecord
from spanishgas.run.store import KEPT
from spanishgas.run.unwritten import is_unwritten
from spanishgas.settings import GIGABYTE
from spanishgas.tables.findings import Finding

KEPT_RAW = f"{KEPT}raw/"
_log = structlog.get_logger()


def kept_raw_key(item: InputRecord) -> str:
    """Where the content of a raw file is kept."""
    ending = "".join(f".{part}" for part in item.key.rpartition("/")[2].lower().split(".")[1:])
    return f"{KEPT_RAW}{item.fingerprint.removeprefix('sha256:')}{ending}"


def keep_raw(lake: Lake, items: list[InputRecord], limit_gb: float) -> list[Finding]:
    """Keep the content of raw files that is not kept yet, as far as the limit allows; returns what is not kept.

    A limit of 0 is a choice, of which nothing needs to be said.

    Raises:
        SupersededError: a file was replaced while it was copied.
    """
    findings: list[Finding] = []
    if lake.is_s3 or limit_gb == 0:
        return findings
    kept = {found.key: found.size for found in lake.list(KEPT_RAW)}
    for item in items:
        key = kept_raw_key(item)
        if key in kept:
            continue
        if (total := sum(kept.values()) + item.size) > limit_gb * GIGABYTE:
            _log.warning("raw_file_not_kept", file=item.key, size=item.size, limit_gb=limit_gb)
            findings.append(_not_kept(item, total, limit_gb))
            continue
        lake.clone(item.key, key)
        if not is_unwritten(lake, item):
            lake.delete([key])
            raise SupersededError(f"{item.key} was replaced while it was copied. Start again when the feed is done.")
        kept[key] = item.size
    return findings


def _not_kept(item: InputRecord, total: int, limit_gb: float) -> Finding:
    text = (
        f"{item.key} was not kept: with it, copies of raw files would take more than {limit_gb:g} GB "
        "(SPANISHGAS_KEEP_RAW_GB). Once it is replaced, this run cannot be replayed."
    )
    return Finding("raw", "raw_files", "*", "not_kept", float(total), limit_gb * GIGABYTE, "info", text)
