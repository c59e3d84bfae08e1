"""Sections of a card as Markdown."""

from spanishgas.card.sections import Bars, Line, Picture, Section, Table, figure, share
from spanishgas.card.write import pages

PICTURE = Picture("Curve", "calls", "found", (Line("model", [(0.0, 0.0), (1.0, 1.0)]),), "All calls find all.")
SECTIONS = [
    Section("First", ("A sentence.",), pictures=(PICTURE,), tables=(Table(("group", "rows"), [("SME", "3")]),)),
    Section("Second", bars=(Bars("feature", [("tenure", 0.75), ("price", 0.25)]),)),
    Section("Nothing to say"),
]


def test_sections_are_said_and_pictures_in_words():
    written = pages("A model", "What it reaches.", SECTIONS)
    for text in ("A model", "What it reaches.", "A sentence.", "SME", "tenure", "All calls find all."):
        assert text in written.markdown
    assert "| SME | 3 |" in written.markdown
    assert "| tenure | 75.0% |" in written.markdown
    assert "Nothing to say" not in written.markdown


def test_names_from_the_retailers_files_are_text_everywhere():
    bold = '<script>alert("1")</script> | **SME** [x](y)'
    written = pages("A model", bold, [Section("Groups", tables=(Table(("group", "rows"), [(bold, "1")]),))])
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
