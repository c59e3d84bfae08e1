"""What the business changes: column registry, tariff periods, intents, experiments, policy, scenarios."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read_yaml(name: str) -> Any:
    """A packaged YAML file, read safely and once."""
    return yaml.safe_load(files(__name__).joinpath(name).read_text(encoding="utf-8"))
