"""What the twin is drawn from: published aggregates, wordings of contacts, scenarios."""

from typing import Any

from spanishgas.config.rule_book import read_yaml


def read_data(name: str) -> Any:
    """A YAML file of this folder, read once."""
    return read_yaml(name, __name__)
