"""Algorithms by name; each is imported when it is asked for, because its library takes a second to load."""

from importlib import import_module

from spanishgas.model.algorithms.base import Algorithm
from spanishgas.model.errors import ModelIntegrityError

_CLASSES = {"xgboost": ("xgboost_trees", "XGBoostTrees")}


def load_algorithm(name: str) -> Algorithm:
    """An algorithm by the name that experiments and model cards use. Raises ModelIntegrityError for another."""
    if name not in _CLASSES:
        raise ModelIntegrityError(f"There is no algorithm {name!r}; the algorithms are {', '.join(_CLASSES)}.")
    module, class_name = _CLASSES[name]
    return getattr(import_module(f"spanishgas.model.algorithms.{module}"), class_name)()
