"""Mutations by name and family: small functions that change one file and say what they did."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from fuzz.draft import TABLES, Draft, Note

VALUES, STRUCTURE, BYTES, NAMES = range(4)
"""In which order mutations of one file are applied: each acts on what the ones before have made."""
SMALL = tuple(file for file in TABLES if file != "consumption_hourly")
Change = Callable[[Draft, random.Random], Note]


@dataclass(frozen=True)
class Mutation:
    """One way a file may be wrong, or be written otherwise."""

    name: str
    family: str
    rank: int
    files: tuple[str, ...]
    change: Change
    weight: float


MUTATIONS: dict[str, Mutation] = {}


def mutation(
    family: str, *, rank: int = VALUES, files: tuple[str, ...] = tuple(TABLES), weight: float = 1.0
) -> Callable[[Change], Change]:
    """Register a function as a mutation of these files under its own name."""

    def register(change: Change) -> Change:
        MUTATIONS[change.__name__] = Mutation(change.__name__, family, rank, files, change, weight)
        return change

    return register
