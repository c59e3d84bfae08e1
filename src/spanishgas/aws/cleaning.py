"""What ``spanishgas clean`` does to a lake in a bucket: takes away what need not be kept, and tags what may expire.

A job that publishes does the same as its last act, by the same settings, so that nobody has to remember it on AWS.
"""

from datetime import UTC, datetime
from importlib.util import find_spec

import polars as pl
import structlog

from spanishgas.aws.connections import connect
from spanishgas.aws.expiry import tag_expiring
from spanishgas.aws.unnamed import of_keys
from spanishgas.lake import Lake
from spanishgas.settings import Retention
from spanishgas.upkeep.clean import clean
from spanishgas.upkeep.survey import survey

_log = structlog.get_logger()


def tag_what_may_expire(lake: Lake, retention: Retention, now: datetime, region: str) -> int | None:
    """Let the bucket's lifecycle take scored tables that no run needs; returns how many objects carry the tag.

    None where the lake is in no bucket, or Amazon's library is not installed.
    """
    if not lake.is_s3 or find_spec("boto3") is None:
        return None
    return len(tag_expiring(connect("s3", region), lake, survey(lake, retention, now)))


def clean_at_last(lake: Lake, retention: Retention, region: str) -> None:
    """Clean and tag as well as it can be done; what stands in the way is said in the log and fails no run."""
    now = datetime.now(UTC)
    try:
        done = clean(lake, retention, now)
        size = sum(item.size for item in done.removals)
        _log.info("cleaned", files=len(done.removals), bytes=size, damaged_records=len(done.damaged))
        if (tagged := tag_what_may_expire(lake, retention, now, region)) is not None:
            _log.info("may_expire", objects=tagged)
    except (Exception, pl.exceptions.PanicException) as error:  # the run is published: the next one cleans
        _log.warning("not_cleaned", kind=type(error).__name__, error=of_keys(str(error)))
