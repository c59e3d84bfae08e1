"""Commands for the life of a lake: hold, clean, replay, compare, forget."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, LanguageOption, LogOption, app, console, read_settings


@app.command()
def hold(
    run_id: Annotated[str, typer.Argument(help="The run.", metavar="RUN")],
    lake: LakeOption = None,
    reason: Annotated[str | None, typer.Option(help="Why; shown by clean.")] = None,
    release: Annotated[bool, typer.Option("--release", help="Stop holding it; clean may take it again.")] = False,
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
    from spanishgas.aws.cleaning import tag_what_may_expire
    from spanishgas.aws.environment import AwsSettings
    from spanishgas.cli.cleaning_view import show_cleaning
    from spanishgas.lake import Lake
    from spanishgas.upkeep.clean import clean as cleaned

    settings = read_settings(lake)
    retention = settings.retention().model_copy(update={} if keep is None else {"keep_runs": keep})
    target, now = Lake(settings.lake), datetime.now(UTC)
    done = cleaned(target, retention, now, dry_run=dry_run)
    show_cleaning(console, done, dry_run=dry_run)
    if dry_run:
        return
    tagged = tag_what_may_expire(target, retention, now, AwsSettings.load().aws_region)
    if tagged is not None:
        console.print(f"{tagged} scored objects carry the tag by which the bucket's lifecycle may let them expire.")


@app.command()
def replay(
    run_id: Annotated[str, typer.Argument(help="A run that was published once.", metavar="RUN")],
    lake: LakeOption = None,
    into: Annotated[Path | None, typer.Option(help="Empty or new folder that keeps what the replay makes.")] = None,
    log: LogOption = None,
) -> None:
    """Make a past run again from its record and the kept raw files, elsewhere, and compare every byte.

    Exit codes: 0 the same bytes, 1 something differs: which input, code, rule or library, and which tables.

    Example: [bold]spanishgas replay 20250106T060000Z-0a1b2c3d[/]
    """
    from spanishgas.cli.progress import live_view
    from spanishgas.cli.replaying_view import show_replay
    from spanishgas.lake import Lake
    from spanishgas.pipelines import PIPELINES
    from spanishgas.program import command
    from spanishgas.run.store import load_record
    from spanishgas.upkeep import replay as replaying
    from spanishgas.upkeep.scratch import scratch_lake

    target = Lake(read_settings(lake, log=log).lake)
    steps = sum(1 for _ in PIPELINES[load_record(target, run_id).mode].steps())
    with scratch_lake(into, target) as scratch, live_view(console, steps) as view:
        found = replaying.replay(target, run_id, scratch, view)
    show_replay(console, found)
    if into is not None:
        export = command("export", "TABLE", "--run-id", run_id, "--lake", into)
        console.print(f"What it made is in {into}: {export}", soft_wrap=True, markup=False)
    raise typer.Exit(0 if found.is_same else 1)


@app.command()
def compare(
    before: Annotated[str, typer.Argument(help="A run.", metavar="RUN")],
    after: Annotated[str, typer.Argument(help="Another run.", metavar="RUN")],
    lake: LakeOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Also write all customers that moved: .csv, .parquet or .xlsx.")
    ] = None,
    language: LanguageOption = None,
) -> None:
    """What differs between two runs and why: inputs, settings, rules, code, model, findings, and who moved where.

    Example: [bold]spanishgas compare monday tuesday --out movers.csv[/]
    """
    from spanishgas.cli.comparing import MOVERS, show_comparison, write_movers
    from spanishgas.cli.export import check_target
    from spanishgas.lake import Lake
    from spanishgas.run.reader import open_run
    from spanishgas.upkeep.compare import compare as compared
    from spanishgas.upkeep.exports import note_export

    settings = read_settings(lake, language=language)
    target = Lake(settings.lake)
    if out is not None:
        check_target(target, out)
    found = compared(target, before, after, settings.language)
    show_comparison(console, found)
    if out is not None:
        console.print(f"{out}: {write_movers(found, out):,} customers.", soft_wrap=True)
        if not note_export(open_run(target, after), MOVERS, out, settings.language):
            console.print("The lake may not be written to, so forget will not know of this file.", soft_wrap=True)


@app.command()
def forget(
    customers: Annotated[list[str], typer.Argument(help="Ids of customers, as the retailer writes them.")],
    lake: LakeOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    mentioned: Annotated[
        bool,
        typer.Option("--mentioned", help="Also for customers who have no row left and are only mentioned in texts."),
    ] = False,
) -> None:
    """Take customers out of the lake: raw files, their kept copies and every table, and leave a proof.

    Old object versions in a bucket and files elsewhere are named in the proof, for you to remove. On AWS no run starts
    meanwhile: the trigger is held, by the table that DYNAMODB_MANIFEST_TABLE names.

    Exit codes: 0 done; 1 no row of a customer is here, nothing was found, or not confirmed; 2 an id is empty.

    Example: [bold]spanishgas forget C00042[/]
    """
    from spanishgas.bronze.column_names import OwnColumns
    from spanishgas.cli.export import export_table
    from spanishgas.cli.forgetting_view import show_forgotten, show_search
    from spanishgas.cli.progress import ProgressReport, progress_bar
    from spanishgas.cli.trigger_hold import trigger_held
    from spanishgas.lake import Lake
    from spanishgas.upkeep.forget import forget as forgotten
    from spanishgas.upkeep.id_names import IdNames
    from spanishgas.upkeep.persons import Persons
    from spanishgas.upkeep.proof import open_proof
    from spanishgas.upkeep.search import searched

    settings = read_settings(lake)
    target = Lake(settings.lake)
    persons = Persons.of(customers, IdNames.of_lake(target, OwnColumns.load(settings.columns_file)))
    with progress_bar(console) as bar:
        persons, found = searched(target, persons, ProgressReport(bar))
    is_begun = open_proof(target, persons, settings.split_key) is not None
    if not is_begun:
        found.refuse_strangers(target, persons, mentioned=mentioned)
    show_search(console, persons, found)
    if not found.is_something and not found.unread and not is_begun:
        console.print(f"Nothing of them is in {target}.", soft_wrap=True)
        raise typer.Exit(1)
    if not yes and not typer.confirm("Forget them for ever?"):
        raise typer.Exit(1)
    with trigger_held(target, "forget"), progress_bar(console) as bar:
        kept = forgotten(target, persons, settings.split_key, export_table, ProgressReport(bar))
    show_forgotten(console, kept)
