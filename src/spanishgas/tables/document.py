"""What a stored JSON document is: every entry named and typed, none missing, none unknown."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["table", "document", "model", "pages"]
"""What a step makes."""


class Document(BaseModel):
    """A stored document. It is named as its class, in snake case: ``Evaluation`` is ``evaluation``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
