"""Kept readings of texts: those of texts that nobody has any more go, and those of customers who are forgotten.

A reading is kept under the hash of its text, which names nobody. So it is told from the other side: what stays are the
readings of texts that stand in a table that stays, and everything else goes.
"""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import polars as pl

from spanishgas.bronze.ids import tidy_id
from spanishgas.content import table_bytes
from spanishgas.lake import Lake, LakeObject
from spanishgas.run.kept_texts import KEPT_READINGS, text_hash
from spanishgas.run.record import RunRecord
from spanishgas.run.store import KEPT, list_records, sealed_key
from spanishgas.silver.interactions import read_part
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import ForgottenFile, ProofFile
from spanishgas.upkeep.survey import Removal, Survey

TEXTS = "bronze_interactions"
_TEXT, _OWNER = "interaction_summary", "customer_id"


def going_readings(survey: Survey) -> Iterator[Removal]:
    """Tables of readings that nobody has added to for long, and those in which texts are that no table holds."""
    days = survey.retention.keep_text_days
    recent: list[LakeObject] = []
    for item in _tables(survey.lake):
        if survey.now - survey.lake.written_at(item.key) > timedelta(days=days):
            yield Removal(item.key, item.size, "kept results", f"no text was read into it for {days} days")
        else:
            recent.append(item)
    if survey.damaged or not recent:  # with a damaged record nobody can tell
        return
    stay = _texts(survey.lake, survey.records, lambda record: survey.goes(record, TEXTS) is None)
    for item in recent:
        if (left := _without(survey.lake, item.key, stay)) is not None:
            gone, content = left
            why = f"{gone:,} of its texts stand in no table that stays"
            yield Removal(item.key, item.size - len(content), "text readings", why)


def trim_readings(lake: Lake, key: str) -> None:
    """Leave in a table of readings those of texts that stand in a table of the lake."""
    if (left := _without(lake, key, _texts(lake, list_records(lake)[0], lambda _: True))) is not None:
        _replace(lake, key, left[1])


def forget_in_readings(lake: Lake, persons: Persons, kept: ProofFile) -> None:
    """Take away all readings but those of texts that others have, and that mention none of the customers."""
    tables = _tables(lake)
    others = _texts(lake, list_records(lake)[0], lambda _: True, persons) if tables else set[bytes]()
    for key in (item.key for item in tables):
        if (left := _without(lake, key, others)) is None:
            continue
        gone, content = left
        before, after = (hashlib.sha256(each).hexdigest() for each in (lake.read(key), content))
        place = _sealed(key, content)
        kept.proof.add(ForgottenFile(key=key, rows=gone, mentions=0, before=before, after=after, key_after=place))
        kept.save()
        _replace(lake, key, content)


def _tables(lake: Lake) -> list[LakeObject]:
    return lake.list(f"{KEPT}{KEPT_READINGS}/")


def _texts(
    lake: Lake, records: list[RunRecord], stays: Callable[[RunRecord], bool], persons: Persons | None = None
) -> set[bytes]:
    """Hashes of all texts in tables that stay, without those of some persons and those that mention them."""
    found: set[bytes] = set()
    for record in records:
        step = record.step(TEXTS)
        if step is None or record.cleaned(TEXTS) or not stays(record):
            continue
        for key in (key for key in step.keys if lake.exists(key)):
            found |= _texts_of(lake.scan(key), record.settings.max_text_characters, persons)
    return found


def _texts_of(table: pl.LazyFrame, max_text_characters: int, persons: Persons | None) -> set[bytes]:
    if persons is not None:
        table = table.filter(~tidy_id(pl.col(_OWNER)).is_in(list(persons.ids)).fill_null(value=False))
    read = table.select(_TEXT, read=read_part(pl.col(_TEXT), max_text_characters)).drop_nulls("read").unique().collect()
    return {text_hash(text) for whole, text in read.iter_rows() if persons is None or not persons.without(whole)[1]}


def _without(lake: Lake, key: str, stay: set[bytes]) -> tuple[int, bytes] | None:
    """How many rows of a table go, and its bytes without them; None where all stay, or it is none of ours."""
    try:
        table = pl.read_parquet(lake.read(key))
        left = table.filter(pl.col("text_hash").is_in(list(stay)))
    except pl.exceptions.PolarsError:
        return None  # damaged: it is never read, and goes with its days
    gone = table.height - left.height
    return (gone, table_bytes(left)) if gone else None


def _replace(lake: Lake, key: str, content: bytes) -> None:
    lake.write(_sealed(key, content), content)
    lake.delete([key])


def _sealed(key: str, content: bytes) -> str:
    digest = key.rpartition("/")[2].partition("-")[0]
    return sealed_key(KEPT_READINGS, digest, content)
