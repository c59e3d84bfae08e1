"""The small twin of the trials, once a process."""

import pytest

from fuzz.small_lake import Base, build
from spanishgas.settings import Settings
from spanishgas.twin.files.layouts import Layout


@pytest.fixture(scope="session")
def bases(tmp_path_factory: pytest.TempPathFactory) -> dict[Layout, Base]:
    """What a run makes of the twins as they are, by layout."""
    return build(tmp_path_factory.mktemp("fuzz"))


@pytest.fixture(scope="session")
def base(bases: dict[Layout, Base]) -> Base:
    """The twin whose prices are by customer."""
    return bases["customer"]


@pytest.fixture(autouse=True)
def _plain_settings(monkeypatch: pytest.MonkeyPatch, _own_settings: None) -> None:
    """The rules are those that a case names."""
    monkeypatch.delenv("SPANISHGAS_POLICY_FILE", raising=False)
    assert Settings().policy_file is None
