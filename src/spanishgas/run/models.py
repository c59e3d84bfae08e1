"""Models in the lake: kept under their own id, so that the same model is the same files, whichever run made it."""

from datetime import datetime

from spanishgas.errors import RunError
from spanishgas.lake import Lake, LakeObject
from spanishgas.model.artefact import Model
from spanishgas.run.store import read_document, write_document
from spanishgas.tables.document import Document

SUCCESSOR = "successor.json"


class Successor(Document):
    """Which model stands in place of another, whose files are gone, since when and why."""

    model_id: str
    at: datetime
    why: str


def _folder(model_id: str) -> str:
    return f"models/{model_id}/"


def model_key(model_id: str, name: str) -> str:
    """Where a file of a model is."""
    return _folder(model_id) + name


def store_model(lake: Lake, model: Model) -> None:
    """Write a model's files."""
    for name, data in model.to_files().items():
        lake.write(_folder(model.model_id) + name, data)


def load_model(lake: Lake, model_id: str) -> Model:
    """A model of the lake, or the one in its place, its hashes and its id verified.

    Raises:
        RunError: there is none, or another.
        ModelIntegrityError: its files are not what its card says.
    """
    model_id = standing(lake, model_id)
    folder = _folder(model_id)
    stored = lake.list(folder)
    if not stored:
        raise RunError(f"There is no model {model_id} in {lake}: {lake.uri(folder)} is empty. Restore it.")
    model = Model.from_files({item.key.removeprefix(folder): lake.read(item.key) for item in stored})
    if model.model_id != model_id:
        raise RunError(f"{lake.uri(folder)} holds the model {model.model_id}, not {model_id}.")
    return model


def succeed(lake: Lake, model_id: str, successor: Successor) -> None:
    """Let another model, stored before, stand in place of one whose files go. Doing it twice is doing it once."""
    folder = _folder(model_id)
    write_document(lake, folder + SUCCESSOR, successor)
    lake.delete(item.key for item in lake.list(folder) if item.key != folder + SUCCESSOR)


def successors(lake: Lake, model_id: str) -> list[str]:
    """A model's id and, where another stands in its place, that one's and so on; the last one has files."""
    chain = [model_id]
    while lake.exists(key := _folder(chain[-1]) + SUCCESSOR):
        following = read_document(lake, key, Successor).model_id
        if following in chain:
            raise RunError(f"{lake.uri(key)} is damaged: {' → '.join([*chain, following])} leads nowhere.")
        chain.append(following)
    return chain


def standing(lake: Lake, model_id: str) -> str:
    """The model that stands where this one stood, which is itself as long as it has files."""
    return successors(lake, model_id)[-1]


def stored_models(lake: Lake) -> dict[str, list[LakeObject]]:
    """The files of every model of the lake, by its id."""
    found: dict[str, list[LakeObject]] = {}
    for item in lake.list("models/"):
        _, *folder = item.key.split("/")
        if len(folder) > 1:
            found.setdefault(folder[0], []).append(item)
    return found
