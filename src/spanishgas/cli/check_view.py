"""What a person sees of a check: file by file which column is which, what is probably meant, and the lines to add."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.cli.targets import check_place
from spanishgas.cli.terminal import printable
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.file_columns import FileColumns
from spanishgas.run.record import RunRecord

_SHOWN = 3


def show_columns(console: Console, files: Iterable[FileColumns]) -> None:
    """A table a file: its columns, what each becomes, and what is missing."""
    for found in files:
        more = len(found.files) - _SHOWN
        names = ", ".join(found.files[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        console.print(Text(f"\n{printable(names)}", style="bold"), soft_wrap=True)
        if found.problem:
            console.print(Text(f"  cannot be opened: {printable(found.problem)}", style="bold red"), soft_wrap=True)
            continue
        if named := [name for name, columns in found.read.items() if _is_named(name, columns)]:
            console.print(Text(f"  by their names: {', '.join(named)}", style="green"), soft_wrap=True)
        for line in (*_aligned(list(_rows(found))), *_missing(found)):
            console.print(line, soft_wrap=True)


def _is_named(canonical: str, columns: tuple[str, ...]) -> bool:
    return [column.strip().lower() for column in columns] == [canonical]


def _aligned(rows: list[tuple[str, str, str, str]]) -> Iterator[Text]:
    """One line a column; names are never broken, so that they can be copied."""
    first, second = (max((len(row[index]) for row in rows), default=0) for index in (0, 1))
    for column, becomes, note, style in rows:
        yield Text.assemble(f"  {column:<{first}}  ", (f"{becomes:<{second}}", style), (f"  {note}".rstrip(), "dim"))


def _rows(found: FileColumns) -> Iterator[tuple[str, str, str, str]]:
    """Column of the file, what it becomes, why, and a style; without those that have their own names."""
    for canonical, columns in found.read.items():
        if _is_named(canonical, columns):
            continue
        note, style = ("there are several: keep one", "bold red") if len(columns) > 1 else ("also called so", "green")
        yield from ((printable(column), canonical, note, style) for column in columns)
    guessed = {guess.column: guess for guess in found.guesses}
    for column in found.left_out:
        guess = guessed.get(column)
        if guess is None:
            yield printable(column) or "(without a name)", "left out", "", "dim"
        else:
            yield printable(column), f"{guess.canonical}?", guess.reason, "yellow"


def _missing(found: FileColumns) -> Iterator[Text]:
    if found.required:
        yield Text(f"  missing, required: {', '.join(found.required)}", style="bold red")
    for canonical, columns in found.candidates.items():
        names = " or ".join(map(repr, map(printable, columns)))
        yield Text(f"  {canonical}: is it {names}? Say it under its aliases.", style="yellow")
    guessed = {guess.canonical for guess in found.guesses}
    if optional := [name for name in found.optional if name not in guessed]:
        yield Text(f"  missing, optional: {', '.join(optional)}", style="dim")
    for canonical, words in found.unclear.items():
        shown = ", ".join(repr(word) for word in words[:_SHOWN])
        text = f"  {canonical}: is {printable(shown)} a 0 or a 1? Say it under its values."
        yield Text(text, style="yellow")


def show_lines(console: Console, lines: OwnColumns, out: Path | None, command: str) -> None:
    """The lines of registry that would accept the guesses, and how to use them."""
    where = f"in {out}" if out else "and save them (--columns-out)"
    text = f"\nThese lines accept what is probably meant (?). Look through them, {where}:\n"
    console.print(Text(text), soft_wrap=True)
    console.print(Text(printable(lines.to_yaml())), soft_wrap=True)
    console.print(Text(f"Then: SPANISHGAS_COLUMNS_FILE={out or 'columns.yaml'} {command}"), soft_wrap=True)


def show_lacking(console: Console, files: Iterable[FileColumns], unwritten: Path | None) -> None:
    """Files that cannot be opened, so that no column of them is known; without any, why no lines were written."""
    closed = [name for found in files if found.problem for name in found.files]
    if closed:
        text = f"Of {', '.join(closed)} no column is known yet: mend what is said of it, then check again."
        text += f" {unwritten} was not written." if unwritten else ""
        console.print(Text(f"\n{printable(text)}", style="yellow"), soft_wrap=True)
    elif unwritten is not None:
        console.print(f"\nNo lines are needed, so {unwritten} was not written.", soft_wrap=True)


def refuse_target(lake: Lake, out: Path) -> None:
    """Nothing is written over, and nothing into the lake. Raises RunError where it would be, or cannot be."""
    check_place(lake, out)
    if out.exists():
        raise RunError(f"{out} is there already, and check writes over nothing. Name another file.")


def show_verdict(console: Console, record: RunRecord, command: str) -> None:
    """One line: good to run, from which day it would look, and by which command."""
    severities = [finding.severity for finding in record.findings]
    said = f"{_counted(severities.count('warning'), 'warning')}, {_counted(severities.count('info'), 'note')}"
    text = f"The raw files are good to run as of {record.as_of} ({said}): {command}"
    console.print(Text(text, style="bold green"), soft_wrap=True)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
