"""The store below a lake on S3, and what a store's errors mean: a full disk, a missing permission, a lost race."""

import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import obstore.exceptions
from obstore.store import S3Store

from spanishgas.errors import ConflictError


def s3_options() -> dict[str, str]:
    """Extra options for an S3-compatible service named by ``AWS_ENDPOINT_URL``; credentials come as usual on AWS."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return {}
    return {"aws_endpoint_url": endpoint, "aws_allow_http": str(endpoint.startswith("http://")).lower()}


def open_bucket(root: str, options: dict[str, str]) -> S3Store:
    """The store of ``s3://bucket/prefix``; nothing is asked of it yet."""
    bucket, _, prefix = root.removeprefix("s3://").partition("/")
    return S3Store(bucket, prefix=prefix or None, config=options)  # pyright: ignore[reportArgumentType]


def tag_of(meta: Any) -> str:
    """The entity tag of an object, by what the store says of it."""
    return str(meta["e_tag"])


@contextmanager
def plain_disk_errors(key: str) -> Generator[None]:
    """A full disk or a missing permission as the OSError that it is, instead of the store's general error."""
    try:
        yield
    except obstore.exceptions.BaseError as error:
        if found := re.search(r"os error (\d+)\)", str(error)):
            raise OSError(int(found[1]), os.strerror(int(found[1])), key) from error
        raise


@contextmanager
def conflicts(uri: str) -> Generator[None]:
    """A write that the store refuses because another was faster, as the ConflictError that it is."""
    try:
        yield
    except (
        obstore.exceptions.AlreadyExistsError,
        obstore.exceptions.PreconditionError,
        FileNotFoundError,  # what was seen is gone
    ) as error:
        raise ConflictError(f"{uri} was written by somebody else in the meantime.") from error
