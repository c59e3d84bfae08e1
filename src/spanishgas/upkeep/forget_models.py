"""Models without a customer: the trees stay, the reference loses its row, and a successor stands in their place."""

from datetime import datetime

from spanishgas.lake import Lake
from spanishgas.model.artefact import PSEUDONYM, REFERENCE, Model
from spanishgas.model.errors import ModelIntegrityError
from spanishgas.run.models import (
    SUCCESSOR,
    Successor,
    load_model,
    model_key,
    store_model,
    stored_models,
    succeed,
    successors,
)
from spanishgas.run.pointers import look_at_champion, move_pointer
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import ForgottenFile, Proof, ProofFile

WHY = "customers were forgotten"


def models_with(lake: Lake, persons: Persons, proof: Proof | None = None) -> dict[str, Found]:
    """Models whose reference holds rows of customers, and whose; of which nobody can tell, the proof says so."""
    found: dict[str, Found] = {}
    for model_id in _standing(lake):
        try:
            model = load_model(lake, model_id)
        except ModelIntegrityError as error:
            if proof:
                proof.remain(f"Model {model_id} is damaged, and nobody can tell whose rows it holds: {error}")
            continue
        rows = _rows(model, persons)
        if rows is None and proof:
            proof.remain(
                f"Model {model_id} is of a version that kept no pseudonyms: whose features its {REFERENCE} holds "
                "cannot be told. Train anew and let clean take it away."
            )
        if rows and rows.is_something:
            found[model_id] = rows
    return found


def _standing(lake: Lake) -> list[str]:
    """Models with files of their own; of one whose taking away was interrupted the rest goes now."""
    standing: list[str] = []
    for model_id, files in stored_models(lake).items():
        names = {item.key.removeprefix(model_key(model_id, "")) for item in files}
        if SUCCESSOR not in names and REFERENCE in names:
            standing.append(model_id)
    return standing


def _rows(model: Model, persons: Persons) -> Found | None:
    if PSEUDONYM not in model.reference.columns or model.card.split_key is None:
        return None
    pseudonyms = persons.pseudonyms(model.card.split_key)
    rows = {each: int((model.reference[PSEUDONYM] == number).sum()) for each, number in pseudonyms.items()}
    return Found(rows=sum(rows.values()), ids={each for each, count in rows.items() if count})


def forget_in_models(lake: Lake, persons: Persons, kept: ProofFile, now: datetime) -> None:
    """Mint a successor of every model whose reference holds a customer; done again, it ends what was interrupted."""
    _finish_successions(lake)
    for model_id, rows in models_with(lake, persons, kept.proof).items():
        model = load_model(lake, model_id)
        successor = model.without(list(persons.pseudonyms(str(model.card.split_key)).values()))
        store_model(lake, successor)
        kept.proof.add(
            ForgottenFile(
                key=model_key(model_id, REFERENCE),
                rows=rows.rows,
                mentions=0,
                before=model.card.files[REFERENCE],
                after=successor.card.files[REFERENCE],
                key_after=model_key(successor.model_id, REFERENCE),
            )
        )
        kept.proof.models[model_id] = successor.model_id
        kept.save()
        succeed(lake, model_id, Successor(model_id=successor.model_id, at=now, why=WHY))
    _move_champion(lake)


def _finish_successions(lake: Lake) -> None:
    for model_id, files in stored_models(lake).items():
        gone = model_key(model_id, SUCCESSOR)
        if any(item.key == gone for item in files):
            lake.delete(item.key for item in files if item.key != gone)


def _move_champion(lake: Lake) -> None:
    pointer, seen = look_at_champion(lake)
    if pointer is None:
        return
    successor = successors(lake, pointer.model_id)[-1]
    if successor != pointer.model_id:
        moved = pointer.model_copy(update={"model_id": successor})
        move_pointer(lake, moved, seen, WHY, before=pointer.model_id)
