"""Whether a raw file is still the one that was recorded, by its tag; it knows no more than that and loads quickly."""

from spanishgas.lake import Lake
from spanishgas.run.record import InputRecord


def is_unwritten(lake: Lake, item: InputRecord) -> bool:
    """Whether nobody wrote a raw file since it was recorded; its tag is put right, so that it is hashed again once."""
    if item.tag is None:
        return True  # of a record of an earlier version
    tag = lake.tag_if_unwritten(item.key, item.tag, item.fingerprint)
    item.tag = tag or item.tag
    return tag is not None
