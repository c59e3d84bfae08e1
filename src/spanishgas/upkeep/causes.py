"""What decided a run, then and now: why its bytes may not come again, or are others in another run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "scores", "input", "setting", "policy", "code", "rule", "library", "model", "day", "mode", "finding", "figure"
]


@dataclass(frozen=True)
class Cause:
    """One thing that decides bytes and differs, in words."""

    kind: Kind
    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        name = f"{self.kind} {self.name}".strip()
        return f"{name}: {_word(self.before)} → {_word(self.after)}"


def _word(value: str | None) -> str:
    return "nothing" if value is None else value


def changes(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Cause]:
    """What differs between two tables of names and values, by name; a name that one lacks differs too."""
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Cause(kind, name, _text(old), _text(new))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def flat(tree: Any, path: str = "") -> dict[str, Any]:
    """A nested document as one table: the path of every leaf, and its value."""
    if isinstance(tree, Mapping):
        entries = [(f"{path}.{key}" if path else str(key), value) for key, value in tree.items()]
    elif isinstance(tree, list | tuple):
        entries = [(f"{path}.{number}", value) for number, value in enumerate(tree)]
    else:
        return {path: tree}
    return {name: leaf for key, value in entries for name, leaf in flat(value, key).items()}


def changed_rules(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Cause]:
    """Rule books that say something else: their fingerprints tell nothing to people, so twelve digits are shown."""
    yield from changes("rule", *({name: text[:12] for name, text in rules.items()} for rules in (before, after)))


def short(fingerprint: str) -> str:
    """A fingerprint as people compare it: its kind and the first digits."""
    kind, _, digits = fingerprint.partition(":")
    return f"{kind}:{digits[:12]}"
