"""A server, and the files of a tiny twin, for the tests of the whole state machine."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.aws.server import Server, aws_server
from support.aws.stack import Stack, new_stack
from support.aws.story import drop, ticked


@pytest.fixture(scope="session")
def image(few_policy: Path) -> dict[str, str]:
    """What the image of jobs brings: settings with which a training takes a moment."""
    return {
        "SPANISHGAS_POLICY_FILE": str(few_policy),
        "SPANISHGAS_EXPERIMENT": "E1",
        "SPANISHGAS_THREADS": "1",
        "SPANISHGAS_KEEP_RAW_GB": "0",
        "POLARS_MAX_THREADS": "1",
        "OMP_NUM_THREADS": "1",
    }


@pytest.fixture(scope="session")
def raw_files(few_raw: Path) -> list[Path]:
    """The raw files of a tiny twin."""
    return sorted(path for path in (few_raw / "raw").iterdir() if path.is_file())


@pytest.fixture(scope="session")
def later_contacts(raw_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of contacts without its last one: other contents, and no other labels."""
    (file,) = (file for file in raw_files if file.name == "customer_interactions.json")
    changed = tmp_path_factory.mktemp("later") / file.name
    changed.write_text(json.dumps(json.loads(file.read_text("utf-8"))[:-1]), "utf-8")
    return changed


@pytest.fixture(scope="module")
def server(image: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """AWS for the tests of a module."""
    with aws_server(tmp_path_factory.mktemp("functions") / "log", image) as running:
        yield running


@pytest.fixture(scope="module")
def trained(server: Server, raw_files: list[Path]) -> Stack:
    """A deployment with a published training; failed runs are tried again at once, as often as need be."""
    stack = new_stack("pipeline.asl.json", {"SPANISHGAS_ATTEMPTS": "20"})
    drop(stack, server, raw_files)
    (execution,) = ticked(stack, 1)
    assert execution.status == "SUCCEEDED", execution
    return stack
