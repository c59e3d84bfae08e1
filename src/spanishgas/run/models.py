"""Models in the lake: kept under their own id, so that the same model is the same files, whichever run made it."""

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.model.artefact import Model


def _folder(model_id: str) -> str:
    return f"models/{model_id}/"


def store_model(lake: Lake, model: Model) -> None:
    """Write a model's files."""
    for name, data in model.to_files().items():
        lake.write(_folder(model.model_id) + name, data)


def load_model(lake: Lake, model_id: str) -> Model:
    """A model of the lake, its hashes and its id verified. Raises RunError or ModelIntegrityError."""
    folder = _folder(model_id)
    stored = lake.list(folder)
    if not stored:
        raise RunError(f"There is no model {model_id} in {lake}: {lake.uri(folder)} is empty. Restore it.")
    model = Model.from_files({item.key.removeprefix(folder): lake.read(item.key) for item in stored})
    if model.model_id != model_id:
        raise RunError(f"{lake.uri(folder)} holds the model {model.model_id}, not {model_id}.")
    return model
