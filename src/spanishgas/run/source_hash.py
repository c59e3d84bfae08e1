"""What code decides a result: the source of a function's module and of every module of ours that it imports.

Comments, docstrings and layout do not count, so that a better sentence recomputes nothing. The idea of keying kept
results by the hash of their code is Hamilton's (apache/hamilton, caching); ours follows imports as well.
"""

import ast
import hashlib
import inspect
import re
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from spanishgas import __version__

ROOT = "spanishgas"


def source_hash(functions: Iterable[Callable[..., Any]]) -> str:
    """SHA-256 of the code that these functions are made of."""
    modules: dict[str, str] = {}
    waiting = [function.__module__ for function in functions]
    while waiting:
        name = waiting.pop()
        if name in modules:
            continue
        tree = _code(import_module(name))
        modules[name] = ast.dump(tree)
        waiting += _own_imports(tree)
    return hashlib.sha256("".join(f"{name}:{modules[name]};" for name in sorted(modules)).encode()).hexdigest()


@cache
def code_version() -> str:
    """The version with a hash of every file of the package, code, rules and weights: what a wheel's hash would say."""
    package = files(ROOT)
    digest = hashlib.sha256()
    for name, content in sorted(_contents(package, "")):
        digest.update(f"{name}:{len(content)}:".encode() + content)
    return f"{__version__}+{digest.hexdigest()[:12]}"


@cache
def library_versions() -> dict[str, str]:
    """The version of every library that the package requires, of those that are installed on this system."""
    names = [re.split(r"[^\w.-]", text, maxsplit=1)[0] for text in requires(ROOT) or () if "extra ==" not in text]
    return {name: found for name in sorted(names) if (found := _version(name)) is not None}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:  # required on other systems
        return None


def _contents(folder: Any, prefix: str) -> Iterable[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _contents(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".py", ".yaml", ".parquet")):
            yield prefix + entry.name, entry.read_bytes()


def _code(module: ModuleType) -> ast.Module:
    """A module's syntax tree without its docstrings."""
    tree = ast.parse(inspect.getsource(module))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return tree


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _own_imports(tree: ast.Module) -> list[str]:
    """Modules of ours that a module imports, at its top or within a function.

    ``from a import b`` may name a module or something in one. Relative imports are refused by the linter's rules.
    """
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [node.module, *(name for name in inner if _is_ours(name) and _is_module(name))]
    return [name for name in found if _is_ours(name)]


def _is_ours(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] == ROOT


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is a module, so it is something in one
        return False
