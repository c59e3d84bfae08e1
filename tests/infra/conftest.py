from typing import Any

import pytest
from support.rendered import planned, planned_bootstrap
from support.terraform import require_terraform


@pytest.fixture(scope="session")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The plan of every environment and, as bootstrap, of what an account has once."""
    require_terraform(provider=True)
    folder = tmp_path_factory.mktemp("rendered")
    return {
        **planned(folder / "stack", "dev", "staging", "prod"),
        "bootstrap": planned_bootstrap(folder / "bootstrap"),
    }
