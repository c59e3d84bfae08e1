"""Fuzz the doors: many mutated raw files, each refused with its place, the same, or counted.

Usage: make fuzz N=2000 SEED=1, or one case again: make fuzz SEED=1 CASE=17
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from fuzz.campaign import Tally, trials
from fuzz.judge import GOOD
from fuzz.small_lake import build

console = Console(width=None if sys.stdout.isatty() else 160, highlight=False)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, default=None, help="this one alone")
    parser.add_argument("--placeless", action="store_true", help="also list refusals without a place")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spanishgas-fuzz-") as folder:
        with console.status("Simulating the small twins"):
            bases = build(Path(folder))
        numbers = range(asked.cases) if asked.case is None else [asked.case]
        start, tally = time.perf_counter(), Tally()
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=console, disable=not sys.stdout.isatty()) as progress:
            task = progress.add_task(f"Seed {asked.seed}", total=len(numbers))
            for case, verdict in trials(bases, asked.seed, numbers):
                tally.add(case, verdict)
                if asked.case is not None or not verdict.is_good:
                    console.print(f"{verdict.word}: {case}\n    {verdict.text}", markup=False, soft_wrap=True)
                progress.advance(task)
    show(tally, asked.seed, time.perf_counter() - start, asked.placeless)
    return 0 if tally.holds else 1


def show(tally: Tally, seed: int, seconds: float, placeless: bool) -> None:
    """Outcomes by family, and the shares that the laws speak of."""
    bad = sorted({word for counts in tally.by_family.values() for word in counts} - set(GOOD))
    table = Table(title=f"{tally.words.total():,} cases of seed {seed}")
    for name in ("mutations of", *GOOD, *bad):
        table.add_column(name, justify="left" if name == "mutations of" else "right")
    for family, counts in sorted(tally.by_family.items()):
        table.add_row(family, *(str(counts[word]) for word in (*GOOD, *bad)))
    table.add_section()
    table.add_row("all", *(str(tally.words[word]) for word in (*GOOD, *bad)))
    console.print(table)
    if placeless:
        for text in tally.placeless:
            console.print(f"no place: {text}", markup=False, soft_wrap=True)
    console.print(
        f"{tally.placed:.1%} of {tally.words['refused']:,} refusals name file, and row or column; {tally.declared:.1%} "
        f"of the cases could not be told and were declared so; {len(tally.bad)} failures; {seconds:.0f} s"
    )


if __name__ == "__main__":
    raise SystemExit(main())
