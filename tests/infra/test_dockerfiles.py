"""Dockerfiles are clean, and build from locks and from bases that cannot move."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCKERFILES = sorted((ROOT / "docker").glob("Dockerfile.*"))
LOCKS = sorted((ROOT / "docker").glob("*.lock"))
each_dockerfile = pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)


def locked(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), flags=re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_there_is_one_for_each_image() -> None:
    assert [file.suffix for file in DOCKERFILES] == [".lambda", ".processing", ".streamlit"]


@each_dockerfile
def test_hadolint_finds_nothing(file: Path) -> None:
    tool = Path(sys.executable).parent / "hadolint"
    done = subprocess.run([tool, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@each_dockerfile
def test_every_stage_stands_on_a_base_named_by_its_digest(file: Path) -> None:
    text = file.read_text("utf-8")
    (base,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", text, flags=re.MULTILINE)
    assert re.fullmatch(r"docker\.io/library/python:3\.12-slim-bookworm@sha256:[0-9a-f]{64}", base)
    assert set(re.findall(r"^FROM (\S+)", text, flags=re.MULTILINE)) == {"${PYTHON_IMAGE}"}


def test_all_stand_on_the_same_base() -> None:
    bases = {re.findall(r"sha256:[0-9a-f]{64}", file.read_text("utf-8"))[0] for file in DOCKERFILES}
    assert len(bases) == 1


@each_dockerfile
def test_all_that_is_installed_has_a_hash(file: Path) -> None:
    text = file.read_text("utf-8").replace("\\\n", " ")
    installs = re.findall(r"(?:pip install|pip sync)[^&\n]*", text)
    assert len(installs) == 3
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_of_an_image_agrees_with_those_of_the_groups(lock: Path) -> None:
    assert "://" not in lock.read_text("utf-8")
    everywhere = locked(ROOT / "requirements/development.lock")
    for name, versions in locked(lock).items():
        assert everywhere.get(name, versions) == versions, "run `make lock`"


def test_the_context_of_a_build_is_named_file_by_file() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    for line in lines[1:]:
        assert line == "**/__pycache__" or list(ROOT.glob(line.removeprefix("!"))), f"{line} names nothing"
