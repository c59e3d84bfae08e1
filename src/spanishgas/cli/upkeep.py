"""Commands for the life of a lake: hold, clean."""

from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, app, console, read_settings


@app.command()
def hold(
    run_id: Annotated[str, typer.Argument(help="The run.")],
    lake: LakeOption = None,
    reason: Annotated[str | None, typer.Option(help="Why; shown by clean.")] = None,
    release: Annotated[bool, typer.Option("--release", help="Let it go the way of the others again.")] = False,
) -> None:
    """Keep a run whole, however old it gets, until it is released.

    Example: [bold]spanishgas hold 20250106T060000Z-0a1b2c3d --reason audit[/]
    """
    from spanishgas.lake import Lake
    from spanishgas.upkeep import holds

    target = Lake(read_settings(lake).lake)
    if release:
        holds.release(target, run_id)
        console.print(f"Run {run_id} is not held any more.")
    else:
        holds.hold(target, run_id, reason)
        console.print(f"Run {run_id} is held: clean takes nothing of it.")


@app.command()
def clean(
    lake: LakeOption = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Published runs whose tables stay. Default: SPANISHGAS_KEEP_RUNS.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would go.")] = False,
) -> None:
    """Take away what the settings SPANISHGAS_KEEP_… say need not be kept any longer.

    What the published run, the champion, rollback, a held run or an unfinished one within its days needs stays, and so
    does every file that is not ours. A cleaned run keeps its record.

    Example: [bold]spanishgas clean --dry-run[/]
    """
    from datetime import UTC, datetime

    from spanishgas.cli.cleaning import show_cleaning
    from spanishgas.lake import Lake
    from spanishgas.upkeep.clean import clean as cleaned

    settings = read_settings(lake)
    retention = settings.retention().model_copy(update={} if keep is None else {"keep_runs": keep})
    done = cleaned(Lake(settings.lake), retention, datetime.now(UTC), dry_run=dry_run)
    show_cleaning(console, done, dry_run=dry_run)
