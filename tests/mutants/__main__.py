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
TOO_SLOW = ("tests/run/test_check.py", "tests/run/test_kept_sums.py", "tests/run/test_publish_stage.py")
"""They simulate and run twice, half a minute a mutant; without them the score can only be lower."""
QUICK = tuple(f"--ignore={path}" for path in TOO_SLOW)
ALL = (*(f"tests/{room}" for room in ROOMS), "tests/test_pipeline.py", *QUICK)
console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def judge(context, folder: Path, mutant: Mutant, limit: float) -> Outcome:
    """What became of a mutant: the first test that fails kills it. Those of its module and room are tried first."""
    file, seconds = folder / mutant.path, 0.0
    kept = file.read_text("utf-8")
    room = f"tests/{mutant.room}"
    module = f"{room}/test_{file.stem}.py"
    file.write_text(mutant.code, "utf-8")
    try:
        elsewhere = tuple(path for path in ALL if path != room)
        for tests in ([(module,)] if (folder / module).exists() else []) + [(room, *QUICK), elsewhere]:
            outcome = try_tests(context, folder, tests, limit)
            seconds += outcome.seconds
            if outcome.word != "survived":
                break
    finally:
        file.write_text(kept, "utf-8")
    return Outcome(outcome.word, seconds, outcome.output)


def time_limit(context, folder: Path) -> float:
    """Four times what all tests take on the code as it is, and ten seconds; stops when they do not pass."""
    with console.status("Running the tests on the code as it is"):
        outcome = try_tests(context, folder, ALL, 600)
    if outcome.word != "survived":
        raise SystemExit(f"The tests fail without any mutant:\n{outcome.output}")
    console.print(f"{outcome.seconds:.0f} s for all tests on the code as it is", style="dim")
    return 4 * outcome.seconds + 10


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
        limit = time_limit(context, copies[0])
        for folder in copies:
            folders.put(folder)

        def one(mutant: Mutant) -> Outcome:
            folder = folders.get()
            try:
                return judge(context, folder, mutant, limit)
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
