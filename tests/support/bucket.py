"""S3 over real HTTP: moto's server, whose requests come one after another."""

import os
import uuid
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from threading import Lock
from typing import Any
from unittest.mock import patch

import boto3
from moto.moto_server import threaded_moto_server
from moto.server import ThreadedMotoServer

REGION = "eu-west-1"
ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": REGION}


class OneByOne(threaded_moto_server.DomainDispatcherApplication):
    """S3 compares and puts in one go. Moto compares, then puts, and its threads come in between: each has to wait."""

    _turn = Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with self._turn:
            return list(super().__call__(environ, start_response))


@contextmanager
def moto_server(application: type[OneByOne] = OneByOne) -> Generator[str]:
    """The address of a server, and the environment that leads to it."""
    with patch.object(threaded_moto_server, "DomainDispatcherApplication", application):
        server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        with patch.dict(os.environ, {**ENVIRONMENT, "AWS_ENDPOINT_URL": address}):
            yield address
    finally:
        server.stop()


def new_bucket() -> str:
    """The root of a lake in a bucket of its own: moto's buckets outlive its server."""
    name = f"spanishgas-{uuid.uuid4().hex}"
    boto3.client("s3", region_name=REGION).create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    return f"s3://{name}/retail"


def copied_bucket(root: str) -> str:
    """A copy of a lake in a bucket of its own."""
    name, _, prefix = root.removeprefix("s3://").partition("/")
    target = new_bucket()
    client = boto3.client("s3", region_name=REGION)
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=name, Prefix=prefix):
        for item in page.get("Contents", []):
            source = {"Bucket": name, "Key": item["Key"]}
            client.copy_object(Bucket=target.split("/")[2], Key=item["Key"], CopySource=source)
    return target
