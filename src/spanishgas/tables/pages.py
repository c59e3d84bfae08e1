"""What a step writes for people to read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pages:
    """The same content twice: as a web page that needs nothing besides, and as Markdown."""

    html: str
    markdown: str
