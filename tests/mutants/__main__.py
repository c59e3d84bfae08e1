"""Mutation testing of the rooms that decide and publish: does a test fail when the code is wrong?

Usage: make mutants, or python tests/mutants --sample 400 --seed 7 --workers 2
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from seeded import ROOMS, Mutant, sample
from trial import Outcome, copy_of_checkout, fork_server, try_tests

ROOT = Path(__file__).resolve().parents[2]
TOO_SLOW = ("tests/run/test_kept_sums.py", "tests/run/test_publish_stage.py")
"""They simulate and run twice, half a minute a mutant; without them the score can only be lower."""
console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def stages(room: str) -> tuple[tuple[str, ...], ...]:
    """The room's own tests, which kill most, then those of its neighbours."""
    neighbours = tuple(f"tests/{other}" for other in ROOMS if other != room)
    quick = tuple(f"--ignore={path}" for path in TOO_SLOW)
    return (f"tests/{room}", *quick), (*neighbours, "tests/test_pipeline.py", *quick)


def judge(context, folder: Path, mutant: Mutant, limits: dict[tuple[str, ...], float]) -> Outcome:
    """What became of a mutant: the first test that fails kills it. Its module's own tests are tried first."""
    file, own, seconds = folder / mutant.path, f"tests/{mutant.room}/test_{Path(mutant.path).stem}.py", 0.0
    kept = file.read_text("utf-8")
    file.write_text(mutant.code, "utf-8")
    in_turn = [(tests, limits[tests]) for tests in stages(mutant.room)]
    try:
        for tests, limit in [((own,), in_turn[0][1]), *in_turn] if (folder / own).exists() else in_turn:
            outcome = try_tests(context, folder, tests, limit)
            seconds += outcome.seconds
            if outcome.word != "survived":
                break
    finally:
        file.write_text(kept, "utf-8")
    return Outcome(outcome.word, seconds, outcome.output)


def time_limits(context, folder: Path, rooms: set[str]) -> dict[tuple[str, ...], float]:
    """Four times what the tests take on the code as it is, and ten seconds; stops when they do not pass."""
    limits: dict[tuple[str, ...], float] = {}
    for tests in sorted({tests for room in rooms for tests in stages(room)}):
        outcome = try_tests(context, folder, tests, 600)
        shown = " ".join(name for name in tests if not name.startswith("-"))
        if outcome.word != "survived":
            raise SystemExit(f"{shown} fails without any mutant:\n{outcome.output}")
        limits[tests] = 4 * outcome.seconds + 10
        console.print(f"  {outcome.seconds:5.1f} s  {shown}", style="dim")
    return limits


def score(words: Counter[str]) -> str:
    """Killed of killed and survived; timeouts are counted apart."""
    decided = words["killed"] + words["survived"]
    return f"{words['killed'] / decided:.1%}" if decided else "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--at-least", type=float, default=0.0, help="Fail below this score, such as 0.8.")
    parser.add_argument("--only", default="", help="Only mutants whose path holds this text.")
    parser.add_argument("--results", type=Path, help="Where to write every mutant and what became of it, as JSON.")
    options = parser.parse_args()

    with console.status("Drawing mutants"):
        mutants, places = sample(ROOT, options.seed, options.sample, options.only)
    console.print(f"{len(mutants)} mutants, seed {options.seed}, of {places:,} places in {', '.join(ROOMS)}")

    context = fork_server()
    outcomes: dict[Mutant, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="spanishgas-mutants-") as scratch:
        folders: SimpleQueue[Path] = SimpleQueue()
        copies = [copy_of_checkout(ROOT, Path(scratch, str(n))) for n in range(options.workers)]
        limits = time_limits(context, copies[0], {mutant.room for mutant in mutants})
        for folder in copies:
            folders.put(folder)

        def one(mutant: Mutant) -> Outcome:
            folder = folders.get()
            try:
                return judge(context, folder, mutant, limits)
            finally:
                folders.put(folder)

        columns = (
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=console) as bar, ThreadPoolExecutor(options.workers) as pool:
            task = bar.add_task("", total=len(mutants))
            waiting = {pool.submit(one, mutant): mutant for mutant in mutants}
            for done in as_completed(waiting):
                mutant, outcome = waiting[done], done.result()
                outcomes[mutant] = outcome
                if outcome.word != "killed" or not console.is_terminal:
                    bar.console.print(
                        f"{outcome.word:9}{outcome.seconds:6.1f} s  {mutant.path}:{mutant.line}  {mutant.operator}"
                    )
                bar.update(task, advance=1, description=score(Counter(o.word for o in outcomes.values())))

    report(outcomes)
    if options.results:
        rows = [{**vars(m), **vars(o), "code": None, "output": o.output[-1500:]} for m, o in outcomes.items()]
        options.results.write_text(json.dumps(rows, indent=1), "utf-8")
    words = Counter(outcome.word for outcome in outcomes.values())
    if words["killed"] < options.at_least * (words["killed"] + words["survived"]):
        raise SystemExit(f"The score {score(words)} is below {options.at_least:.0%}.")


def report(outcomes: dict[Mutant, Outcome]) -> None:
    """Every survivor with its change, and the score of each room."""
    for mutant, outcome in sorted(outcomes.items(), key=lambda pair: (pair[0].path, pair[0].line)):
        if outcome.word != "killed":
            console.print(
                f"\n{outcome.word}: {mutant.path}:{mutant.line}  {mutant.operator}\n{mutant.diff}", markup=False
            )
    console.print("\n| room | mutants | killed | survived | timeouts | score |\n|---|--:|--:|--:|--:|--:|")
    for room in (*ROOMS, "all"):
        words = Counter(o.word for m, o in outcomes.items() if room in (m.room, "all"))
        line = f"| {room} | {words.total()} | {words['killed']} | {words['survived']} | {words['timeout']} |"
        console.print(f"{line} {score(words)} |")


if __name__ == "__main__":
    main()
