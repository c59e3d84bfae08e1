"""Brings the Spanish of the dashboard and its reports up to date with the code: what is new comes in empty."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from spanishgas.dashboard.stored_tables import words_of_schemas

ROOT = Path(__file__).resolve().parents[1]
DASHBOARD = ROOT / "src/spanishgas/dashboard"
SAYING = (DASHBOARD, ROOT / "src/spanishgas/card", ROOT / "src/spanishgas/campaigns")
"""Rooms that say what readers of a language see."""
SPANISH = DASHBOARD / "locale/es/LC_MESSAGES/dashboard.po"
OF_TABLES = SPANISH.with_name("tables.po")

HEADER = """# {}; `make sentences` brings in new ones.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: es\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def said() -> Catalog:
    """Every sentence of the code."""
    found = Catalog()
    for room in SAYING:
        for file, _row, message, _comments, _context in extract_from_dir(str(room), [("**.py", "python")]):
            found.add(message, locations=[(file, 0)])
    return found


def described() -> Catalog:
    """What the schemas of tables say, by its kind."""
    found = Catalog()
    for kind, text in words_of_schemas():
        found.add(text, context=kind)
    return found


def bring_up_to_date(written: Path, found: Catalog, title: str) -> None:
    """Write a catalogue anew, sorted; what nobody says any more goes."""
    with written.open("rb") as file:
        spanish = read_po(file, locale="es")
    spanish.update(found, no_fuzzy_matching=True)
    spanish.obsolete.clear()
    for message in spanish:
        message.flags.clear()
    with written.open("wb") as file:
        file.write(HEADER.format(title).encode())
        write_po(file, spanish, width=120, omit_header=True, sort_output=True, no_location=True)


def main() -> None:
    """Write both catalogues that follow the code."""
    bring_up_to_date(SPANISH, said(), "Sentences of the dashboard in Spanish")
    bring_up_to_date(OF_TABLES, described(), "What schemas say of tables and columns, in Spanish")


if __name__ == "__main__":
    main()
