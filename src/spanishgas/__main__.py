"""``python -m spanishgas``."""

from spanishgas.cli import main

main()
