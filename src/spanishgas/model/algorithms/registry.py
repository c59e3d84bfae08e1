"""Algorithms by name; each is imported when it is asked for, because its library takes a second to load."""

from importlib import import_module

from spanishgas.model.algorithms.base import Algorithm, Contender
from spanishgas.model.errors import ModelIntegrityError

_CLASSES = {
    "dummy": ("dummy", "Dummy"),
    "logistic_regression": ("logistic_regression", "LogisticRegression"),
    "random_forest": ("random_forest", "RandomForest"),
    "xgboost": ("xgboost_trees", "XGBoostTrees"),
}
CONTENDERS = tuple(_CLASSES)
"""What experiments compare."""
STORED_FILES = {"xgboost": ("model.ubj",)}
"""What a model can be made of, and the files that it then has: known here, so that holding a model loads no library."""


def load_contender(name: str) -> Contender:
    """A contender by the name that experiments use."""
    module, class_name = _CLASSES[name]
    return getattr(import_module(f"spanishgas.model.algorithms.{module}"), class_name)()


def load_algorithm(name: str) -> Algorithm:
    """An algorithm that a model is made of, by the name on its card. Raises ModelIntegrityError for another."""
    stored_files(name)
    return load_contender(name)  # pyright: ignore[reportReturnType]


def stored_files(name: str) -> tuple[str, ...]:
    """Names of the files of a fit, by the name of its algorithm. Raises ModelIntegrityError where none are stored."""
    if name not in STORED_FILES:
        raise ModelIntegrityError(f"No model is made by {name!r}; models are made by {', '.join(STORED_FILES)}.")
    return STORED_FILES[name]
