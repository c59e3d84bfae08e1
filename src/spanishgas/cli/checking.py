"""The command that somebody with files of their own starts with: which column is which, and what a run would refuse."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import (
    AcceptReadings,
    AsOf,
    LakeOption,
    LogOption,
    ModeName,
    ReplaceNewer,
    ScoreWithout,
    app,
    console,
    read_settings,
)


@app.command()
def check(
    lake: LakeOption = None,
    mode: Annotated[ModeName, typer.Option(help="Mode of the run that is meant.")] = ModeName.train,
    as_of: AsOf = None,
    replace_newer: ReplaceNewer = False,
    accept_readings: AcceptReadings = None,
    score_without: ScoreWithout = None,
    columns_out: Annotated[
        Path | None, typer.Option(help="Also write the lines that would accept your column names, as YAML.")
    ] = None,
    log: LogOption = None,
) -> None:
    """Show which column is which, and refuse what a run would refuse, without running: nothing in the lake changes.

    Exit codes are those of a run: 0 it would run, 2 input refused, 3 no champion may score, 130 or 143 stopped by
    Ctrl-C or SIGTERM, 1 anything else. What a training decides (the gate, which model scores) nobody knows before it.

    Example: [bold]spanishgas check --lake lake[/]
    """
    from spanishgas.bronze.column_names import OwnColumns
    from spanishgas.cli.check_view import refuse_target, show_columns, show_lacking, show_lines, show_verdict
    from spanishgas.cli.progress import live_view
    from spanishgas.cli.targets import write_whole
    from spanishgas.cli.view import show_findings
    from spanishgas.lake import Lake
    from spanishgas.program import command
    from spanishgas.run.check import check_run, checked_stages, plan_check
    from spanishgas.run.file_columns import accepting, file_columns

    settings = read_settings(lake, as_of, log, accept_readings=accept_readings, score_without=score_without)
    target = Lake(settings.lake)
    if columns_out is not None:
        refuse_target(target, columns_out)
    options = _options(target.root, mode, as_of, replace_newer, accept_readings, score_without)
    files = file_columns(target, settings)
    show_columns(console, files)
    own = OwnColumns.load(settings.columns_file)
    lines = accepting(files, own)
    if lines != own:
        if columns_out is not None:
            write_whole(columns_out, lines.to_yaml())
        show_lines(console, lines, columns_out, command("check", *options))
    show_lacking(console, files, columns_out if lines == own else None)
    console.print()
    record = plan_check(target, settings, mode.value, replace_newer=replace_newer)
    try:
        with live_view(console, sum(len(stage.steps) for stage in checked_stages(mode.value))) as view:
            check_run(target, record, view)
    finally:
        show_findings(console, [finding for finding in record.findings if finding.severity != "error"])
    show_verdict(console, record, command("run", *options))


def _options(
    lake: str,
    mode: ModeName,
    as_of: datetime | None,
    replace_newer: bool,
    accept_readings: str | None,
    score_without: str | None,
) -> list[str]:
    """The options of a command that does with the lake what this one was asked for."""
    given = {
        "--lake": lake,
        "--mode": mode.value if mode is ModeName.score else None,
        "--as-of": as_of and f"{as_of:%Y-%m-%d}",
        "--accept-readings": accept_readings,
        "--score-without": score_without,
    }
    words = [word for name, value in given.items() if value for word in (name, value)]
    return [*words, *(["--replace-newer"] if replace_newer else [])]
