"""``python -m spanishgas``."""

from spanishgas.cli.commands import main

main()
