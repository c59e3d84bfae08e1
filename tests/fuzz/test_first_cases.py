"""Every mutated input is refused with its place, the same, or counted: the first half of the cases of every day."""

from fuzz.campaign import EVERY_DAY, SEED_OF_EVERY_DAY, held
from fuzz.small_lake import Base


def test_nothing_wrong_passes_in_silence(base: Base) -> None:
    held(base, SEED_OF_EVERY_DAY, range(EVERY_DAY // 2))
