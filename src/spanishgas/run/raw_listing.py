"""What lies in ``raw/``, as one digest: who sees a listing change, and who plans a run on it, mean the same.

Nothing is opened or loaded here, so that a function which must start at once can import it.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import NamedTuple


class ListedFile(NamedTuple):
    """One object below ``raw/`` as a listing shows it."""

    name: str
    """Its path below ``raw/``."""
    size: int
    """In bytes."""
    tag: str
    """Its entity tag."""


def listing_digest(files: Iterable[ListedFile]) -> str:
    """SHA-256 over the names, sizes and tags of files, in hexadecimal; their order changes nothing.

    Libraries differ in what they make of a tag's quotes and of the slash behind a folder's name: both are left out, and
    so is ``raw/`` itself.
    """
    plain = sorted({(file.name.strip("/"), file.size, file.tag.strip('"')) for file in files})
    named = [file for file in plain if file[0]]
    return hashlib.sha256(json.dumps(named, ensure_ascii=True).encode()).hexdigest()
