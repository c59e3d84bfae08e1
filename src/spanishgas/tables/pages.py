"""What a step writes for people to read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pages:
    """A page as Markdown, which is read anywhere and as long as the record of its run stays."""

    markdown: str
