"""What is installed, and by whom, is locked: one group of packages, one lock."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCKS = {path.stem: path for path in (ROOT / "requirements").glob("*.lock")}
UV_LOCK = ROOT / "requirements-bootstrap.lock"
INFRA_LOCK = ROOT / "infra" / "requirements.lock"


def locked(lock: Path) -> dict[str, set[str]]:
    """Versions by package: more than one where versions of Python or systems differ."""
    versions: defaultdict[str, set[str]] = defaultdict(set)
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", lock.read_text("utf-8"), flags=re.MULTILINE):
        versions[name].add(version)
    return dict(versions)


def names(requirements: list[str]) -> set[str]:
    wanted = {re.split(r"[^\w.-]", line)[0].lower() for line in requirements}
    return wanted - {PROJECT["name"]}


def test_every_group_has_a_lock_and_every_lock_a_group() -> None:
    assert set(LOCKS) == {"runtime", *PROJECT["optional-dependencies"]}, "run `make lock`, or remove the lock"


@pytest.mark.parametrize("group", sorted(LOCKS))
def test_a_lock_holds_the_runtime_and_all_that_its_group_asks_for(group: str) -> None:
    asked = names(PROJECT["dependencies"]) | names(PROJECT["optional-dependencies"].get(group, []))
    assert asked <= set(locked(LOCKS[group])), "run `make lock`"


@pytest.mark.parametrize(
    "lock", [*LOCKS.values(), UV_LOCK, INFRA_LOCK], ids=lambda lock: f"{lock.parent.name}-{lock.stem}"
)
def test_every_locked_package_has_hashes_and_no_address(lock: Path) -> None:
    entries = re.split(r"^(?=[^\s#])", lock.read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==\S+", entry), f"not a pinned package: {entry}"
        assert "--hash=sha256:" in entry, f"no hash: {entry}"
    assert "://" not in lock.read_text("utf-8")


def test_a_package_has_the_same_versions_in_every_lock_that_holds_it() -> None:
    found: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
    for group, lock in LOCKS.items():
        for package, versions in locked(lock).items():
            found[package][group] = versions
    for package, by_group in found.items():
        assert len(set(map(frozenset, by_group.values()))) == 1, f"{package}: {by_group}"
