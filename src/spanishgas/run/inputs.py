"""What a run reads is what its record says: its hash is taken once, then the lake tells of every write.

To hash everything again at each stage would cost more than the stages. A tag (in a folder inode, times and size; on S3
the entity tag) is read from the file's head, and changes whenever the file is written. Where it has changed between two
stages the content is hashed again, and the same content goes on. While a file is read nobody may write it; a backup by
hard links or another owner changes no more than a time in the tag, and the content is hashed again to be sure.
"""

from collections.abc import Generator
from contextlib import contextmanager

from spanishgas.errors import StopError, SupersededError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import RAW, RawFile
from spanishgas.run.raw_listing import ListedFile, listing_digest
from spanishgas.run.record import InputRecord, RunRecord
from spanishgas.run.unwritten import is_unwritten
from spanishgas.tables.findings import Finding


def raw_digest(lake: Lake) -> str:
    """The digest of what lies in ``raw/`` now."""
    root = RAW.rstrip("/")  # which a bucket may hold as an object of its own
    return listing_digest(ListedFile(item.key.removeprefix(root), item.size, item.tag) for item in lake.list(RAW))


@contextmanager
def unchanged_listing(lake: Lake, listing: str | None) -> Generator[None]:
    """Before and after a plan ``raw/`` must hold what it is for; without a digest, what it holds is good.

    What fails inside because a file went or came is told as that.

    Raises:
        SupersededError: something else lies there.
    """
    _refuse_other(lake, listing)
    try:
        yield
    except StopError:
        raise
    except Exception:
        _refuse_other(lake, listing)
        raise
    _refuse_other(lake, listing)


def _refuse_other(lake: Lake, listing: str | None) -> None:
    if listing is not None and raw_digest(lake) != listing:
        raise SupersededError(
            f"{lake.uri(RAW)} holds other files than those that this run was asked for. What is there now is for a "
            "new run."
        )


def input_record(lake: Lake, file: RawFile) -> InputRecord:
    """A raw file as it is now; its hash is taken once. Raises SupersededError when it is written meanwhile."""
    tag, fingerprint = lake.tag(file.key), _fingerprint(lake, file.key)
    if tag is None or fingerprint is None or (tag := lake.tag_if_unwritten(file.key, tag, fingerprint)) is None:
        raise SupersededError(f"{file.key} is being written. Start again when the feed is done.")
    version = lake.version(file.key)
    return InputRecord(
        dataset=file.dataset, key=file.key, size=file.size, fingerprint=fingerprint, tag=tag, version=version
    )


def without_copies(inputs: list[InputRecord]) -> tuple[list[InputRecord], list[Finding]]:
    """Files of one dataset that differ, the first of equal ones, and what is said of the others: they are not read."""
    first: dict[tuple[str, str, int], InputRecord] = {}
    findings: list[Finding] = []
    for item in inputs:
        other = first.setdefault((item.dataset, item.fingerprint, item.size), item)
        if other is not item:
            names = (each.key.removeprefix(RAW) for each in (item, other))
            text = "{} is a copy of {}, byte for byte: it is not read.".format(*names)
            findings.append(Finding("raw", "raw_files", "*", "copy", 1.0, None, "warning", text))
    return list(first.values()), findings


def recognise_inputs(lake: Lake, record: RunRecord) -> None:
    """Before a run goes on: a file may have been touched or copied to its place anew, but its content is the same.

    Raises:
        SupersededError: the content of a raw file has changed, or it is gone.
    """
    for item in record.inputs:
        tag = lake.tag(item.key)
        if tag is None or (tag != item.tag and _fingerprint(lake, item.key) != item.fingerprint):
            raise SupersededError(f"{item.key} has changed since run {record.run_id} started. Start a new run instead.")
        item.tag = tag


def _fingerprint(lake: Lake, key: str) -> str | None:
    """What tells of another content; None where the file was taken away at this moment."""
    try:
        return lake.fingerprint(key)
    except FileNotFoundError:
        return None


def refuse_replaced(lake: Lake, record: RunRecord, items: list[InputRecord]) -> None:
    """Stop a run whose raw files were written while it read them: what it keeps of them would lie.

    Raises:
        SupersededError: a file was written, or taken away, since its hash was taken.
    """
    for item in items:
        if not is_unwritten(lake, item):
            raise SupersededError(
                f"{item.key} was replaced while run {record.run_id} was at work on it. Nothing was published; start a "
                "new run when the feed is done writing."
            )
