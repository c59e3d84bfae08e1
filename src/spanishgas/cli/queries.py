"""Commands that look at what is there and leave runs as they are."""

from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, LanguageOption, RunId, app, console, read_settings


@app.command()
def runs(lake: LakeOption = None) -> None:
    """All runs of the lake, the latest first, with the sizes of their tables; the published one is marked.

    Example: [bold]spanishgas runs --lake lake[/]
    """
    from spanishgas.cli.history import show_history
    from spanishgas.lake import Lake

    show_history(console, Lake(read_settings(lake).lake))


@app.command()
def export(
    table: Annotated[str, typer.Argument(help="Name of a table, such as recommendations.")],
    out: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .xlsx.")],
    lake: LakeOption = None,
    run_id: RunId = None,
    language: LanguageOption = None,
) -> None:
    """Write any table of the published run, or of a named one, as CSV, parquet or Excel.

    Example: [bold]spanishgas export recommendations --out recommendations.xlsx[/]
    """
    from spanishgas.cli.export import export_table
    from spanishgas.lake import Lake
    from spanishgas.run.reader import open_run
    from spanishgas.upkeep.exports import note_export

    settings = read_settings(lake, language=language)
    run = open_run(Lake(settings.lake), run_id)
    written = export_table(run, table, out, settings.language)
    console.print(f"{out}: {written.rows:,} rows, {written.columns} columns.", soft_wrap=True)
    if not note_export(run, table, out, settings.language):
        console.print("The lake may not be written to, so forget will not know of this file.", soft_wrap=True)
    if written.shortened:
        console.print(
            f"{written.shortened:,} texts were longer than a cell of Excel and were shortened; .csv has them whole."
        )


@app.command()
def fidelity(
    lake: LakeOption = None,
    out: Annotated[Path | None, typer.Option(help="Also write the page, as Markdown.")] = None,
    decisions: Annotated[
        bool, typer.Option("--decisions", help="What offers promise against the twin's truth, beside other plans.")
    ] = False,
    budget: Annotated[float, typer.Option(min=0, help="With --decisions: EUR for discounts.")] = 10_000,
    calls: Annotated[int, typer.Option(min=0, help="With --decisions: calls.")] = 1_200,
) -> None:
    """Published statistics against the twin's, row by row, from the published run of a baseline twin.

    Exit codes: 0 every judged figure passes, 1 one fails, or anything else.

    Example: [bold]spanishgas fidelity --lake lake --out docs/fidelity.md[/]
    """
    from spanishgas.cli.fidelity import show_decisions, show_fidelity
    from spanishgas.lake import Lake
    from spanishgas.run.reader import published_run

    run = published_run(Lake(read_settings(lake).lake))
    if decisions:
        show_decisions(console, run, budget, calls)
        return
    raise typer.Exit(1 if show_fidelity(console, run, out) else 0)
