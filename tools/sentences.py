"""Brings the Spanish sentences of the dashboard and its reports up to date with the code: new ones come in empty."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
DASHBOARD = ROOT / "src/spanishgas/dashboard"
SAYING = (DASHBOARD, ROOT / "src/spanishgas/card", ROOT / "src/spanishgas/campaigns")
"""Rooms that say what readers of a language see."""
SPANISH = DASHBOARD / "locale/es/LC_MESSAGES/dashboard.po"

HEADER = rb"""# Sentences of the dashboard in Spanish; `python tools/sentences.py` brings in new ones.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Language: es\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def said() -> Catalog:
    """Every sentence of the code."""
    found = Catalog()
    for room in SAYING:
        for file, _row, message, _comments, _context in extract_from_dir(str(room), [("**.py", "python")]):
            found.add(message, locations=[(file, 0)])
    return found


def main() -> None:
    """Write the catalogue anew, sorted by sentence; what nobody says any more goes."""
    with SPANISH.open("rb") as file:
        spanish = read_po(file, locale="es")
    spanish.update(said(), no_fuzzy_matching=True)
    spanish.obsolete.clear()
    for message in spanish:
        message.flags.clear()
    with SPANISH.open("wb") as file:
        file.write(HEADER)
        write_po(file, spanish, width=120, omit_header=True, sort_output=True, no_location=True)


if __name__ == "__main__":
    main()
