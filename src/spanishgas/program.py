"""Commands in messages, so that they can be typed as they stand: by the name that this program was called by."""

import shlex
import shutil
import sys
from pathlib import Path

_NAME = "spanishgas"


def command(*words: object) -> str:
    """A command of this program, such as ``.venv/bin/spanishgas run``, each word quoted where it must be."""
    return shlex.join([*_program(), *map(str, words)])


def _program() -> list[str]:
    """As it was called; its name alone where the shell finds it by that, and where no command is at work."""
    called, found = Path(sys.argv[0]), shutil.which(_NAME)
    if called.name == "__main__.py" and called.parent.name == _NAME:
        return [sys.executable, "-m", _NAME]
    is_found = found is not None and Path(found).absolute() == called.absolute()
    return [_NAME if is_found or called.name != _NAME else str(called)]
