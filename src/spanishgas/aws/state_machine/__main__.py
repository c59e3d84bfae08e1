"""Writes the state machine where Terraform reads it: python -m spanishgas.aws.state_machine FOLDER."""

import sys
from pathlib import Path

from spanishgas.aws.state_machine.template import FILES, template


def write(folder: Path) -> None:
    """Write both renderings into a folder."""
    for name, rendering in FILES.items():
        (folder / name).write_text(template(rendering), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
