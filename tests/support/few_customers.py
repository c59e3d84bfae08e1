"""Fixtures by which a folder asks few customers: its conftest takes them in, where no test hangs on a good model."""

from pathlib import Path

import pytest

__all__ = ["published", "small_policy", "small_raw"]


@pytest.fixture(scope="session")
def small_policy(few_policy: Path) -> Path:
    return few_policy


@pytest.fixture(scope="session")
def small_raw(few_raw: Path) -> Path:
    return few_raw


@pytest.fixture(scope="session")
def published(few_published: Path) -> Path:
    return few_published
