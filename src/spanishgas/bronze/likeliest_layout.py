"""Which of its layouts a raw file of strange names probably has: the one that lacks least once guesses are accepted."""

from collections.abc import Sequence

from spanishgas.bronze.column_guesses import Guess, Sample, guessed_columns
from spanishgas.bronze.column_hints import ColumnHints
from spanishgas.bronze.registry import RawDataset


def likeliest_layout(sample: Sample, read: dict[str, list[str]], hints: ColumnHints) -> tuple[list[str], list[Guess]]:
    """What the file lacks and the guesses, by the layout that would lack least once the guesses are accepted."""
    dataset = sample.dataset
    others = [name for name in dataset.columns if name not in of_layouts(dataset)]
    best: tuple[list[str], list[Guess]] | None = None
    for names in dataset.required().values():
        missing = [name for name in names if name not in read]
        wanted = list(dict.fromkeys([*missing, *(name for name in others if name not in read)]))
        guesses = guessed_columns(sample, wanted, hints)
        if best is None or _open(missing, guesses) < _open(*best):
            best = missing, guesses
    return best or ([], [])


def _open(missing: Sequence[str], guesses: Sequence[Guess]) -> tuple[int, int]:
    guessed = {guess.canonical for guess in guesses}
    return len([name for name in missing if name not in guessed]), -len(guesses)


def of_layouts(dataset: RawDataset) -> set[str]:
    """Columns that belong to a layout; the others are optional in each."""
    return {name for names in dataset.layouts.values() for name in names}
