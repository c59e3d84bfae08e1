"""A card's sections as a web page and as Markdown."""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from spanishgas.card.sections import Bars, Section, Table, share
from spanishgas.tables.pages import Pages

if TYPE_CHECKING:
    from jinja2 import Template

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~&"})
_COLOURS = ("#0f766e", "#d9480f", "#5b8def")


def pages(title: str, lead: str, sections: Sequence[Section]) -> Pages:
    """The same sections twice; what a picture shows, Markdown says in words."""
    shown = [each for each in sections if each.sentences or each.noted or each.pictures or each.bars or each.tables]
    html = _template().render(title=title, lead=lead, sections=shown, colours=_COLOURS, share=share)
    return Pages(html=html, markdown="\n".join(_markdown(title, lead, shown)))


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("spanishgas.card").joinpath("card.html").read_text("utf-8"))


def _markdown(title: str, lead: str, sections: Sequence[Section]) -> Iterator[str]:
    yield from (f"# {_plain(title)}", "", _plain(lead), "")
    for section in sections:
        yield from (f"## {_plain(section.title)}", "")
        for sentence in (*section.sentences, *section.noted, *(picture.alternative for picture in section.pictures)):
            yield from (_plain(sentence), "")
        for table in (*section.tables, *map(_as_table, section.bars)):
            yield from _markdown_table(table)
            yield ""


def _as_table(bars: Bars) -> Table:
    return Table((bars.title, "share"), [(name, share(value)) for name, value in bars.shares])


def _markdown_table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(_plain, table.titles))} |"
    yield f"|{'|'.join(['---', *['--:' for _ in table.titles[1:]]])}|"
    for row in table.rows:
        yield f"| {' | '.join(map(_plain, row))} |"


def _plain(text: str) -> str:
    """Text that Markdown takes as it is: names of groups come from the retailer's files."""
    return " ".join(text.split()).translate(_MARKS)
