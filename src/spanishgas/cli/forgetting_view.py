"""What is known of some customers, and what was forgotten of them, on the screen."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from spanishgas.cli.terminal import printable
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import ProofFile
from spanishgas.upkeep.search import Search

_SHOWN = 30


def show_search(console: Console, persons: Persons, found: Search) -> None:
    """Where customers are, how often, and who is nowhere."""
    for each in persons.ids:
        if each not in found.ids:
            console.print(f"No row of {printable(each)} is in the lake.", markup=False, highlight=False)
    lines = [(key, each.rows, each.mentions) for key, each in found.files.items() if each.is_something]
    lines += [(f"models/{model_id}", each.rows, 0) for model_id, each in found.models.items()]
    if not lines:
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("File", "Rows", "Mentions"):
        table.add_column(name, justify="left" if name == "File" else "right", overflow="fold")
    for key, rows, mentions in lines[:_SHOWN]:
        table.add_row(Text(printable(key)), f"{rows:,}", f"{mentions:,}")
    console.print(table)
    if len(lines) > _SHOWN:
        console.print(f"… and {len(lines) - _SHOWN:,} files more.", highlight=False)


def show_forgotten(console: Console, kept: ProofFile) -> None:
    """What was done, what a person has to do, and where the proof is."""
    proof = kept.proof
    rows, mentions = (sum(getattr(file, name) for file in proof.files) for name in ("rows", "mentions"))
    console.print(
        f"{rows:,} rows and {mentions:,} mentions in {len(proof.files):,} files are gone; {len(proof.runs):,} runs "
        "cannot be replayed any more.",
        soft_wrap=True,
        highlight=False,
    )
    for before, after in proof.models.items():
        console.print(f"Model {after} stands in the place of {before}: the same trees.", highlight=False)
    for sentence in proof.remaining:
        console.print(f"For you to do: {printable(sentence)}", style="yellow", soft_wrap=True, markup=False)
    console.print(f"The proof is {kept.key}.", soft_wrap=True, highlight=False)
