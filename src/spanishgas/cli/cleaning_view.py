"""What cleaning took away, or would take, on the screen."""

from itertools import groupby

from rich.console import Console
from rich.table import Table

from spanishgas.cli.terminal import printable
from spanishgas.upkeep.clean import Cleaning
from spanishgas.upkeep.sizes import readable_size


def show_cleaning(console: Console, cleaning: Cleaning, *, dry_run: bool) -> None:
    """One line for all of a kind that goes of a run for one reason, with its size, and the total."""
    for sentence in cleaning.damaged:
        text = f"{sentence} Until then models, kept results and copies of raw files stay."
        console.print(text, style="yellow", soft_wrap=True, markup=False)
    if not cleaning.removals:
        console.print("Nothing to clean: all that is here is needed or within its days.")
        return
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("What", "Of run", "Files", "Size", "Why"):
        table.add_column(name, justify="right" if name in ("Files", "Size") else "left")
    ordered = sorted(cleaning.removals, key=lambda item: (item.what, item.run_id or "", item.why))
    for (what, run_id, why), group in groupby(ordered, key=lambda item: (item.what, item.run_id or "", item.why)):
        items = list(group)
        table.add_row(what, run_id, str(len(items)), readable_size(sum(item.size for item in items)), printable(why))
    console.print(table)
    size = readable_size(sum(item.size for item in cleaning.removals))
    console.print(f"{size} {'would go' if dry_run else 'gone'}, {len(cleaning.removals):,} files.", highlight=False)
