"""Deployments of the trigger: on calls in memory, and on moto's server over HTTP."""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from support.aws_calls import TABLE, Bucket, MotoStateMachine, StateMachine, Table, new_table, s3_tells
from support.bucket import REGION, moto_server, new_bucket
from support.trigger_world import START, Calls, World

from spanishgas.lake import Lake

os.environ.setdefault("POWERTOOLS_SERVICE_NAME", "trigger")
os.environ.setdefault("POWERTOOLS_LOG_LEVEL", "CRITICAL")
NewWorld = Callable[..., World]


def in_memory(folder: Path, seed: int = 0, **bucket: object) -> World:
    clock, machine = [START], StateMachine()
    folder.mkdir(parents=True, exist_ok=True)
    return World(
        s3=Bucket(lambda: clock[0], **bucket),
        table=Table(),
        table_name=TABLE,
        machine=machine,
        steps=machine,
        lake=Lake(folder),
        bucket="spanishgas-data-dev",
        prefix="",
        clock=clock,
        calls=Calls(random.Random(seed)),
    )


def on_moto(clock: list, seed: int = 0) -> World:
    root, machine = new_bucket(), MotoStateMachine()
    bucket, _, prefix = root.removeprefix("s3://").partition("/")
    return World(
        s3=boto3.client("s3", region_name=REGION),
        table=boto3.client("dynamodb", region_name=REGION),
        table_name=new_table(),
        machine=machine,
        steps=machine.client,
        lake=Lake(root),
        bucket=bucket,
        prefix=f"{prefix}/",
        clock=clock,
        calls=Calls(random.Random(seed)),
    )


@pytest.fixture(scope="module")
def moto_clock() -> Iterator[list]:
    clock = [START]
    with moto_server(), s3_tells(lambda: clock[0]):
        yield clock


@pytest.fixture
def new_world(tmp_path: Path) -> NewWorld:
    """Makes deployments in memory."""
    numbers = iter(range(10_000))
    return lambda seed=0, **bucket: in_memory(tmp_path / str(next(numbers)), seed, **bucket)


@pytest.fixture
def moto_world(moto_clock: list) -> NewWorld:
    """Makes deployments over HTTP."""

    def make(seed: int = 0) -> World:
        moto_clock[0] = START
        return on_moto(moto_clock, seed)

    return make


@pytest.fixture(params=["memory", "moto"])
def any_world(request: pytest.FixtureRequest) -> World:
    """A deployment in memory, and one over HTTP."""
    return request.getfixturevalue("new_world" if request.param == "memory" else "moto_world")()
