"""What the business changes: column registry, tariff periods, names, intents, lexicons, experiments, policy."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml


@cache
def read_yaml(name: str, package: str = __name__) -> Any:
    """A YAML file packaged in ``config`` (or beside another package's code), read once."""
    return load_yaml(files(package).joinpath(name))


def load_yaml(source: Traversable) -> Any:
    """The content of a YAML file, read safely. Raises OSError, UnicodeDecodeError or yaml.YAMLError."""
    return yaml.safe_load(source.read_text(encoding="utf-8"))
