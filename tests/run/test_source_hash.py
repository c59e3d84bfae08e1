"""What decides a result is its code: that of its module and of all that it imports, whatever the comments say."""

import ast
import hashlib
import importlib
import sys
from pathlib import Path

import pytest

import spanishgas
from spanishgas import __version__
from spanishgas.run import source_hash
from spanishgas.silver.meters import silver_meter_sums

BAKERY = {
    "__init__": "OPEN = True\n",
    "oven": (
        "import math\nfrom bakery.flour import GRAMS\nfrom bakery import salt\n\n\n"
        "class Bread:\n    size = 1\n\n\ndef bread():\n    return GRAMS + salt.PINCH + math.pi\n"
    ),
    "flour": "from bakery.mill import FINE\nGRAMS = 500\n",
    "mill": "from bakery import flour\nFINE = True\n",
    "salt": "PINCH = 1\n",
    "garden": "ROSES = 3\n",
}


@pytest.fixture
def bakery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The hash of a step in a package whose modules are given."""
    monkeypatch.setattr(source_hash, "ROOT", "bakery")
    count = iter(range(100))

    def hashed(steps: tuple[str, ...] = ("oven.bread",), **changes: str) -> str:
        root = tmp_path / str(next(count))
        (root / "bakery").mkdir(parents=True)
        for name, text in {**BAKERY, **changes}.items():
            (root / "bakery" / f"{name}.py").write_text(text, "utf-8")
        for name in [name for name in sys.modules if name.split(".")[0] == "bakery"]:
            del sys.modules[name]
        importlib.invalidate_caches()
        with monkeypatch.context() as patch:
            patch.syspath_prepend(str(root))
            modules = [importlib.import_module(f"bakery.{step.split('.')[0]}") for step in steps]
            return source_hash.source_hash(
                getattr(module, step.split(".")[1]) for module, step in zip(modules, steps, strict=True)
            )

    return hashed


OVEN = BAKERY["oven"]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"oven": "# how bread is made\n" + OVEN},
        {"oven": '"""How bread is made."""\n' + OVEN},
        {"oven": OVEN.replace("return", '"""Bread."""\n    return')},
        {"oven": OVEN.replace("    size", '    """One loaf."""\n    size')},
        {"oven": OVEN.replace("size = 1", 'size = 1\n    """In loaves."""')},
        {"oven": OVEN.replace("size = 1", "size  =  1\n\n")},
        {"flour": '"""Flour."""\n' + BAKERY["flour"] + "# fine\n"},
        {"garden": "ROSES = 4\n"},
    ],
)
def test_a_better_sentence_and_what_is_not_used_recompute_nothing(changes: dict[str, str], bakery) -> None:
    assert bakery(**changes) == bakery()


@pytest.mark.parametrize(
    "changes",
    [
        {"oven": OVEN.replace("GRAMS + salt", "GRAMS - salt")},
        {"oven": OVEN.replace("size = 1", "size = 2")},
        {"oven": OVEN.replace("size = 1", 'size = "1"')},
        {"flour": BAKERY["flour"].replace("500", "501")},
        {"mill": BAKERY["mill"].replace("True", "False")},
        {"salt": "PINCH = 2\n"},
        {"oven": OVEN.replace("return", "from bakery.garden import ROSES\n    return")},
    ],
)
def test_any_code_on_the_way_recomputes(changes: dict[str, str], bakery) -> None:
    assert bakery(**changes) != bakery()


def test_the_hash_is_of_every_module_once_in_the_order_of_names(bakery) -> None:
    def dumped(name: str) -> str:
        return f"bakery{name and '.' + name}:{ast.dump(ast.parse(BAKERY[name or '__init__']))};"

    text = "".join(dumped(name) for name in ("", "flour", "mill", "oven", "salt"))
    assert bakery() == hashlib.sha256(text.encode()).hexdigest()


def test_the_order_of_the_steps_does_not_count(bakery) -> None:
    salted = BAKERY["salt"] + "def salted(): ...\n"
    assert bakery(("oven.bread", "salt.salted"), salt=salted) == bakery(("salt.salted", "oven.bread"), salt=salted)


def test_the_code_of_a_step_of_ours_has_a_hash_that_stays() -> None:
    first = source_hash.source_hash([silver_meter_sums])
    assert first == source_hash.source_hash([silver_meter_sums])
    assert len(first) == 64


def test_all_imports_of_ours_are_written_as_the_hash_follows_them() -> None:
    for path in Path(spanishgas.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not [alias.name for alias in node.names if alias.name.split(".")[0] == "spanishgas"], path
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, path


@pytest.fixture
def version_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def version(root: str, **contents: str) -> str:
        for name, content in contents.items():
            path = tmp_path / root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        monkeypatch.setattr(source_hash, "files", lambda package: tmp_path / root)
        return source_hash.code_version.__wrapped__()

    return version


CODE = {"b.py": "1", "rules/a.yaml": "x: 1"}


def test_the_version_of_the_code_is_the_hash_of_its_code_and_rules(version_of) -> None:
    text = b"b.py:1:1" + b"rules/a.yaml:4:x: 1"
    expected = f"{__version__}+{hashlib.sha256(text).hexdigest()[:12]}"
    assert version_of("one", **CODE) == expected
    assert version_of("two", **dict(reversed(CODE.items()))) == expected
    assert version_of("three", **CODE, **{"notes.txt": "x", "rules/b.pyc": "x"}) == expected


@pytest.mark.parametrize(
    "code",
    [
        {**CODE, "b.py": "2"},
        {**CODE, "rules/a.yaml": "x: 2"},
        {"c.py": "1", "rules/a.yaml": "x: 1"},
        {"b.py": "1", "other/a.yaml": "x: 1"},
        {**CODE, "c.py": ""},
    ],
)
def test_whatever_of_it_changes_is_another_version(code: dict[str, str], version_of) -> None:
    assert version_of("changed", **code) != version_of("one", **CODE)


def test_the_version_of_this_code_stays_while_it_runs() -> None:
    assert source_hash.code_version() == source_hash.code_version.__wrapped__()
    assert source_hash.code_version().startswith(f"{__version__}+")
