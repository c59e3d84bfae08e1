"""The small twin of the trials, once a process."""

import pytest
from fuzz.small_lake import Base, build

from spanishgas.settings import Settings


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """What a run makes of the twin as it is."""
    return build(tmp_path_factory.mktemp("fuzz"))


@pytest.fixture(autouse=True)
def _plain_settings(monkeypatch: pytest.MonkeyPatch, _own_settings: None) -> None:
    """The rules are those that a case names."""
    monkeypatch.delenv("SPANISHGAS_POLICY_FILE", raising=False)
    assert Settings().policy_file is None
