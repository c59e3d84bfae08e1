"""A card's sections as Markdown: what a picture shows is said in words."""

from collections.abc import Iterator, Sequence

from spanishgas.card.sections import Bars, Section, Table, share
from spanishgas.sentences import _
from spanishgas.tables.pages import Pages

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#|~&"})


def pages(title: str, lead: str, sections: Sequence[Section]) -> Pages:
    """The sections that say anything."""
    said = [each for each in sections if each.sentences or each.noted or each.pictures or each.bars or each.tables]
    return Pages("\n".join(_markdown(title, lead, said)))


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
    return Table((bars.title, _("share")), [(name, share(value)) for name, value in bars.shares])


def _markdown_table(table: Table) -> Iterator[str]:
    yield f"| {' | '.join(map(_plain, table.titles))} |"
    yield f"|{'|'.join(['---', *['--:' for _title in table.titles[1:]]])}|"
    for row in table.rows:
        yield f"| {' | '.join(map(_plain, row))} |"


def _plain(text: str) -> str:
    """Text that Markdown takes as it is: names of groups come from the retailer's files."""
    return " ".join(text.split()).translate(_MARKS)
