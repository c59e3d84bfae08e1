"""What happens to a damaged file does not hang on how good a model is: few customers are enough."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def small_policy(few_policy: Path) -> Path:
    return few_policy


@pytest.fixture(scope="session")
def small_raw(few_raw: Path) -> Path:
    return few_raw


@pytest.fixture(scope="session")
def published(few_published: Path) -> Path:
    return few_published
