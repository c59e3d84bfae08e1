"""Many cases, one after the other, and what they come to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from fuzz.cases import Case, draw
from fuzz.judge import Verdict, judge
from fuzz.small_lake import Base
from fuzz.trial import try_case
from spanishgas.twin.files.layouts import Layout

EVERY_DAY, SEED_OF_EVERY_DAY = 150, 7
MINIMUM_PLACED = 0.95
MAXIMUM_DECLARED = 0.05


def trials(bases: dict[Layout, Base], seed: int, numbers: Iterable[int]) -> Iterator[tuple[Case, Verdict]]:
    """Draw, run and judge cases by their numbers; every fourth is of the tariff layout."""
    for number in numbers:
        base = bases["tariff" if number % 4 == 3 else "customer"]
        case = draw(base, seed, number)
        yield case, judge(base, case, try_case(base, case))


@dataclass
class Tally:
    """What all cases came to."""

    by_family: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    placeless: list[str] = field(default_factory=list)

    def add(self, case: Case, verdict: Verdict) -> None:
        self.words[verdict.word] += 1
        for family in {each.mutation.family for each in case.applied}:
            self.by_family[family][verdict.word] += 1
        if not verdict.is_good:
            self.bad.append(f"{verdict.word}: {case}\n    {verdict.text}")
        if verdict.word == "refused" and not verdict.names_place:
            self.placeless.append(f"{case}\n    {verdict.text}")

    @property
    def placed(self) -> float:
        """Share of the refusals that name file, and row or column."""
        return 1 - len(self.placeless) / max(self.words["refused"], 1)

    @property
    def declared(self) -> float:
        """Share of the cases that changed something which nobody could tell, as was declared when they were made."""
        return self.words["undetectable"] / max(self.words.total(), 1)

    @property
    def holds(self) -> bool:
        """Whether all laws held."""
        return not self.bad and self.placed >= MINIMUM_PLACED and self.declared <= MAXIMUM_DECLARED


def held(bases: dict[Layout, Base], seed: int, numbers: range) -> None:
    """Assert that all laws hold for these cases."""
    tally = Tally()
    for case, verdict in trials(bases, seed, numbers):
        tally.add(case, verdict)
    assert not tally.bad, _in_words(tally.bad)
    chance = 2 * (MINIMUM_PLACED * (1 - MINIMUM_PLACED) / max(tally.words["refused"], 1)) ** 0.5  # a sample is small
    assert tally.placed >= MINIMUM_PLACED - chance, _in_words(tally.placeless)
    assert tally.declared <= MAXIMUM_DECLARED, f"{tally.words['undetectable']} cases could not be told"
    assert tally.words["refused"] > len(numbers) / 3, "the mutations are too tame"
    assert tally.words["counted"] > len(numbers) / 20, "hardly anything is repaired and counted"


def _in_words(failures: list[str]) -> str:
    return "\n".join(["`make fuzz SEED=… CASE=…` runs one again:", *failures])
