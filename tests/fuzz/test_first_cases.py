"""Every mutated input is refused with its place, the same, or counted: the first cases, every day."""

from fuzz.campaign import EVERY_DAY, SEED_OF_EVERY_DAY, held
from fuzz.small_lake import Base
from spanishgas.twin.files.layouts import Layout


def test_nothing_wrong_passes_in_silence(bases: dict[Layout, Base]) -> None:
    held(bases, SEED_OF_EVERY_DAY, range(EVERY_DAY))
