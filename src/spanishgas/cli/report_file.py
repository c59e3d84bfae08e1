"""Where a page for mail and archive is written: into the lake, or where a person says."""

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from spanishgas.cli.targets import check_place, write_whole
from spanishgas.errors import InputError
from spanishgas.lake import Lake


def keep(console: Console, lake: Lake, key: str, out: Path | None, make: Callable[[], str]) -> None:
    """Make a page and write it, whole or not at all.

    Args:
        console: where it is said.
        lake: that it is about.
        key: where it is kept without ``out``; its name in a folder.
        out: a file, or a folder that is there.
        make: the page.

    Raises:
        InputError: ``out`` is neither a folder nor a name that ends in .html.
        RunError: no file can be made there.
    """
    if out is None:
        lake.write(key, make().encode())
        console.print(lake.uri(key), soft_wrap=True, highlight=False)
        return
    place = out / "-".join(key.split("/")[1:]) if out.is_dir() else out
    if place.suffix.lower() != ".html":
        raise InputError(f"{place}: a report is written as .html, or into a folder that is there.")
    check_place(lake, place)
    write_whole(place, make())
    console.print(f"{place}", soft_wrap=True, highlight=False)
