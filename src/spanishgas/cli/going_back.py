"""Commands that make an earlier run, or champion, count again."""

import re
from enum import StrEnum
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, app, console, read_settings
from spanishgas.program import command


def _reason(text: str) -> str:
    """A reason in letters that all show, on one line; refused where nothing is left."""
    told = " ".join("".join(letter if letter.isprintable() else " " for letter in _STEERS.sub(" ", text)).split())
    if not told:
        raise typer.BadParameter("say why: a reason is kept for those who come later.")
    return told


_STEERS = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?)")
"""What steers a terminal: its colours, its cursor, its title. Source: ECMA-48, control sequences."""
Reason = Annotated[str, typer.Option(help="Why; it is kept with the time.", prompt="Why", callback=_reason)]


class WhichName(StrEnum):
    """What is moved back."""

    run = "run"
    champion = "champion"
    both = "both"


Which = Annotated[WhichName, typer.Option("--only", help="Move only the run, or only the champion.")]


@app.command()
def publish(
    run_id: Annotated[str, typer.Argument(help="A run that was published once.", metavar="RUN")],
    reason: Reason,
    lake: LakeOption = None,
    only: Which = WhichName.both,
) -> None:
    """Make a run that was published once the one that readers see, and its model the champion.

    Example: [bold]spanishgas publish monday --reason "Tuesday's prices were wrong"[/]
    """
    _go_back(lake, run_id, reason, only)


@app.command()
def rollback(reason: Reason, lake: LakeOption = None, only: Which = WhichName.both) -> None:
    """Go back to what was published before, run and champion; a second time, to what was before that.

    The command says which run it left, and how to return to it.

    Example: [bold]spanishgas rollback --reason "too many calls" --only champion[/]
    """
    _go_back(lake, None, reason, only)


def _go_back(lake: str | None, run_id: str | None, reason: str, only: WhichName) -> None:
    from spanishgas.lake import Lake
    from spanishgas.policy import Policy
    from spanishgas.run.going_back import publish_again, run_before, run_of_champion_before
    from spanishgas.run.pointers import load_champion, load_current

    settings = read_settings(lake)
    target, policy = Lake(settings.lake), Policy.load(settings.policy_file)
    before = run_of_champion_before if only is WhichName.champion else run_before
    left = load_current(target)
    run = publish_again(target, run_id or before(target), policy, reason, only.value, is_back=run_id is None)
    champion = load_champion(target)
    told = {"run": f"run {run.record.run_id}", "champion": f"champion {champion and champion.model_id}"}
    both = f"{told['run']}, as of {run.record.as_of}, and {told['champion']}"
    console.print(f"Published again in {target}: {told.get(only.value, both)}.", soft_wrap=True, highlight=False)
    if run_id is None and left is not None:
        forth = command("publish", left.run_id, "--reason", f"back from {run.record.run_id}", "--lake", str(target))
        console.print(f"To go forward again: {forth}", soft_wrap=True, highlight=False, markup=False)
