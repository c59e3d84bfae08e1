"""What a stored JSON document is: every entry named and typed, none missing, none unknown."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """A stored document. It is named as its class, in snake case: ``Evaluation`` is ``evaluation``."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
