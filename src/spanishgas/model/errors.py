"""What a model refuses: data it cannot learn from or score, and files that are not what its card says."""

from spanishgas.errors import InputError, SpanishGasError


class ModelInputError(InputError):
    """The rows or columns do not fit the model or its training."""


class ModelIntegrityError(SpanishGasError):
    """A stored model's files differ from what its card says, so it must not be used."""
