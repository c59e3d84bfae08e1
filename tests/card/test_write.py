"""The same sections as a web page and as Markdown."""

from html.parser import HTMLParser

from spanishgas.card.sections import Bars, Line, Picture, Section, Table, figure, share
from spanishgas.card.write import pages

PICTURE = Picture("Curve", "calls", "found", (Line("model", [(0.0, 0.0), (1.0, 1.0)]),), "All calls find all.")
SECTIONS = [
    Section("First", ("A sentence.",), pictures=(PICTURE,), tables=(Table(("group", "rows"), [("SME", "3")]),)),
    Section("Second", bars=(Bars("feature", [("tenure", 0.75), ("price", 0.25)]),)),
    Section("Nothing to say"),
]


class _Balanced(HTMLParser):
    """Whether every element that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_both_say_the_same_and_markdown_says_pictures_in_words():
    written = pages("A model", "What it reaches.", SECTIONS)
    for text in ("A model", "What it reaches.", "A sentence.", "SME", "tenure", "All calls find all."):
        assert text in written.html
        assert text in written.markdown
    assert "| SME | 3 |" in written.markdown
    assert "| tenure | 75.0% |" in written.markdown
    assert "<polyline" in written.html
    assert "Nothing to say" not in written.html + written.markdown


def test_the_page_needs_nothing_besides_and_closes_what_it_opens():
    html = pages("A model", "What it reaches.", SECTIONS).html
    parser = _Balanced()
    parser.feed(html)
    assert parser.open == []
    assert "http" not in html
    assert "<script" not in html


def test_names_from_the_retailers_files_are_text_everywhere():
    bold = '<script>alert("1")</script> | **SME** [x](y)'
    written = pages("A model", bold, [Section("Groups", tables=(Table(("group", "rows"), [(bold, "1")]),))])
    assert "<script" not in written.html
    assert "&lt;script&gt;" in written.html
    assert "<script" not in written.markdown.replace("\\<", "")
    assert "**SME**" not in written.markdown
    assert sum(line.startswith("| ") for line in written.markdown.splitlines()) == 2


def test_what_cannot_be_told_is_a_dash():
    assert (figure(None), share(None), figure(0.5, (0.25, 0.75)), share(0.123)) == (
        "–",
        "–",
        "0.500 (0.250 to 0.750)",
        "12.3%",
    )
