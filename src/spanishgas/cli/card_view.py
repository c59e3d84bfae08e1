"""How a model card is shown and written."""

from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from spanishgas.card.model_card import model_card
from spanishgas.cli.targets import check_place, write_whole
from spanishgas.errors import InputError, RunError
from spanishgas.lake import Lake
from spanishgas.model.train import challenger
from spanishgas.program import command
from spanishgas.run.models import standing
from spanishgas.run.pointers import load_champion
from spanishgas.run.reader import Run, open_run
from spanishgas.run.record import Champion, RunRecord

NAME = model_card.__name__


def show_card(console: Console, lake: Lake, run_id: str | None, out: Path | None) -> None:
    """Show the card, or write it where ``out`` says.

    Raises:
        InputError: the ending is not .md.
        RunError: there is no such run, or it trained nothing.
    """
    if out is not None:
        check_place(lake, out)
        if out.suffix.lower() != ".md":
            page = command("report", "model", "--out", "card.html", "--lake", lake)
            raise InputError(f"{out}: a card is written as .md; as a page with pictures by `{page}`.")
    run = training(lake, run_id)
    pages = run.pages(NAME)
    if out is not None:
        write_whole(out, pages.markdown)
        console.print(f"{out}: the card of run {run.record.run_id}.", soft_wrap=True)
    elif not console.is_terminal:
        console.print(pages.markdown, markup=False, highlight=False, soft_wrap=True)
    else:
        console.print(Markdown(pages.markdown))
        console.print(
            "\nWith pictures: " + command("report", "model", "--out", "card.html", "--lake", lake), soft_wrap=True
        )
    made = run.record.step(challenger.__name__)
    trained = made and made.model_id
    now = trained and standing(lake, trained)
    if now != trained:
        console.print(f"Customers were forgotten since: {trained} stands now as {now}.", soft_wrap=True)


def training(lake: Lake, run_id: str | None) -> Run:
    """The run of a training, or without its id the one that trained the champion. Raises RunError where it is none."""
    run = open_run(lake, run_id or _trained_by(lake, load_champion(lake)))
    if run.record.step(NAME) is None:
        raise RunError(_why_none(run.record))
    return run


def _why_none(record: RunRecord) -> str:
    run = f"Run {record.run_id}"
    if record.mode == "score":
        return f"{run} trained nothing. Without --run-id the card is that of the run which trained the champion."
    if record.status != "published" and record.step(challenger.__name__) is None:
        return f"{run} is {record.status} and trained no model."
    return f"{run} has no card: it stopped before, or an earlier version made it, which wrote none. Train again."


def _trained_by(lake: Lake, champion: Champion | None) -> str:
    """The run that trained the champion."""
    if champion is None:
        raise RunError(
            f"There is no champion in {lake} yet. The card of a training that missed the gate: "
            + command("card", "--run-id", "RUN", "--lake", lake)
        )
    return champion.run_id
