"""What of a person was found in a file."""

from dataclasses import dataclass, field


@dataclass
class Found:
    """Rows that are a customer's, mentions in rows and texts of others, and which customers they were."""

    rows: int = 0
    mentions: int = 0
    ids: set[str] = field(default_factory=set[str])
    alike: set[str] = field(default_factory=set[str])
    """Ids of others that are almost theirs."""
    unread: str | None = None
    """Why a file could not be looked into, or not rewritten, where that is so."""

    @property
    def is_something(self) -> bool:
        """Whether anything was found."""
        return bool(self.rows or self.mentions)
