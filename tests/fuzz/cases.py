"""Cases: which mutations are tried on which files, drawn by a seed and a number."""

import copy
import random
from dataclasses import dataclass

import polars as pl

import fuzz.mutations  # noqa: F401 registers them
from fuzz.draft import Draft, NotApplicableError, Note
from fuzz.mutations.rules import RULES
from fuzz.registry import MUTATIONS, Mutation
from fuzz.small_lake import Base
from spanishgas.run.record import Mode

_HOW_MANY = (1,) * 6 + (2,) * 3 + (3,)
_DRAWS = 20
_RARE = {"names": 0.5, "archives": 0.5, "rules": 0.5, "parquet": 0.75}
"""Families of which a case has seldom one: what happens to whole files happens less often than to values."""


@dataclass(frozen=True)
class Applied:
    """A mutation that was applied to a file."""

    mutation: Mutation
    file: str
    note: Note

    def __str__(self) -> str:
        return f"{self.mutation.family}/{self.mutation.name} on {self.file}: {self.note.text}"


@dataclass
class Case:
    """One trial: the files that differ from the twin's, and what was done to them."""

    seed: int
    number: int
    mode: Mode
    applied: list[Applied]
    drafts: dict[str, Draft]
    """Files that were changed; those of ``RULES`` are files of rules."""

    @property
    def is_undetectable(self) -> bool:
        """Declared when the case was made: all that was done may stay unnoticed."""
        return any(each.note.is_undetectable for each in self.applied)

    def __str__(self) -> str:
        made = "; ".join(map(str, self.applied))
        return f"SEED={self.seed} CASE={self.number} ({self.mode}): {made}"


def draw(base: Base, seed: int, number: int) -> Case:
    """The case of a seed and a number: always the same."""
    rng = random.Random(f"{seed}/{number}")
    mode: Mode = "train" if rng.random() < 0.2 else "score"
    wanted = rng.choice(_HOW_MANY)
    chosen = sorted((_choose(rng) for _ in range(wanted)), key=lambda pair: pair[0].rank)
    return _apply(base, rng, seed, number, mode, chosen)


def _choose(rng: random.Random) -> tuple[Mutation, str]:
    families = sorted({each.family for each in MUTATIONS.values()})
    family = rng.choices(families, [_RARE.get(each, 1.0) for each in families])[0]
    of_family = [each for each in MUTATIONS.values() if each.family == family]
    chosen = rng.choices(of_family, [each.weight for each in of_family])[0]
    return chosen, rng.choice(chosen.files)


def _apply(
    base: Base, rng: random.Random, seed: int, number: int, mode: Mode, chosen: list[tuple[Mutation, str]]
) -> Case:
    drafts: dict[str, Draft] = {}
    applied: list[Applied] = []
    for first, on in chosen:
        mutation, file = first, on
        for _ in range(_DRAWS):
            draft = copy.deepcopy(drafts[file]) if file in drafts else fresh(base, file)
            try:
                note = mutation.change(draft, rng)
            except (NotApplicableError, pl.exceptions.PolarsError, ArithmeticError, LookupError, ValueError):
                mutation, file = _choose(rng)
                if any(mutation.rank < each.mutation.rank for each in applied if each.file == file):
                    continue  # the words of a file are written already
                continue
            if any(mutation.rank < each.mutation.rank for each in applied if each.file == file):
                mutation, file = _choose(rng)
                continue
            drafts[file] = draft
            applied.append(Applied(mutation, file, note))
            break
    return Case(seed, number, mode, applied, drafts)


def fresh(base: Base, file: str) -> Draft:
    """A file as the twin has it."""
    if file in RULES:
        draft = Draft(file, f"{file}.yaml", pl.DataFrame(), "yaml")
        draft.data = base.rules[file].encode()
        return draft
    kept = base.drafts[file]
    return Draft(kept.file, kept.name, kept.words, kept.ending)
