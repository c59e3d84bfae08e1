"""How a model card is shown and written."""

from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from spanishgas.card.model_card import model_card
from spanishgas.cli.targets import check_place, write_whole
from spanishgas.errors import InputError, RunError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.pointers import load_champion
from spanishgas.run.reader import open_run

NAME = model_card.__name__


def show_card(console: Console, lake: Lake, run_id: str | None, out: Path | None) -> None:
    """Show the card, or write it where ``out`` says, as its ending says.

    Raises:
        InputError: the ending is neither .html nor .md.
        RunError: there is no such run, or it trained nothing.
    """
    if out is not None:
        check_place(lake, out)
        if out.suffix not in (".html", ".md"):
            raise InputError(f"{out}: a card is written as .html or .md.")
    run = open_run(lake, run_id or _trained_by(lake))
    pages = run.pages(NAME)
    if out is not None:
        write_whole(out, pages.html if out.suffix == ".html" else pages.markdown)
        console.print(f"{out}: the card of run {run.record.run_id}.", soft_wrap=True)
        return
    console.print(Markdown(pages.markdown))
    html, _ = (lake.uri(key) for step in run.record.steps if step.name == NAME for key in step.keys)
    console.print(f"\nWith pictures: {html}", soft_wrap=True)


def _trained_by(lake: Lake) -> str:
    """The run that trained the champion."""
    champion = load_champion(lake)
    if champion is None:
        raise RunError(
            f"There is no champion in {lake} yet. The card of a training that missed the gate: "
            + command("card", "--run-id", "RUN", "--lake", lake)
        )
    return champion.run_id
