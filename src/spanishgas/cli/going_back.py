"""Commands that make an earlier run, or champion, count again."""

import re
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


KeepChampion = Annotated[bool, typer.Option("--keep-champion", help="Move the run alone; the champion stays.")]


@app.command()
def publish(
    run_id: Annotated[str, typer.Argument(help="A run that was published once.", metavar="RUN")],
    reason: Reason,
    lake: LakeOption = None,
    keep_champion: KeepChampion = False,
) -> None:
    """Make a run that was published once the one that readers see, and its model the champion.

    The champion alone is moved by [bold]spanishgas models promote[/].

    Example: [bold]spanishgas publish monday --reason "Tuesday's prices were wrong"[/]
    """
    _go_back(lake, run_id, reason, keep_champion=keep_champion)


@app.command()
def rollback(reason: Reason, lake: LakeOption = None, keep_champion: KeepChampion = False) -> None:
    """Go back to what was published before, run and champion; a second time, to what was before that.

    The command says which run it left, and how to return to it. The champion alone goes back by
    [bold]spanishgas models rollback[/].

    Example: [bold]spanishgas rollback --reason "too many calls"[/]
    """
    _go_back(lake, None, reason, keep_champion=keep_champion)


def _go_back(lake: str | None, run_id: str | None, reason: str, *, keep_champion: bool) -> None:
    from spanishgas.lake import Lake
    from spanishgas.policy import Policy
    from spanishgas.run.going_back import publish_again, run_before
    from spanishgas.run.pointers import load_champion, load_current

    settings = read_settings(lake)
    target, policy = Lake(settings.lake), Policy.load(settings.policy_file)
    left = load_current(target)
    run = publish_again(
        target,
        run_id or run_before(target),
        policy,
        reason,
        with_champion=not keep_champion,
        is_back=run_id is None,
    )
    champion = load_champion(target)
    stays = "the champion stays" if keep_champion else "and champion"
    told = f"run {run.record.run_id}, as of {run.record.as_of}, {stays} {champion and champion.model_id}"
    console.print(f"Published again in {target}: {told}.", soft_wrap=True, highlight=False)
    if run_id is None and left is not None:
        forth = command("publish", left.run_id, "--reason", f"back from {run.record.run_id}", "--lake", str(target))
        console.print(f"To go forward again: {forth}", soft_wrap=True, highlight=False, markup=False)
